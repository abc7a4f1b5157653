/**
 * When the page's process ends (a crash, no memory), the page is loaded again and comes back where it was: jobs
 * run in other processes and notice nothing. A page that ends again at once begins anew, in case it is the place
 * that ends it; after that a person is asked.
 */
import { dialog, type BrowserWindow, type RenderProcessGoneDetails } from 'electron';

/** Hash of a page that forgets where the window was. */
export const anew = 'anew';

/** A crash that comes sooner than this after the one before may have the same cause. */
const soonMs = 10_000;

/** What is done about a crash. */
export interface PageCrashActions {
  readonly isQuitting: () => boolean;
  /** Loads the page again, where the window was or from its beginning. */
  readonly reload: (isAnew: boolean) => void;
  readonly quit: () => void;
}

/** Loads the page again whenever its process ends. */
export function watchPage(window: BrowserWindow, actions: PageCrashActions): void {
  let crashedAt = -Infinity;
  let inARow = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || actions.isQuitting()) return;
    const now = performance.now();
    inARow = now - crashedAt < soonMs ? inARow + 1 : 1;
    crashedAt = now;
    if (inARow <= 2) actions.reload(inARow === 2);
    else void ask(window, reason, actions);
  });
}

async function ask(
  window: BrowserWindow,
  reason: RenderProcessGoneDetails['reason'],
  { reload, quit }: PageCrashActions,
): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window ended three times in a row. Jobs go on.',
    detail: `Its process ended with "${reason}". Show the window again, or quit Runsheet; running jobs are stopped then and are pending again.`,
    buttons: ['Show the window', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 0) reload(true);
  else quit();
}
