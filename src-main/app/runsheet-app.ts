/**
 * The app's life: engine, windows and pages come up together; when the last window closes while jobs run, a person
 * is asked whether they go on without it.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { app, nativeTheme, type IpcMainInvokeEvent } from 'electron';
import type { FeedMessage } from '../../src-shared/contract';
import type { AppSettings } from '../../src-shared/window';
import { EngineSession, type SessionSeat } from '../engine/engine-session';
import type { AppArguments } from './app-arguments';
import { AppSettingsFile } from './app-settings';
import { AppTray } from './app-tray';
import { AppWindows, type AppWindow } from './app-windows';
import { DefinitionFiles } from './definition-files';
import { registerCommands, sendEvent, type CommandHandlers } from './ipc-registrar';
import { parseLineLink } from './line-link';
import { loginEnvironment } from './login-environment';
import { setMenu } from './menu';
import { refusePermissions } from './page-guards';
import { anew, watchPage } from './page-crashes';
import { pageUrl, servePage } from './page-protocol';
import { askAtClose, mayStopJobs } from './quit-question';
import { isWorthAPicture, readScreenshotOrder, takePicture } from './screenshot';
import { hasTrayHost } from './tray-host';
import { windowCommands } from './window-commands';

/** The sample that `--run-sample` starts. */
const checksumSample = 'checksum-files.toml';
/** Time the engine has to stop; what it could not write then is taken back at the next start, as after a crash. */
const longestStopMs = 30_000;
/** The tray is told this often at most. */
const trayPauseMs = 500;

/** What the app is started with. */
export interface RunsheetAppOptions {
  /** `file:` URL of the built entry; threads, preload and page lie beside it. */
  readonly entry: string;
  readonly dataFolder: string;
  /** Where the window keeps what is its own. */
  readonly windowFolder: string;
  readonly args: AppArguments;
}

/** Files and references to lines that somebody gave to the app. */
export interface Shown {
  readonly files?: readonly string[];
  readonly links?: readonly string[];
}

/** See the head of this file. */
export class RunsheetApp {
  readonly #options: RunsheetAppOptions;
  readonly #picture = readScreenshotOrder();
  readonly #settings: AppSettingsFile;
  readonly #windows: AppWindows;
  readonly #tray: AppTray;
  readonly #handlers = new WeakMap<AppWindow, CommandHandlers>();
  readonly #definitions: DefinitionFiles;
  #session: Promise<{ session: EngineSession; seat: SessionSeat }> | null = null;
  /** What to show as soon as a page listens; null once one does. */
  #waiting: Shown[] | null;
  /** Run that the first page begins with. */
  #chosen: string | null = null;
  #hasTray = false;
  #isPictureTaken = false;
  #isAsking = false;
  #quitting: Promise<void> | null = null;

