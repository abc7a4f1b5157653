/** Signals to processes and groups, for which "it is gone already" is an answer and not an error. */
import { readStart, type ProcessRow } from './process-table';

/** Sends a signal to a process, or with a negative pid to a group; false when there is none or it is not ours. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Sends a signal to this very process; false when it is gone, not ours, or its pid belongs to another by now. */
export async function signalIdentity(
  row: Pick<ProcessRow, 'pid' | 'start'>,
  signal: NodeJS.Signals,
): Promise<boolean> {
  if ((await readStart(row.pid)) !== row.start) return false;
  return signalProcess(row.pid, signal);
}
