/**
 * What a dead engine left running, found in both ways there are: by the mark in the environment of every descendant,
 * and by the leader that was recorded for each running command (a command may have cleared its environment).
 */
import { endGroup, endMarked, findMarked, isAlive } from './executors/process-marks';
import { formatId } from './jobs/ids';
import { listProcesses } from './storage/run-records';
import type { Store } from './storage/store';

/** Milliseconds between two looks at processes that could not be ended. */
const lookMs = 2000;

/** Processes of one attempt that could not be ended; its job stays running until they are gone. */
export interface Leftover {
  readonly jobId: string;
  readonly mark: string;
  readonly pids: readonly number[];
}

/** Ends everything that is left of this folder's attempts. Returns what could not be ended. */
export async function endLeftovers(store: Store, graceMs: number): Promise<readonly Leftover[]> {
  const recorded = listProcesses(store);
  const [markedPids, ...groups] = await Promise.all([
    endMarked(`${store.folderId}/`, { graceMs }),
    ...recorded.map(async ({ run, node, process }) => {
      const lives = process.start !== null && (await isAlive({ pid: process.pid, start: process.start }));
      const pids = lives ? await endGroup(process.pid, { graceMs }) : [];
      return {
        jobId: formatId(run, node),
        mark: `${store.folderId}/${formatId(run, node)}/${process.attempt}`,
        pids,
      };
    }),
  ]);
  const left = groups.filter((group) => group.pids.length > 0);
  if (markedPids.length === 0) return left;
  for (const row of await findMarked(`${store.folderId}/`)) {
    const jobId = row.mark?.split('/')[1];
    if (jobId !== undefined) left.push({ jobId, mark: row.mark ?? '', pids: [row.pid] });
  }
  return left;
}

/** Looks every now and then whether the processes are gone that could not be ended, and does the action once they are. */
export function whenGone(
  leftover: Leftover,
  { isGivenUp, action }: { readonly isGivenUp: () => boolean; readonly action: () => void },
): void {
  const look = async (): Promise<void> => {
    if (isGivenUp()) return;
    if (await isGone(leftover)) action();
    else setTimeout(() => void look(), lookMs).unref();
  };
  void look();
}

async function isGone(leftover: Leftover): Promise<boolean> {
  if ((await findMarked(leftover.mark)).length > 0) return false;
  const alive = await Promise.all(leftover.pids.map((pid) => isAlive({ pid, start: null })));
  return !alive.includes(true);
}
