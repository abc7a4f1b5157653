/** Asks once, before jobs are stopped by closing the window. */
import { dialog, type BrowserWindow } from 'electron';

/** Position of the button that stops and quits. */
const stopAndQuit = 0;

/** Whether to stop the running jobs and quit. */
export async function mayStopJobs(window: BrowserWindow, running: number): Promise<boolean> {
  const subject = running === 1 ? '1 job runs' : `${running.toLocaleString()} jobs run`;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `${subject}. Stop ${running === 1 ? 'it' : 'them'} and quit?`,
    detail: `${running === 1 ? 'It goes' : 'They go'} on when Runsheet opens again.`,
    buttons: ['Stop and quit', 'Stay'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === stopAndQuit;
}
