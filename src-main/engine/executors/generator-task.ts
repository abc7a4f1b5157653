/**
 * The test generator: prints lines, spawns children, draws its outcome, all from its seed alone. It is also the
 * no-op job of the benchmarks, so a job without delay and children is done within one call.
 */
import { streamLog } from '../logs/line-batch';
import { drawLine } from './generator-texts';
import type { ChildRequest, GeneratorWork, Task } from './protocol';
import {
  finishEnded,
  finishTask,
  strongerCause,
  type Ending,
  type RunningTask,
  type TaskContext,
} from './running-task';
import { childSeed, SeededRandom } from './seeded-random';

/** Lines without delay that are made in one go; between two goes everybody else gets a turn. */
const linesAtOnce = 512;

/** What the generator knows of its task. */
type GeneratorHead = Pick<Task, 'taskNumber' | 'name' | 'timeoutMs'>;

/** See the head of this file. */
export class GeneratorTask implements RunningTask {
  readonly #task: GeneratorHead;
  /** Shared by all jobs like it; the seed is the job's own. */
  readonly #work: Omit<GeneratorWork, 'seed'>;
  readonly #seed: number;
  readonly #context: TaskContext;
  readonly #random: SeededRandom;
  #printed = 0;
  #awaitedChildren = 0;
  #cause: Ending | null = null;
  #done = false;
  #cancelWait: (() => void) | null = null;

  constructor(task: GeneratorHead, work: Omit<GeneratorWork, 'seed'>, seed: number, context: TaskContext) {
    this.#task = task;
    this.#work = work;
    this.#seed = seed;
    this.#context = context;
    this.#random = new SeededRandom(seed);
  }

  start(): void {
    this.#context.outbox.run(() => {
      this.#print();
    });
  }

  end(cause: Ending): void {
    if (this.#done) return;
    const isFirst = this.#cause === null;
    this.#cause = strongerCause(this.#cause, cause);
    this.#cancelWait?.();
    if (!isFirst) return;
    this.#context.outbox.run(() => {
      this.#finish(null);
    });
  }

  spawned(): void {
    this.#awaitedChildren--;
    if (this.#awaitedChildren === 0) this.#drawOutcome();
  }

  spawnRefused(_request: number, error: string): void {
    this.#context.outbox.run(() => {
      this.#finish(`Cannot spawn a child: ${error}`);
    });
  }

  #print(): void {
    if (this.#done || this.#cause !== null) return;
    const { outbox } = this.#context;
    const { logCount, logDelayMs } = this.#work;
    const wanted = Math.min(logCount, this.#printed + (logDelayMs > 0 ? 1 : linesAtOnce));
    if (wanted > this.#printed) {
      outbox.item(this.#task.taskNumber, streamLog, () => {
        for (; this.#printed < wanted; this.#printed++) {
          const { level, text } = drawLine(this.#random);
          outbox.builder.addAscii(text, level);
        }
      });
    }
    if (logDelayMs > 0 && logCount > 0) this.#wait(logDelayMs);
    else if (this.#printed < logCount) this.#wait(0);
    else this.#spawnChildren();
  }

  /** Goes on after the delay, or, without one, after everybody else had a turn. */
  #wait(delayMs: number): void {
    const goOn = (): void => {
      this.#cancelWait = null;
      if (this.#printed >= this.#work.logCount) this.#spawnChildren();
      else this.start();
    };
    if (delayMs > 0) {
      const timer = setTimeout(goOn, delayMs);
      this.#cancelWait = () => {
        clearTimeout(timer);
      };
    } else {
      const turn = setImmediate(goOn);
      this.#cancelWait = () => {
        clearImmediate(turn);
      };
    }
  }

  #spawnChildren(): void {
    const { childCount, depth, recursionDepth } = this.#work;
    const count = depth < recursionDepth ? Math.floor(childCount) : 0;
    if (count === 0) {
      this.#drawOutcome();
      return;
    }
    this.#awaitedChildren = count;
    for (let index = 0; index < count; index++) {
      const { taskNumber } = this.#task;
      this.#context.post({ type: 'spawn', taskNumber, request: index, child: this.#child(index) });
    }
  }

  #child(index: number): ChildRequest {
    const work = this.#work;
    return {
      name: `${this.#task.name}.${index + 1}`,
      work: {
        ...work,
        logCount: Math.floor(work.logCount / 2),
        childCount: Math.floor(work.childCount / 2),
        depth: work.depth + 1,
        seed: childSeed(this.#seed, index),
      },
      timeoutMs: this.#task.timeoutMs,
    };
  }

  /** Drawn last, so that lines and children do not depend on it. */
  #drawOutcome(): void {
    const failed = this.#random.next() < this.#work.failureRate;
    this.#context.outbox.run(() => {
      this.#finish(failed ? 'Simulated failure' : null);
    });
  }

  #finish(error: string | null): void {
    if (this.#done) return;
    this.#done = true;
    const { taskNumber } = this.#task;
    if (this.#cause !== null) finishEnded(this.#context, this.#task, { cause: this.#cause, how: null });
    else finishTask(this.#context, taskNumber, { outcome: error === null ? 'completed' : 'failed', error });
  }
}
