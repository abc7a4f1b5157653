/** Asks before jobs are stopped by closing the last window or by quitting. */
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import { appTexts } from './app-texts';

/** What a person wants done with running jobs at closing. */
export interface CloseAnswer {
  readonly act: 'stop' | 'keep' | 'back';
  /** Not to be asked again. */
  readonly isRemembered: boolean;
}

/** The order of the buttons: to stop comes first, as everywhere in this app the act that the question is about. */
const acts = ['stop', 'keep', 'back'] as const;

/** What to do with running jobs when the last window is closed. */
export async function askAtClose(
  window: BrowserWindow,
  running: number,
  hasTray: boolean,
): Promise<CloseAnswer> {
  const { close } = appTexts;
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: 'question',
    message: close.question(running),
    detail: `${hasTray ? close.detailTray : close.detailNoTray} ${close.stopped}`,
    buttons: [close.stop(running), hasTray ? close.keep : close.minimize, close.cancel],
    checkboxLabel: close.remember,
    defaultId: 1,
    cancelId: 2,
    noLink: true,
  });
  const act = acts[response] ?? 'back';
  return { act, isRemembered: checkboxChecked && act !== 'back' };
}

/** Whether to stop the running jobs and quit. */
export async function mayStopJobs(window: BrowserWindow | null, running: number): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    message: appTexts.quit.question(running),
    detail: appTexts.close.stopped,
    buttons: [appTexts.quit.stop, appTexts.quit.stay],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } =
    window === null ? await dialog.showMessageBox(options) : await dialog.showMessageBox(window, options);
  return response === 0;
}
