/** The window: sandboxed, without Node, drawn only when it has something to show. */
import { BrowserWindow, nativeTheme, screen, type TitleBarOverlay } from 'electron';

/** Size of the window when nothing else is asked for. */
const preferredSize = { width: 1440, height: 900 };
const smallestSize = { minWidth: 720, minHeight: 480 };

/** How the window is made. */
export interface MainWindowOptions {
  /** Path of the built preload. */
  readonly preload: string;
  /** Width and height in pixels; default: 1440 × 900, or what the screen has. */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** Makes the window, not shown yet; the page is loaded by the caller. */
export function createMainWindow({ preload, size }: MainWindowOptions): BrowserWindow {
  const { workAreaSize } = screen.getPrimaryDisplay();
  const window = new BrowserWindow({
    width: size?.width ?? Math.min(preferredSize.width, workAreaSize.width),
    height: size?.height ?? Math.min(preferredSize.height, workAreaSize.height),
    useContentSize: true,
    ...smallestSize,
    title: 'Runsheet',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: colors().background,
    titleBarStyle: 'hidden',
    titleBarOverlay: titleBarColors(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // A hidden window stops drawing frames, and with them its acknowledgements of the feed.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  followTheme(window);
  return window;
}

function colors(): { background: string; symbols: string } {
  return nativeTheme.shouldUseDarkColors
    ? { background: '#0B0C0E', symbols: '#AAB2BD' }
    : { background: '#F3F4F6', symbols: '#4A5360' };
}

function titleBarColors(): TitleBarOverlay {
  const { background, symbols } = colors();
  return { color: background, symbolColor: symbols, height: 39 };
}

function followTheme(window: BrowserWindow): void {
  const update = (): void => {
    window.setBackgroundColor(colors().background);
    if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarColors());
  };
  nativeTheme.on('updated', update);
  window.on('closed', () => {
    nativeTheme.off('updated', update);
  });
}
