/**
 * What an engine does first: takes back the runs that an earlier one left. Attempts that were running when it
 * died have been ended by now (executors/process-marks.ts); here they end as interrupted, with a line that says
 * so, and their jobs go back to the queue, once. A second time they fail.
 */
import type { ActiveRun, StoredRun } from './active-run';
import type { ActiveRuns } from './active-runs';
import { beginAttempt } from './attempt-begin';
import { backToQueue, failForGood, sendRound } from './attempt-end';
import type { Counts } from './jobs/counts';
import { formatId } from './jobs/ids';
import { jobFlags, nodeFlags } from './jobs/node-table';
import type { Leftover } from './leftovers';
import type { StoredLogs } from './storage/log-records';
import { kinds } from './storage/keys';
import { readStoredRun } from './stored-run';
import { listProcesses, listRuns } from './storage/run-records';
import type { ReadableStore } from './storage/store';

/** What the recovery works on. */
export interface RecoveryParts {
  readonly store: ReadableStore;
  readonly logs: StoredLogs;
  readonly active: ActiveRuns;
  readonly folder: Counts;
  readonly now: () => number;
  /** A run cannot be read; it is left as it is. */
  readonly damaged: (run: number, error: unknown) => void;
  /** Processes that could not be ended; their jobs stay running. */
  readonly unendable: readonly Leftover[];
  /** Does something in a tick once the processes are gone. */
  readonly whenGone: (leftover: Leftover, action: () => void) => void;
  readonly systemLine: (
    at: { run: number; node: number; attempt: number },
    text: string,
    level: number,
  ) => void;
}

/** See the head of this file; to be called in the engine's first tick. */
export function takeBackFolder(parts: RecoveryParts): void {
  for (const run of listRuns(parts.store, kinds.active)) {
    const left = readLeft(parts, run);
    if (left === null) continue;
    const { tree } = left;
    const { table } = tree;
    const stoodBy = beginStandbys(parts, left);
    const active = parts.active.resume(run, left);
    for (let n = 1; n < table.length; n++) {
      if (table.isJob(n) && table.status(n) === 'running') endOrWait(parts, active, n, stoodBy.has(n));
    }
    parts.active.resumeExpansions(active);
  }
  for (const { run, node } of listProcesses(parts.store)) {
    parts.active.outcome.processes.push({ run, node, process: null });
  }
}

/** What is there of a run; null when it cannot be read: one damaged run must not keep the others from going on. */
function readLeft(parts: RecoveryParts, run: number) {
  try {
    return readStoredRun(parts.store, parts.logs, run, parts.folder);
  } catch (error) {
    parts.damaged(run, error);
    return null;
  }
}

/**
 * What stood by may have been started, and nobody knows any more: it counts as an attempt, as if it had been. Returns
 * the nodes of those jobs.
 */
function beginStandbys(parts: RecoveryParts, { tree }: StoredRun): Set<number> {
  const { table } = tree;
  const stoodBy = new Set<number>();
  for (let n = 1; n < table.length; n++) {
    if (!table.isJob(n) || !table.hasFlag(n, jobFlags.standsBy)) continue;
    beginAttempt(tree, n, parts.now(), 0);
    stoodBy.add(n);
  }
  return stoodBy;
}

/** A job whose processes could not be ended stays running until they are gone: never two attempts at once. */
function endOrWait(parts: RecoveryParts, active: ActiveRun, n: number, stoodBy: boolean): void {
  const jobId = formatId(active.run, n);
  const leftover = parts.unendable.find((one) => one.jobId === jobId);
  if (leftover === undefined) {
    interrupt(parts, active, n, stoodBy);
    return;
  }
  const at = { run: active.run, node: n, attempt: active.tree.table.attempt(n) };
  const text = `Interrupted, but process ${leftover.pids.join(', ')} cannot be ended. The job stays running until it is gone.`;
  parts.systemLine(at, text, 3);
  parts.whenGone(leftover, () => {
    parts.active.changed.add(active);
    if (active.tree.table.status(n) === 'running') interrupt(parts, active, n, false);
  });
}

function interrupt(parts: RecoveryParts, active: ActiveRun, n: number, stoodBy: boolean): void {
  const { tree, run } = active;
  const { table } = tree;
  const attempt = table.attempt(n);
  const again = table.hasFlag(n, nodeFlags.interrupted);
  const goesRound = table.hasFlag(n, jobFlags.goesRound);
  const cancelled = table.hasFlag(n, nodeFlags.cancelRequested) && !goesRound;
  const now = parts.now();
  const at = { run, node: n, attempt };
  if (stoodBy) {
    tree.update(n, () => {
      table.setEndedAt(n, now);
    });
    const text = `Interrupted: Runsheet ended when attempt ${attempt} was to start, and it may have begun.`;
    parts.systemLine(at, `${text} The job goes back to the queue.`, 2);
    backToQueue(parts.active.books, active, n, 'interrupted');
    return;
  }
  tree.update(n, () => {
    table.setEndedAt(n, now);
    table.setFlag(n, nodeFlags.interrupted, true);
  });
  const what = `Interrupted: Runsheet ended while attempt ${attempt} ran. Output may be missing here.`;
  if (cancelled) {
    parts.systemLine(at, `${what} The job was being cancelled.`, 2);
    tree.apply(n, 'cancel');
    parts.active.books.jobClosed(active, n);
    parts.active.jobEnded(active, n);
    return;
  }
  if (goesRound) {
    parts.systemLine(at, `${what} The job goes round again.`, 2);
    sendRound(parts.active.books, active, n);
    return;
  }
  if (again) {
    parts.systemLine(at, `${what} It was the second time: the job failed.`, 3);
    tree.setNote(n, { reason: 'interrupted twice', error: 'Interrupted twice: Runsheet ended while it ran' });
    failForGood(parts.active.books, active, n);
    parts.active.jobEnded(active, n);
    return;
  }
  parts.systemLine(at, `${what} The job goes back to the queue.`, 2);
  backToQueue(parts.active.books, active, n, 'interrupted');
}
