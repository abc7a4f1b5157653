/** A real pool with real threads for tests: keeps what tasks print, and makes batches "durable" when told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecutorPool, type PoolHandlers } from '../../../../../src-main/engine/executors/executor-pool';
import { launcherInterpreter } from '../../../../../src-main/engine/executors/launcher-starter';
import { findMarked, isAlive } from '../../../../../src-main/engine/executors/process-marks';
import type {
  ChildRequest,
  CommandWork,
  ScriptWork,
  Task,
  Work,
} from '../../../../../src-main/engine/executors/protocol';
import type { AttemptEnd, LineBatch } from '../../../../../src-main/engine/logs/line-batch';
import { endOf, flagCont, flagLevelMask } from '../../../../../src-main/engine/logs/line-batch';
import { threadScripts } from '../../../../setup/threads';

/** A line as it came. */
export interface TestLine {
  readonly stream: string;
  readonly level: string;
  readonly text: string;
  readonly cont: boolean;
  readonly ticket: number;
  readonly time: number;
}

/** A task that was given to the pool. */
export interface TestTask {
  readonly taskNumber: number;
  readonly mark: string;
  readonly lines: TestLine[];
  readonly ended: Promise<AttemptEnd>;
  readonly started: Promise<number>;
}

interface TaskState extends TestTask {
  readonly onEnd: (end: AttemptEnd) => void;
  readonly onStart: (pid: number) => void;
}

/**
 * The ways to start a process that this system has; the tests of commands run with each. `pipeLines`: so many lines
 * with their numbers fit into a pipe.
 */
export const starters = [
  ...(process.platform === 'win32' ? [] : [{ name: 'the thread', launcher: null, pipeLines: 20_000 }]),
  ...(launcherInterpreter() === null
    ? []
    : [{ name: 'a launcher', launcher: launcherInterpreter(), pipeLines: 11_000 }]),
];

const streams = ['out', 'err', 'log', 'system'];
const levels = ['debug', 'info', 'warn', 'error'];
const marksOfThisFile = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;

/** See the head of this file. */
export class TestPool {
  readonly pool: ExecutorPool;
  readonly folder: string;
  readonly batches: LineBatch[] = [];
  readonly spawns: { taskNumber: number; request: number; child: ChildRequest }[] = [];
  readonly awaits: { taskNumber: number; childId: string }[] = [];
  readonly progress: { current: number; total: number }[] = [];
  readonly expanded = new Map<number, readonly string[]>();
  readonly cannotEnd: (readonly number[])[] = [];
  readonly deaths: { thread: number; taskNumbers: readonly number[]; error: string }[] = [];
  readonly broken: string[] = [];
  /** With false, batches stay under way until `commit` is called. */
  commitsAtOnce = true;
  readonly #unmerged: number[] = [];
  readonly #ends = new Map<number, AttemptEnd>();
  /** What came behind the end of its task. */
  readonly #lateLines: string[] = [];
  readonly #tasks = new Map<number, TaskState>();
  #nextTask = 1;
  #waiting: (() => void)[] = [];

  private constructor(
    folder: string,
    options: { threads: number; executorThread: URL | undefined; launcher: string | null | undefined },
  ) {
    this.folder = folder;
    const { executor, script } = threadScripts();
    const [seconds, nanoseconds] = process.hrtime();
    this.pool = new ExecutorPool({
      threads: options.threads,
      executorThread: options.executorThread ?? executor,
      scriptThread: script,
      launcher: options.launcher,
      clockOffsetMs: Date.now() - (seconds * 1000 + nanoseconds / 1e6),
      handlers: this.#handlers(),
    });
  }

  /** A pool that is not started; `entry` makes another entry for its threads in the pool's folder. */
  static async open(
    options: { threads?: number; launcher?: string | null; entry?: (folder: string) => Promise<URL> } = {},
  ): Promise<TestPool> {
    const folder = await mkdtemp(join(tmpdir(), 'runsheet-executors-'));
    const { threads = 1, launcher, entry } = options;
    return new TestPool(folder, {
      threads,
      launcher,
      executorThread: entry === undefined ? undefined : await entry(folder),
    });
  }

  /** A pool whose threads are ready. */
  static async start(options: { threads?: number; launcher?: string | null } = {}): Promise<TestPool> {
    const opened = await TestPool.open(options);
    await opened.pool.start();
    return opened;
  }

