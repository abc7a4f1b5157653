/** A command: a child process whose output becomes lines. */
import { streamErr, streamOut } from '../logs/line-batch';
import type { SendProblem } from './send-problem';
import { ChildRun, type ChildResult } from './child-run';
import { levelWarn } from './level-words';
import type { CommandWork, Task } from './protocol';
import { finishEnded, finishTask, type Ending, type RunningTask, type TaskContext } from './running-task';
import { StreamLines } from './stream-lines';

/**
 * Age at which the process of a command is recorded, for the case that the engine dies and the command has cleared its
 * environment. Most short commands have ended by then and cost no commit for it.
 */
const tellAfterMs = 20;

/** See the head of this file. */
export class CommandTask implements RunningTask {
  readonly #task: Task;
  readonly #context: TaskContext;
  readonly #run: ChildRun;
  readonly #streams: readonly [StreamLines, StreamLines];
  #telling: NodeJS.Timeout | undefined;

  constructor(task: Task, work: CommandWork, context: TaskContext) {
    this.#task = task;
    this.#context = context;
    const { outbox } = context;
    const { taskNumber } = task;
    this.#streams = [
      new StreamLines(outbox, taskNumber, streamOut),
      new StreamLines(outbox, taskNumber, streamErr),
    ];
    this.#run = new ChildRun({
      work,
      mark: task.mark,
      outbox,
      starter: context.starter,
      events: {
        chunk: (stream, bytes) => {
          outbox.run(() => {
            this.#streams[stream].push(bytes);
          });
        },
        started: (pid, processStart) => {
          this.#telling = setTimeout(() => {
            context.post({ type: 'started', taskNumber: task.taskNumber, pid, processStart });
          }, tellAfterMs);
        },
        cannotEnd: (pids) => {
          context.post({ type: 'cannot-end', taskNumber: task.taskNumber, pids });
        },
        over: (result) => {
          outbox.run(() => {
            this.#finish(result);
          });
        },
      },
    });
  }

  start(): void {
    this.#run.start();
  }

  end(cause: Ending, graceMs: number): void {
    this.#run.end(cause, graceMs);
  }

  send(text: string, end: boolean, done: (problem: SendProblem | null) => void): void {
    this.#run.send(text, end, done);
  }

  #finish(result: ChildResult): void {
    clearTimeout(this.#telling);
    const { outbox } = this.#context;
    const { taskNumber } = this.#task;
    for (const stream of this.#streams) stream.end();
    const left = leftBehindText(result);
    if (left !== null) outbox.systemLine(taskNumber, left, levelWarn);
    const { cause, how, exitCode, signal, usage } = result;
    if (cause !== null) {
      finishEnded(this.#context, this.#task, { cause, how, exitCode, signal, usage });
      return;
    }
    const error = result.problem ?? exitError(exitCode, signal);
    finishTask(this.#context, taskNumber, {
      outcome: error === null ? 'completed' : 'failed',
      exitCode,
      signal,
      error,
      usage,
    });
  }
}

/** "Exit code 3", "Ended by SIGSEGV"; null when it went well. */
export function exitError(exitCode: number | null, signal: string | null): string | null {
  if (signal !== null) return `Ended by ${signal}`;
  return exitCode === 0 ? null : `Exit code ${exitCode ?? 'unknown'}`;
}

/** What became of processes that outlived their command; null when there were none. */
export function leftBehindText(result: Pick<ChildResult, 'leftBehind' | 'gaveUpReading'>): string | null {
  const { leftBehind, gaveUpReading } = result;
  if (leftBehind > 0) {
    return `Ended ${leftBehind} ${leftBehind === 1 ? 'process' : 'processes'} that the command left behind`;
  }
  return gaveUpReading
    ? 'A process that left the command still holds its output open; what it prints from here on is not read'
    : null;
}
