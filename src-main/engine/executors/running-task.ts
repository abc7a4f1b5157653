/** What every kind of work has in common while it runs: how it is ended, and how it says what became of it. */
import type { ResourceUse } from '../../../src-shared/model';
import type { AttemptOutcome } from '../logs/line-batch';
import type { SendProblem } from './send-problem';
import type { JobEnvironment } from './job-environment';
import { levelWarn } from './level-words';
import type { Outbox } from './outbox';
import type { ProcessStarter } from './process-starter';
import type { EndCause, FromExecutor, Task } from './protocol';

/** Why a running task is ended before its time. */
export type Ending = EndCause | 'timeout';

/** One attempt that an executor thread runs. */
export interface RunningTask {
  start(): void;
  /** Ends the work and everything it started. A second call with less grace hurries it. */
  end(cause: Ending, graceMs: number): void;
  /** Sends text to its stdin, and closes that with `end`; only commands have one. */
  send?(text: string, end: boolean, done: (problem: SendProblem | null) => void): void;
  /** Answers to what the task asked for; only scripts and generators ask. */
  spawned?(request: number, childId: string): void;
  spawnRefused?(request: number, error: string): void;
  childEnded?(childId: string, status: string): void;
}

/** What a task needs of its thread. */
export interface TaskContext {
  readonly outbox: Outbox;
  readonly starter: ProcessStarter;
  readonly environment: JobEnvironment;
  readonly scriptThread: URL;
  readonly post: (message: FromExecutor) => void;
  /** The standby that is this thread's from now on, because this task has completed; null when there is none. */
  readonly follower: (taskNumber: number) => Task | null;
  /** The end of the attempt is in the outbox; what follows it may start. */
  readonly finished: (taskNumber: number, follower: Task | null) => void;
}

/** How an attempt ended, without what every end has. */
export interface TaskResult {
  readonly outcome: AttemptOutcome;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly error?: string | null;
  readonly usage?: ResourceUse | null;
}

/** Writes the end of an attempt, behind its last lines. Only inside `Outbox.run`. */
export function finishTask(context: TaskContext, taskNumber: number, result: TaskResult): void {
  const { outcome, exitCode = null, signal = null, error = null, usage = null } = result;
  const follower = outcome === 'completed' ? context.follower(taskNumber) : null;
  const followedBy = follower?.taskNumber;
  context.outbox.end({ taskNumber, outcome, exitCode, signal, error, usage, followedBy });
  context.finished(taskNumber, follower);
}

/** Writes the system line and the end of an attempt that was ended; `how` says by what, such as "SIGTERM". */
export function finishEnded(
  context: TaskContext,
  task: Pick<Task, 'taskNumber' | 'timeoutMs'>,
  ended: {
    readonly cause: Ending;
    readonly how: string | null;
    readonly exitCode?: number | null;
    readonly signal?: string | null;
    readonly usage?: ResourceUse | null;
  },
): void {
  const what = endingText(ended.cause, task.timeoutMs);
  context.outbox.systemLine(
    task.taskNumber,
    ended.how === null ? what : `${what}: ended by ${ended.how}`,
    levelWarn,
  );
  finishTask(context, task.taskNumber, {
    outcome: ended.cause,
    exitCode: ended.exitCode,
    signal: ended.signal,
    usage: ended.usage,
    error: ended.cause === 'timeout' ? what : null,
  });
}

/** "Cancelled", "Stopped" or "Timed out after 30 s". */
export function endingText(cause: Ending, timeoutMs: number | null): string {
  switch (cause) {
    case 'cancelled':
      return 'Cancelled';
    case 'stopped':
      return 'Stopped';
    case 'timeout':
      return `Timed out after ${formatDuration(timeoutMs ?? 0)}`;
  }
}

/** The cause that counts when a task is ended twice: a cancel is stronger than a stop, else the first. */
export function strongerCause(first: Ending | null, second: Ending): Ending {
  if (first === null || (first === 'stopped' && second === 'cancelled')) return second;
  return first;
}

/** "30 s", "1.5 s", "250 ms", "2 min". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 120_000 || milliseconds % 60_000 !== 0)
    return `${Math.round(milliseconds / 100) / 10} s`;
  return `${milliseconds / 60_000} min`;
}