  constructor(options: RunsheetAppOptions) {
    this.#options = options;
    this.#waiting = [options.args];
    this.#settings = new AppSettingsFile(path.join(options.windowFolder, 'settings.json'));
    this.#definitions = new DefinitionFiles({
      samplesFolder: app.isPackaged
        ? path.join(process.resourcesPath, 'samples')
        : path.join(app.getAppPath(), 'resources', 'samples'),
      recentFile: path.join(options.windowFolder, 'recent-definitions.json'),
      preview: async (file) => (await this.#seat()).call('definition.preview', { path: file }),
    });
    this.#windows = new AppWindows({
      preload: this.#beside('../preload/index.cjs'),
      windowFolder: options.windowFolder,
      size: this.#picture?.size ?? null,
      session: async () => (await this.#opened()).session,
      onFeed: (of, message) => {
        sendEvent(of.window.webContents, 'feed', of.packer.pack(message));
        this.#considerPicture(of, message);
      },
      onOpened: (opened) => {
        this.#begin(opened);
      },
      mayClose: (closing) => this.#mayClose(closing),
      onFocus: (focused) => {
        this.#showMenu(focused);
      },
    });
    this.#tray = new AppTray({
      open: () => {
        this.show({});
      },
      turnQueue: (isPaused) =>
        void this.#seat().then((seat) =>
          seat.call(isPaused ? 'queue.resume' : 'queue.pause', { group: null }),
        ),
      quit: () => void this.#askAndQuit(),
    });
  }

  /** Opens engine and windows. Throws when the folder cannot be used. */
  async start(): Promise<void> {
    nativeTheme.themeSource = this.#picture?.theme ?? this.#settings.settings.theme;
    if (app.isPackaged || this.#devUrl === undefined) servePage(this.#beside('../renderer'));
    this.#session = EngineSession.open(
      {
        dataFolder: this.#options.dataFolder,
        executorThread: new URL('executor.js', this.#options.entry),
        scriptThread: new URL('script.js', this.#options.entry),
        transferThread: new URL('transfer.js', this.#options.entry),
        version: app.getVersion(),
        environment: loginEnvironment(),
        schedules: true,
      },
      (_event, message) => {
        this.#tellTray(message);
      },
    );
    registerCommands(
      (event) => this.#handlersFor(event),
      (event) => this.#isTrusted(event),
    );
    this.#watchEnd();
    if (this.#options.args.runSample) this.#chosen = await this.#runSample();
    this.#windows.restore();
    await this.#session;
    void this.#showTray();
  }

  /** Brings a window to the front and shows files and lines in it. A link that names no line is passed over. */
  show(shown: Shown): void {
    if (this.#quitting !== null) return;
    if (this.#windows.all.length === 0 && this.#session !== null && this.#waiting === null) {
      this.#waiting = [];
      this.#windows.restore();
    }
    const front = this.#windows.front;
    if (front !== null) {
      if (front.window.isMinimized()) front.window.restore();
      front.window.focus();
    }
    if (this.#waiting !== null) this.#waiting.push(shown);
    else if (front !== null) this.#tellShown(front, shown);
  }

  #opened(): Promise<{ session: EngineSession; seat: SessionSeat }> {
    if (this.#session === null) throw new Error('The app has not been started.');
    return this.#session;
  }

  async #seat(): Promise<SessionSeat> {
    return (await this.#opened()).seat;
  }

  /** A window is there: its page is loaded, and what it asks for is answered. */
  #begin(opened: AppWindow): void {
    const { window } = opened;
    refusePermissions(window.webContents.session);
    this.#handlers.set(
      opened,
      windowCommands(opened, {
        definitions: this.#definitions,
        info: { version: app.getVersion(), dataFolder: this.#options.dataFolder },
        hasTray: () => this.#hasTray,
        settings: (change) => this.#changeSettings(change),
        openBeside: (one) => {
          this.#windows.openBeside(one);
        },
        keepLayouts: () => {
          this.#windows.keepSoon();
        },
        showMenu: (one) => {
          if (this.#windows.front === one) this.#showMenu(one);
        },
        quit: () => void this.#askAndQuit(),
        onSubscribed: (one, snapshot) => {
          this.#considerPicture(one, snapshot);
          const waiting = this.#waiting ?? [];
          this.#waiting = null;
          for (const shown of waiting) this.#tellShown(one, shown);
        },
      }),
    );
    watchPage(window, {
      isQuitting: () => this.#quitting !== null,
      reload: (isAnew) => {
        // What it showed may be what ends it.
        if (isAnew) opened.layout = null;
        void this.#load(opened, isAnew ? anew : null);
      },
      quit: () => void this.#quit(),
    });
    const chosen = this.#chosen;
    this.#chosen = null;
    void this.#load(opened, chosen).catch((error: unknown) => {
      if (!window.isDestroyed()) console.error('The page could not be loaded.', error);
    });
  }

  #handlersFor(event: IpcMainInvokeEvent): CommandHandlers | null {
    const window = this.#windows.of(event.sender);
    return window === null ? null : (this.#handlers.get(window) ?? null);
  }

  /** Only the page itself in the top frame of one of the windows. */
  #isTrusted(event: IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame;
    if (this.#windows.of(event.sender) === null || frame === null || frame.parent !== null) return false;
    return new URL(frame.url).origin === new URL(this.#devUrl ?? pageUrl).origin;
  }

  #changeSettings(change: Partial<AppSettings>): AppSettings {
    if (Object.keys(change).length === 0) return this.#settings.settings;
    const settings = this.#settings.change(change);
    if (this.#picture === null) nativeTheme.themeSource = settings.theme;
    for (const { window } of this.#windows.all) sendEvent(window.webContents, 'settings', settings);
    return settings;
  }

  #showMenu({ window, menu }: AppWindow): void {
    setMenu(
      menu,
      (name) => {
        sendEvent(window.webContents, 'command', { name });
      },
      !app.isPackaged,
    );
  }

  #tellShown({ window }: AppWindow, { files = [], links = [] }: Shown): void {
    if (files.length > 0) sendEvent(window.webContents, 'open-files', { paths: [...files] });
    for (const link of links) {
      const line = parseLineLink(link);
      if (line !== null) sendEvent(window.webContents, 'open-line', line);
    }
  }

  async #runSample(): Promise<string> {
    const seat = await this.#seat();
    return (await seat.call('run.start', { path: this.#definitions.sample(checksumSample) })).runId;
  }

  #considerPicture({ window }: AppWindow, message: FeedMessage): void {
    if (this.#picture === null || this.#isPictureTaken || !isWorthAPicture(message)) return;
    this.#isPictureTaken = true;
    void takePicture(window, this.#picture.file).then(
      () => this.#quit(),
      (error: unknown) => {
        console.error('The picture could not be taken.', error);
        app.exit(1);
      },
    );
  }

  async #showTray(): Promise<void> {
    this.#hasTray = this.#picture === null && (await hasTrayHost());
    if (!this.#hasTray || this.#quitting !== null) return;
    this.#tray.show();
    const seat = await this.#seat();
    this.#tray.tell(
      await seat.call('feed.subscribe', {
        treeFrom: 0,
        treeCount: 0,
        treeRootId: null,
        scopeId: null,
        selectedId: null,
        levels: 0,
        selectionId: null,
      }),
    );
  }

  #tellTray(message: FeedMessage): void {
    this.#tray.tell(message);
    // The pace of the feed is that of its subscriber's acknowledgements.
    setTimeout(() => {
      void this.#seat()
        .then((seat) => seat.call('feed.acknowledge', { revision: message.revision }))
        .catch(() => undefined);
    }, trayPauseMs).unref();
  }

  #watchEnd(): void {
    // Without a window the app goes on when that was asked for; whether it was, #mayClose knows.
    app.on('window-all-closed', () => undefined);
    app.on('before-quit', (event) => {
      event.preventDefault();
      void this.#askAndQuit();
    });
    app.on('activate', () => {
      this.show({});
    });
    const endNow = (): void => void this.#quit();
    process.once('SIGTERM', endNow);
    process.once('SIGINT', endNow);
  }

  /** A window may close while others are there; the last one decides about the app. */
  #mayClose(closing: AppWindow): boolean {
    if (this.#quitting !== null || this.#windows.all.length > 1) return true;
    void this.#closeLast(closing);
    return false;
  }

  async #closeLast({ window }: AppWindow): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      const running = await this.#running();
      if (running === 0) {
        void this.#quit();
        return;
      }
      const { close } = this.#settings.settings;
      const answer =
        close === 'ask'
          ? await askAtClose(window, running, this.#hasTray)
          : { act: close, isRemembered: false };
      if (answer.act === 'back') return;
      if (answer.isRemembered) this.#changeSettings({ close: answer.act });
      if (answer.act === 'stop') void this.#quit();
      else if (this.#hasTray) {
        this.#windows.keep();
        window.destroy();
      } else window.minimize();
    } finally {
      this.#isAsking = false;
    }
  }

  /** Quits, after a question while jobs run that would be stopped. */
  async #askAndQuit(): Promise<void> {
    if (this.#quitting !== null || this.#isAsking) return;
    this.#isAsking = true;
    try {
      const running = await this.#running();
      if (running > 0 && !(await mayStopJobs(this.#windows.front?.window ?? null, running))) return;
      void this.#quit();
    } finally {
      this.#isAsking = false;
    }
  }

  /** Jobs that run in this process; those of another one go on whatever happens here. */
  async #running(): Promise<number> {
    const opened = await this.#session?.catch(() => null);
    return opened?.session.engine?.totals.toStats().running ?? 0;
  }

  #quit(): Promise<void> {
    this.#quitting ??= (async () => {
      this.#windows.keep();
      for (const { window } of this.#windows.all) window.hide();
      this.#tray.hide();
      const opened = await this.#session?.catch(() => null);
      await Promise.race([opened?.session.close(), delay(longestStopMs)]);
      app.exit(0);
    })();
    return this.#quitting;
  }

  /** Loads the page of a window, with a run that it begins with in its address. */
  async #load({ window }: AppWindow, chosen: string | null): Promise<void> {
    const address = this.#devUrl ?? pageUrl;
    await window.loadURL(chosen === null ? address : `${address}#${chosen}`);
  }

  get #devUrl(): string | undefined {
    return app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  }

  #beside(relative: string): string {
    return fileURLToPath(new URL(relative, this.#options.entry));
  }
}
