/** The app's life: engine, window and page come up together; jobs are asked about before they are stopped. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { app, nativeTheme, shell, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { FeedMessage } from '../../src-shared/contract';
import { EngineSession } from '../engine/engine-session';
import type { AppArguments } from './app-arguments';
import { DefinitionFiles } from './definition-files';
import { registerCommands, sendEvent } from './ipc-registrar';
import { parseLineLink } from './line-link';
import { loginEnvironment } from './login-environment';
import { createMainWindow } from './main-window';
import { setMenu } from './menu';
import { refusePermissions } from './page-guards';
import { anew, watchPage } from './page-crashes';
import { pageUrl, servePage } from './page-protocol';
import { mayStopJobs } from './quit-question';
import { isWorthAPicture, readScreenshotOrder, takePicture } from './screenshot';
import { chooseFilesToOpen } from './file-dialogs';
import { windowCommands } from './window-commands';

/** The sample that `--run-sample` starts. */
const checksumSample = 'checksum-files.toml';
/** Time the engine has to stop; what it could not write then is taken back at the next start, as after a crash. */
const longestStopMs = 30_000;

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
  #window: BrowserWindow | null = null;
  #session: Promise<EngineSession> | null = null;
  /** What to show as soon as the page listens; null once it does. */
  #waiting: Shown[] | null;
  #isPictureTaken = false;
  #isAsking = false;
  #quitting: Promise<void> | null = null;

  constructor(options: RunsheetAppOptions) {
    this.#options = options;
    this.#waiting = [options.args];
  }

  /** Opens engine and window. Throws when the folder cannot be used. */
  async start(): Promise<void> {
    if (this.#picture !== null) nativeTheme.themeSource = this.#picture.theme;
    if (app.isPackaged || this.#devUrl === undefined) servePage(this.#beside('../renderer'));
    const window = createMainWindow({
      preload: this.#beside('../preload/index.cjs'),
      size: this.#picture?.size ?? null,
    });
    this.#window = window;
    refusePermissions(window.webContents.session);
    const session = EngineSession.open(
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
        this.#tell(window, message);
      },
    );
    this.#session = session;
    this.#serve(window, session);
    this.#watchEnd(window);
    const chosen = this.#options.args.runSample ? await this.#runSample(await session) : null;
    await Promise.all([session, this.#load(window, chosen)]);
  }

  /** Brings the window to the front and shows files and lines in it. A link that names no line is passed over. */
  show(shown: Shown): void {
    const window = this.#window;
    if (window !== null) {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
    if (this.#waiting !== null) this.#waiting.push(shown);
    else if (window !== null) this.#tellShown(window, shown);
  }

  #serve(window: BrowserWindow, session: Promise<EngineSession>): void {
    const samplesFolder = app.isPackaged
      ? path.join(process.resourcesPath, 'samples')
      : path.join(app.getAppPath(), 'resources', 'samples');
    const definitions = new DefinitionFiles({
      samplesFolder,
      recentFile: path.join(this.#options.windowFolder, 'recent-definitions.json'),
      preview: async (file) => (await session).call('definition.preview', { path: file }),
    });
    const handlers = windowCommands({
      window,
      session,
      definitions,
      info: { version: app.getVersion(), dataFolder: this.#options.dataFolder },
      onSubscribed: (snapshot) => {
        this.#considerPicture(window, snapshot);
        const waiting = this.#waiting ?? [];
        this.#waiting = null;
        for (const shown of waiting) this.#tellShown(window, shown);
      },
    });
    registerCommands(handlers, (event) => this.#isTrusted(window, event));
    setMenu(
      {
        openFiles: () => void this.#openFiles(window, false),
        openFolder: () => void this.#openFiles(window, true),
        showDataFolder: () => void shell.openPath(this.#options.dataFolder),
      },
      !app.isPackaged,
    );
  }

  /** Only the page itself in the top frame of the one window. */
  #isTrusted(window: BrowserWindow, event: IpcMainInvokeEvent): boolean {
    const frame = event.senderFrame;
    if (event.sender !== window.webContents || frame === null || frame.parent !== null) return false;
    return new URL(frame.url).origin === new URL(this.#devUrl ?? pageUrl).origin;
  }

  async #openFiles(window: BrowserWindow, folders: boolean): Promise<void> {
    const files = await chooseFilesToOpen(window, {
      title: folders ? 'Open a folder of logs' : 'Open',
      folders,
    });
    if (files.length > 0) this.show({ files });
  }

  #tellShown(window: BrowserWindow, { files = [], links = [] }: Shown): void {
    if (files.length > 0) sendEvent(window.webContents, 'open-files', { paths: [...files] });
    for (const link of links) {
      const line = parseLineLink(link);
      if (line !== null) sendEvent(window.webContents, 'open-line', line);
    }
  }

  async #runSample(session: EngineSession): Promise<string> {
    const sample = path.join(app.getAppPath(), 'resources', 'samples', checksumSample);
    return (await session.call('run.start', { path: sample })).runId;
  }

  #tell(window: BrowserWindow, message: FeedMessage): void {
    sendEvent(window.webContents, 'feed', message);
    this.#considerPicture(window, message);
  }

  #considerPicture(window: BrowserWindow, message: FeedMessage): void {
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

  /** Closing the window quits; running jobs are asked about first. */
  #watchEnd(window: BrowserWindow): void {
    window.on('close', (event) => {
      event.preventDefault();
      void this.#mayQuit(window).then((may) => {
        if (may) void this.#quit();
      });
    });
    watchPage(window, {
      isQuitting: () => this.#quitting !== null,
      reload: (isAnew) => void this.#load(window, isAnew ? anew : null),
      quit: () => void this.#quit(),
    });
    const endNow = (): void => void this.#quit();
    process.once('SIGTERM', endNow);
    process.once('SIGINT', endNow);
  }

  async #mayQuit(window: BrowserWindow): Promise<boolean> {
    if (this.#quitting !== null || this.#isAsking) return false;
    this.#isAsking = true;
    try {
      const session = await this.#session?.catch(() => null);
      const running = session?.engine?.totals.toStats().running ?? 0;
      return running === 0 || (await mayStopJobs(window, running));
    } finally {
      this.#isAsking = false;
    }
  }

  #quit(): Promise<void> {
    this.#quitting ??= (async () => {
      this.#window?.hide();
      const session = await this.#session?.catch(() => null);
      await Promise.race([session?.close(), delay(longestStopMs)]);
      app.exit(0);
    })();
    return this.#quitting;
  }

  async #load(window: BrowserWindow, chosen: string | null): Promise<void> {
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