  /** Stops the pool; fails when anything that the tasks started lives on. */
  async stop(): Promise<void> {
    this.commitsAtOnce = true;
    this.commit();
    await this.pool.stop();
    await rm(this.folder, { recursive: true, force: true });
    const strays = await findMarked(`${marksOfThisFile}/`);
    if (this.#lateLines.length > 0) throw new Error(`Lines behind the end: ${this.#lateLines.join(', ')}`);
    if (strays.length > 0) throw new Error(`Processes live on: ${strays.map((row) => row.pid).join()}`);
  }

  run(work: Work, options: Partial<Pick<Task, 'timeoutMs' | 'name' | 'attempt'>> = {}): TestTask {
    return this.runAll([work], options)[0];
  }

  runAll(works: readonly Work[], options: Partial<Task> = {}): TestTask[] {
    return this.#give(works, options, (tasks) => {
      this.pool.run(tasks);
    });
  }

  /** Tasks that stand by, in this order. */
  standBy(works: readonly Work[], options: Partial<Task> = {}): TestTask[] {
    return this.#give(works, options, (tasks) => {
      this.pool.standBy(tasks);
    });
  }

  #give(works: readonly Work[], options: Partial<Task>, give: (tasks: Task[]) => void): TestTask[] {
    const tasks = works.map((work): Task => {
      const taskNumber = this.#nextTask++;
      const jobId = `r1.${taskNumber}`;
      return {
        taskNumber,
        mark: `${marksOfThisFile}/${jobId}/1`,
        runId: 'r1',
        jobId,
        name: 'job',
        attempt: 1,
        timeoutMs: null,
        lane: null,
        ...options,
        work,
      };
    });
    const states = tasks.map((task) => newState(task));
    for (const state of states) this.#tasks.set(state.taskNumber, state);
    give(tasks);
    return states;
  }

  /** Takes all received batches as merged. */
  commit(): void {
    for (const thread of this.#unmerged.splice(0)) this.pool.merged(thread, 1);
  }

  /** Resolves as soon as the condition holds; it is looked at after each message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #handlers(): PoolHandlers {
    const told =
      <Values extends unknown[]>(take: (...values: Values) => void) =>
      (...values: Values): void => {
        take(...values);
        for (const wake of this.#waiting.splice(0)) wake();
      };
    return {
      onBatch: told((batch: LineBatch) => {
        this.#take(batch);
      }),
      onStarted: told((taskNumber: number, pid: number) => this.#tasks.get(taskNumber)?.onStart(pid)),
      onSpawn: told((taskNumber: number, request: number, child: ChildRequest) => {
        this.spawns.push({ taskNumber, request, child });
      }),
      onAwait: told((taskNumber: number, childId: string) => this.awaits.push({ taskNumber, childId })),
      onProgress: told((_task: number, current: number, total: number) =>
        this.progress.push({ current, total }),
      ),
      onExpanded: told((taskNumber: number, items: readonly string[]) =>
        this.expanded.set(taskNumber, items),
      ),
      onCannotEnd: told((_task: number, pids: readonly number[]) => this.cannotEnd.push(pids)),
      onThreadDied: told((thread: number, taskNumbers: readonly number[], error: string) => {
        this.deaths.push({ thread, taskNumbers, error });
      }),
      onBroken: told((error: string) => this.broken.push(error)),
    };
  }

  #take(batch: LineBatch): void {
    this.batches.push(batch);
    for (let item = 0; item < batch.itemTicket.length; item++) {
      const task = this.#tasks.get(batch.itemTask[item]);
      for (let line = item === 0 ? 0 : batch.itemLineEnd[item - 1]; line < batch.itemLineEnd[item]; line++) {
        const from = line === 0 ? 0 : batch.lineEnd[line - 1];
        task?.lines.push({
          stream: streams[batch.itemStream[item]],
          level: levels[batch.lineFlags[line] & flagLevelMask],
          text: Buffer.from(batch.text.subarray(from, batch.lineEnd[line] - 1)).toString(),
          cont: (batch.lineFlags[line] & flagCont) !== 0,
          ticket: batch.itemTicket[item],
          time: batch.itemTime[item],
        });
      }
    }
    const ends = endsOf(batch);
    for (const end of ends) this.#ends.set(end.taskNumber, end);
    batch.itemTask.forEach((taskNumber, item) => {
      const end = this.#ends.get(taskNumber);
      if (end !== undefined && batch.itemTicket[item] > end.ticket)
        this.#lateLines.push(`task ${taskNumber}`);
    });
    for (const end of ends) this.#tasks.get(end.taskNumber)?.onEnd(end);
    this.#unmerged.push(batch.thread);
    if (this.commitsAtOnce) this.commit();
  }
}

/** The ends of a batch, in order. */
function endsOf(batch: LineBatch): AttemptEnd[] {
  return Array.from(batch.endTicket, (_, at) => endOf(batch, at));
}

function newState(task: Task): TaskState {
  let onEnd: (end: AttemptEnd) => void = () => undefined;
  let onStart: (pid: number) => void = () => undefined;
  const ended = new Promise<AttemptEnd>((resolve) => {
    onEnd = resolve;
  });
  const started = new Promise<number>((resolve) => {
    onStart = resolve;
  });
  return { taskNumber: task.taskNumber, mark: task.mark, lines: [], ended, started, onEnd, onStart };
}

/** "out: text" for each line. */
export function linesOf(task: TestTask): string[] {
  return task.lines.map((line) => `${line.stream}: ${line.text}`);
}

/** A command of the shell. */
export function shell(script: string, options: Partial<CommandWork> = {}): CommandWork {
  return command(['/bin/sh', '-c', script], options);
}

/** A command as it stands. */
export function command([file, ...args]: readonly string[], options: Partial<CommandWork> = {}): CommandWork {
  return {
    type: 'command',
    file,
    args,
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir() },
    stdin: null,
    merged: false,
    verbatim: false,
    ...options,
  };
}

/** A script in a file. */
export function script(module: string, options: Partial<ScriptWork> = {}): ScriptWork {
  return {
    type: 'script',
    module,
    item: null,
    index: null,
    params: {},
    runDirectory: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '' },
    ...options,
  };
}

/** Whether none of the processes lives any more; zombies that nobody has waited for do not count. */
export async function areGone(pids: readonly number[]): Promise<boolean> {
  const alive = await Promise.all(pids.map((pid) => isAlive({ pid, start: null })));
  return !alive.includes(true);
}

/** Waits until something holds that no message tells, such as a file. */
export async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Never came true: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
