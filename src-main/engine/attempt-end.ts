/** What the end of an attempt means for its job: done, tried again, back in the queue, or dead. */
import type { ActiveRun, HeldTask } from './active-run';
import { jobFlags, nodeFlags } from './jobs/node-table';
import type { AttemptEnd } from './logs/line-batch';
import { exitCodeError, signalNumber } from './node-views';
import { retryDelayMs } from './queue/retry-policy';
import { retryPolicyOf, type RunBooks } from './run-books';

/** What became of the job. */
export type JobFate = 'ended' | 'waits';

/** Applies the end of an attempt to its job; the executor's slot has been given back. */
export function endAttempt(
  books: RunBooks,
  active: ActiveRun,
  task: HeldTask,
  end: AttemptEnd,
  random: () => number,
): JobFate {
  const { tree } = active;
  const { table } = tree;
  const n = task.node;
  tree.update(n, () => {
    // The clocks of two processors may differ a little, and it was another thread that began it.
    table.setEndedAt(n, Math.max(end.time, table.startedAt(n)));
    table.setExitCode(n, end.exitCode);
    table.setSignal(n, signalNumber(end.signal));
  });
  if (end.usage !== null) {
    const { run, attempt } = task;
    books.outcome.usages.push({ run, node: n, attempt, usage: end.usage });
  }
  // The generator has no process, so none was recorded.
  if (table.type(n) !== 'test_job_generator') {
    books.outcome.processes.push({ run: task.run, node: n, process: null });
  }
  const cancelled = table.hasFlag(n, nodeFlags.cancelRequested);
  if (end.outcome === 'stopped' && !cancelled) {
    backToQueue(books, active, n, 'stopped');
    return 'waits';
  }
  if (end.outcome !== 'completed' && table.hasFlag(n, jobFlags.goesRound)) {
    sendRound(books, active, n);
    return 'waits';
  }
  if ((end.outcome === 'failed' || end.outcome === 'timeout') && !cancelled) {
    return failOrRetry(books, active, n, end, random);
  }
  tree.apply(n, end.outcome === 'completed' ? 'complete' : 'cancel');
  tree.update(n, () => {
    table.setFlag(n, jobFlags.goesRound, false);
  });
  if (end.outcome === 'completed') {
    tree.update(n, () => {
      table.setReason(n, null);
    });
  }
  noteError(active, n, end);
  books.jobClosed(active, n);
  return 'ended';
}

/** The attempt was ended by a cancel, and meanwhile somebody sent the job round again. */
export function sendRound(books: RunBooks, active: ActiveRun, n: number): void {
  const { tree } = active;
  const { table } = tree;
  books.archiveAttempt(active, n, { status: 'cancelled', reason: table.reason(n), error: null });
  tree.apply(n, 'release');
  tree.update(n, () => {
    table.setReason(n, null);
    table.setUncountedAttempts(n, table.attempt(n));
    table.setFlag(n, nodeFlags.cancelRequested, false);
    table.setFlag(n, nodeFlags.interrupted, false);
    table.setFlag(n, jobFlags.goesRound, false);
    table.setFlag(n, jobFlags.retried, true);
  });
  books.enqueue(active, n);
}

/** The attempt was ended by a stop, or died with its engine; it does not count against the job's retries. */
export function backToQueue(
  books: RunBooks,
  active: ActiveRun,
  n: number,
  reason: 'stopped' | 'interrupted',
): void {
  const { tree } = active;
  books.archiveAttempt(active, n, { status: 'cancelled', reason, error: null });
  tree.apply(n, 'release');
  tree.update(n, (table) => {
    table.setReason(n, reason);
    table.setUncountedAttempts(n, table.uncountedAttempts(n) + 1);
  });
  books.enqueue(active, n);
}

/** The job has no attempt left. */
export function failForGood(books: RunBooks, active: ActiveRun, n: number): void {
  active.tree.apply(n, 'fail');
  books.shelve(active, n);
  books.jobClosed(active, n);
}

function failOrRetry(
  books: RunBooks,
  active: ActiveRun,
  n: number,
  end: AttemptEnd,
  random: () => number,
): JobFate {
  const { tree } = active;
  const { table } = tree;
  const policy = retryPolicyOf(active, n);
  const failures = table.attempt(n) - table.uncountedAttempts(n);
  const isClosed =
    active.progress.closedBecause(table.step(n)) !== null && !table.hasFlag(n, jobFlags.retried);
  const waitMs = isClosed ? null : retryDelayMs(policy, { failures, exitCode: end.exitCode }, random);
  const reason = end.outcome === 'timeout' ? 'timed out' : null;
  if (waitMs !== null && policy !== null) {
    books.archiveAttempt(active, n, { status: 'failed', reason, error: end.error });
    tree.apply(n, 'retry');
    tree.update(n, () => {
      table.setReason(n, null);
    });
    const readyAt = books.now() + waitMs;
    tree.setNote(n, {
      reason: 'retrying',
      error: end.error ?? 'Timed out',
      ...(waitMs === 0 ? {} : { readyAt }),
    });
    const next = `attempt ${failures + 1} of ${policy.max + 1} starts in ${seconds(waitMs)}`;
    books.say(active, n, `Attempt ${failures} of ${policy.max + 1} failed; ${next}.`, 2);
    books.enqueue(active, n);
    return 'waits';
  }
  tree.update(n, () => {
    table.setReason(n, reason);
  });
  if (policy !== null)
    books.say(active, n, lastWords(failures, policy.max, isClosed ? null : end.exitCode), 3);
  noteError(active, n, end);
  failForGood(books, active, n);
  return 'ended';
}

function lastWords(failures: number, max: number, exitCode: number | null): string {
  if (failures > max) return `All ${failures} attempts failed: the job is on the dead letter shelf.`;
  const why =
    exitCode === null ? 'its run takes no further attempts' : `exit code ${exitCode} is not tried again`;
  return `Attempt ${failures} failed and ${why}: the job is on the dead letter shelf.`;
}

/** Keeps an error that the exit code does not tell by itself. */
function noteError(active: ActiveRun, n: number, end: AttemptEnd): void {
  const derived = end.exitCode !== null && end.error === exitCodeError(end.exitCode);
  active.tree.setNote(n, { reason: null, error: derived ? null : end.error });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
