/**
 * The windows on the folder: each with a page, a seat at the engine, a menu and a layout of its own; all of them are
 * there again at the next start.
 */
import path from 'node:path';
import { app, BrowserWindow, screen, type WebContents } from 'electron';
import type { FeedMessage } from '../../src-shared/contract';
import type { MenuEntry, WindowLayout } from '../../src-shared/window';
import type { EngineSession, SessionSeat } from '../engine/engine-session';
import { FeedPacker } from './feed-packer';
import { createMainWindow } from './main-window';
import { besides, boundsOnScreens, readPlaces, writePlaces, type WindowPlace } from './window-places';

/** Milliseconds after which a window that was moved, or a page that was left, is kept. */
const keepDelayMs = 400;

/** One window. */
export interface AppWindow {
  readonly window: BrowserWindow;
  readonly seat: Promise<SessionSeat>;
  readonly packer: FeedPacker;
  layout: WindowLayout | null;
  menu: readonly MenuEntry[];
}

/** What {@link AppWindows} needs. */
export interface AppWindowsParts {
  readonly preload: string;
  readonly windowFolder: string;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly session: () => Promise<EngineSession>;
  readonly onFeed: (of: AppWindow, message: FeedMessage) => void;
  /** A window is there and wants its page. */
  readonly onOpened: (opened: AppWindow) => void;
  /** A window is about to close; answers whether it may. Not asked while the app quits. */
  readonly mayClose: (closing: AppWindow) => boolean;
  readonly onFocus: (focused: AppWindow) => void;
}

/** See the head of this file. */
export class AppWindows {
  readonly #parts: AppWindowsParts;
  readonly #file: string;
  readonly #all = new Set<AppWindow>();
  #keeping: NodeJS.Timeout | null = null;
  /** What was closed last: when the app goes on without a window, that one opens again. */
  #lastPlaces: readonly WindowPlace[];

  constructor(parts: AppWindowsParts) {
    this.#parts = parts;
    this.#file = path.join(parts.windowFolder, 'windows.json');
    this.#lastPlaces = readPlaces(this.#file);
  }

  get all(): readonly AppWindow[] {
    return [...this.#all];
  }

  /** The one that has the focus, or the one that was opened last. */
  get front(): AppWindow | null {
    const focused = BrowserWindow.getFocusedWindow();
    return this.all.find(({ window }) => window === focused) ?? this.all.at(-1) ?? null;
  }

  /** The window of a page. */
  of(page: WebContents): AppWindow | null {
    return this.all.find(({ window }) => window.webContents === page) ?? null;
  }

  /** Opens what was open last, or a first window. */
  restore(): void {
    const places = this.#parts.size === null ? this.#lastPlaces : [];
    if (places.length === 0) this.open(null);
    for (const place of places) this.open(place);
  }

  /** Opens another window beside one, showing the same. */
  openBeside(one: AppWindow): void {
    this.open({ bounds: besides(one.window.getNormalBounds()), isMaximized: false, layout: one.layout });
  }

  open(place: WindowPlace | null): AppWindow {
    const window = createMainWindow({ preload: this.#parts.preload, size: this.#parts.size });
    if (place !== null) {
      const [main, ...others] = workAreas();
      window.setBounds(boundsOnScreens(place.bounds, main === undefined ? [] : [main, ...others]));
      if (place.isMaximized) window.maximize();
    }
    const opened: AppWindow = {
      window,
      seat: this.#parts.session().then((session) =>
        session.join((_event, message) => {
          this.#parts.onFeed(opened, message);
        }),
      ),
      packer: new FeedPacker(),
      layout: place?.layout ?? null,
      menu: [],
    };
    // Whoever calls the engine hears of it.
    opened.seat.catch(() => undefined);
    this.#all.add(opened);
    this.#watch(opened);
    this.#parts.onOpened(opened);
    return opened;
  }

  /** Keeps how the windows are, soon; what follows meanwhile is kept with it. */
  keepSoon(): void {
    this.#keeping ??= setTimeout(() => {
      this.keep();
    }, keepDelayMs);
  }

  keep(): void {
    if (this.#keeping !== null) clearTimeout(this.#keeping);
    this.#keeping = null;
    const places = this.all.filter(({ window }) => !window.isDestroyed()).map(placeOf);
    // The last one that was closed is what the next start begins with.
    if (places.length > 0) this.#lastPlaces = places;
    writePlaces(this.#file, this.#lastPlaces);
  }

  #watch(opened: AppWindow): void {
    const { window } = opened;
    const keep = (): void => {
      this.keepSoon();
    };
    window.on('resize', keep).on('move', keep).on('maximize', keep).on('unmaximize', keep);
    window.on('focus', () => {
      this.#parts.onFocus(opened);
    });
    window.on('close', (event) => {
      if (!this.#parts.mayClose(opened)) {
        event.preventDefault();
        return;
      }
      this.keep();
    });
    window.on('closed', () => {
      this.#all.delete(opened);
      void opened.seat.then(
        (seat) => {
          seat.leave();
        },
        () => undefined,
      );
      // One of several that a person closes is not wanted at the next start.
      if (this.#all.size > 0) this.keepSoon();
      else if (process.platform === 'darwin') app.hide();
    });
  }
}

function placeOf({ window, layout }: AppWindow): WindowPlace {
  return { bounds: window.getNormalBounds(), isMaximized: window.isMaximized(), layout };
}

/** Where windows can be, the main screen first. */
function workAreas() {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}
