/** Finds the items of a step's `for_each`: reads folders and files, or runs a command whose lines they are. */
import type { ForEach } from '../../../src-shared/definition';
import { toErrorDetails } from '../../../src-shared/errors';
import { expandForEach, itemsFromCommandOutput } from '../definitions/expand-for-each';
import { streamErr } from '../logs/line-batch';
import { ChildRun, type ChildResult } from './child-run';
import { exitError, leftBehindText } from './command-task';
import { levelWarn } from './level-words';
import { LineCutter } from './line-cutter';
import type { CommandWork, ExpandWork, Task } from './protocol';
import {
  finishEnded,
  finishTask,
  strongerCause,
  type Ending,
  type RunningTask,
  type TaskContext,
} from './running-task';

/** Most that a command may print. */
const largestOutputBytes = 256 * 1024 * 1024;
const lf = 10;

/** Expansion that needs no other program. */
class FilesExpansion implements RunningTask {
  readonly #task: Task;
  readonly #forEach: Exclude<ForEach, { readonly kind: 'command' }>;
  readonly #directory: string;
  readonly #context: TaskContext;
  readonly #abort = new AbortController();
  #cause: Ending | null = null;
  #started = false;

  constructor(
    task: Task,
    forEach: Exclude<ForEach, { readonly kind: 'command' }>,
    directory: string,
    context: TaskContext,
  ) {
    this.#task = task;
    this.#forEach = forEach;
    this.#directory = directory;
    this.#context = context;
  }

  start(): void {
    if (this.#cause !== null) return;
    this.#started = true;
    void this.#expand();
  }

  end(cause: Ending): void {
    const isFirst = this.#cause === null;
    this.#cause = strongerCause(this.#cause, cause);
    this.#abort.abort();
    if (isFirst && !this.#started) this.#finish(null, []);
  }

  async #expand(): Promise<void> {
    try {
      const { items, unreadable } = await expandForEach(this.#forEach, {
        directory: this.#directory,
        signal: this.#abort.signal,
      });
      if (this.#cause === null) {
        this.#context.post({ type: 'expanded', taskNumber: this.#task.taskNumber, items });
      }
      this.#finish(null, unreadable);
    } catch (error) {
      this.#finish(toErrorDetails(error).message, []);
    }
  }

  #finish(error: string | null, unreadable: readonly string[]): void {
    const { outbox } = this.#context;
    const { taskNumber } = this.#task;
    outbox.run(() => {
      if (this.#cause !== null) {
        finishEnded(this.#context, this.#task, { cause: this.#cause, how: null });
        return;
      }
      for (const folder of unreadable) {
        outbox.systemLine(
          taskNumber,
          `Not allowed to look into ${folder}: what is in it is left out`,
          levelWarn,
        );
      }
      finishTask(this.#context, taskNumber, { outcome: error === null ? 'completed' : 'failed', error });
    });
  }
}

/** Expansion by what a command prints. */
class CommandExpansion implements RunningTask {
  readonly #task: Task;
  readonly #limit: number | null;
  readonly #context: TaskContext;
  readonly #run: ChildRun;
  readonly #stderr: LineCutter;
  #output: Buffer[] = [];
  #outputBytes = 0;
  #lines = 0;
  /** More items are found than are asked for. */
  #hasEnough = false;
  #tooMuch = false;

  constructor(task: Task, work: CommandWork, limit: number | null, context: TaskContext) {
    this.#task = task;
    this.#limit = limit;
    this.#context = context;
    const { outbox } = context;
    this.#stderr = new LineCutter(outbox.builder);
    this.#run = new ChildRun({
      work,
      mark: task.mark,
      outbox,
      starter: context.starter,
      events: {
        chunk: (stream, bytes) => {
          if (stream === 0) this.#collect(bytes);
          else this.#writeErrors(() => this.#stderr.push(bytes));
        },
        started: (pid, processStart) => {
          context.post({ type: 'started', taskNumber: task.taskNumber, pid, processStart });
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
    this.#hasEnough = false;
    this.#tooMuch = false;
    this.#run.end(cause, graceMs);
  }

  #collect(bytes: Buffer): void {
    if (this.#hasEnough || this.#tooMuch) return;
    // A copy: the memory of a chunk is read into again.
    this.#output.push(Buffer.from(bytes));
    this.#outputBytes += bytes.length;
    for (let at = bytes.indexOf(lf); at !== -1; at = bytes.indexOf(lf, at + 1)) this.#lines++;
    if (this.#outputBytes > largestOutputBytes) {
      this.#tooMuch = true;
      this.#run.end('stopped', 0);
    } else if (this.#limit !== null && this.#lines >= this.#limit && this.#items().length >= this.#limit) {
      this.#hasEnough = true;
      this.#run.end('stopped', 0);
    }
  }

  #items(): readonly string[] {
    const whole = Buffer.concat(this.#output);
    this.#output = [whole];
    // The unfinished last line counts only when nothing can follow.
    return itemsFromCommandOutput(whole.toString('utf8'), this.#limit);
  }

  #writeErrors(write: () => void): void {
    const { outbox } = this.#context;
    outbox.run(() => {
      outbox.item(this.#task.taskNumber, streamErr, write);
    });
  }

  #finish(result: ChildResult): void {
    const { outbox } = this.#context;
    const { taskNumber } = this.#task;
    this.#writeErrors(() => this.#stderr.end());
    const left = leftBehindText(result);
    if (left !== null) outbox.systemLine(taskNumber, left, levelWarn);
    const { cause, how, exitCode, signal } = result;
    if (cause !== null && !this.#hasEnough && !this.#tooMuch) {
      finishEnded(this.#context, this.#task, { cause, how, exitCode, signal });
      return;
    }
    const error = this.#problem(result);
    if (error !== null) {
      finishTask(this.#context, taskNumber, { outcome: 'failed', exitCode, signal, error });
      return;
    }
    try {
      this.#context.post({ type: 'expanded', taskNumber, items: this.#items() });
      finishTask(this.#context, taskNumber, { outcome: 'completed', exitCode: 0 });
    } catch (thrown) {
      finishTask(this.#context, taskNumber, { outcome: 'failed', error: toErrorDetails(thrown).message });
    }
  }

  #problem(result: ChildResult): string | null {
    if (this.#tooMuch) return 'The command of for_each prints more than 256 MiB';
    if (this.#hasEnough) return null;
    const error = result.problem ?? exitError(result.exitCode, result.signal);
    return error === null ? null : `The command of for_each failed: ${error}`;
  }
}

/** Makes the running form of an expansion. */
export function createExpansion(task: Task, work: ExpandWork, context: TaskContext): RunningTask {
  const { forEach, command, directory } = work;
  if (forEach.kind !== 'command') return new FilesExpansion(task, forEach, directory, context);
  if (command === null) throw new Error('The for_each of a command came without the command.');
  return new CommandExpansion(task, command, forEach.limit, context);
}
