/** A script: an ES module in a worker thread of its own, so that nothing it does keeps others from running. */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { streamErr, streamLog, streamOut } from '../logs/line-batch';
import { attemptVariable } from './command-process';
import { levelError, levelWarn } from './level-words';
import { LineCutter } from './line-cutter';
import { StreamLines } from './stream-lines';
import type { ScriptWork, Task } from './protocol';
import {
  endingText,
  finishEnded,
  finishTask,
  formatDuration,
  strongerCause,
  type Ending,
  type RunningTask,
  type TaskContext,
} from './running-task';
import { describeThrown } from './script-failure';
import type { FromScript, ScriptFailure, ScriptThreadData, ToScript } from './script-protocol';
import { TreeEnder } from './tree-ender';

/** Memory of one script: all threads of the app share one heap cage of 4 GB. */
const heapMegabytes = 1024;
/** Bytes of one log call that are cut into lines at once. */
const sliceBytes = 256 * 1024;
const progressMs = 20;
const leftBehindGraceMs = 1000;

/** See the head of this file. */
export class ScriptTask implements RunningTask {
  readonly #task: Task;
  readonly #work: ScriptWork;
  readonly #context: TaskContext;
  readonly #streams: readonly [StreamLines, StreamLines];
  #worker: Worker | null = null;
  #cause: Ending | null = null;
  #how: string | null = null;
  #ender: TreeEnder | null = null;
  #endedTree: Promise<void> | null = null;
  #gone = false;
  #done = false;
  /** What the script said of its end; null as long as it has not. */
  #result: { readonly failure: ScriptFailure | null; readonly hasProcesses: boolean } | null = null;
  #exitCode: number | null = null;
  #thrown: ScriptFailure | null = null;
  #progress: { readonly current: number; readonly total: number } | null = null;
  #progressTimer: NodeJS.Timeout | null = null;

  constructor(task: Task, work: ScriptWork, context: TaskContext) {
    this.#task = task;
    this.#work = work;
    this.#context = context;
    this.#streams = [
      new StreamLines(context.outbox, task.taskNumber, streamOut),
      new StreamLines(context.outbox, task.taskNumber, streamErr),
    ];
  }

  start(): void {
    if (this.#cause !== null) return;
    const { module, params, item, index, runDirectory, env } = this.#work;
    const { jobId, runId, name, attempt, mark } = this.#task;
    const { NODE_OPTIONS: nodeOptions = null, ...rest } = this.#context.environment.complete({ env }).env;
    const data: ScriptThreadData = {
      module: pathToFileURL(module).href,
      job: { id: jobId, runId, name, params, item, index, attempt, runDirectory },
      nodeOptions,
    };
    try {
      this.#worker = new Worker(this.#context.scriptThread, {
        workerData: data,
        env: { ...rest, [attemptVariable]: mark },
        name: `script ${jobId}`,
        execArgv: [],
        stdout: true,
        stderr: true,
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      });
    } catch (error) {
      this.#thrown = describeThrown(error);
      this.#finishLater();
      return;
    }
    this.#worker.on('message', (message: FromScript) => {
      this.#context.outbox.run(() => {
        this.#receive(message);
      });
    });
    this.#worker.on('error', (error: unknown) => {
      this.#thrown = describeWorkerError(error);
    });
    this.#worker.once('exit', () => {
      this.#gone = true;
      this.#ender?.noticed();
      void this.#afterExit();
    });
  }

  end(cause: Ending, graceMs: number): void {
    if (this.#done) return;
    const isFirst = this.#cause === null;
    this.#cause = strongerCause(this.#cause, cause);
    if (this.#worker === null) this.#finishLater();
    else if (isFirst) {
      this.#send({ type: 'abort', reason: endingText(cause, this.#task.timeoutMs) });
      this.#endedTree = this.#endTree(graceMs);
    } else this.#ender?.hurry(graceMs);
  }

  spawned(request: number, childId: string): void {
    this.#send({ type: 'spawned', request, childId });
  }

  spawnRefused(request: number, error: string): void {
    this.#send({ type: 'spawn-refused', request, error });
  }

  childEnded(childId: string, status: string): void {
    this.#send({ type: 'child-ended', childId, status });
  }

  #send(message: ToScript): void {
    if (!this.#gone) this.#worker?.postMessage(message);
  }

  #receive(message: FromScript): void {
    // What timers of the script say after its end belongs to nothing.
    if (this.#result !== null || this.#done) return;
    const { taskNumber } = this.#task;
    switch (message.type) {
      case 'log':
        this.#writeLog(message.level, message.text);
        break;
      case 'output':
        this.#streams[message.stream].push(
          typeof message.data === 'string' ? Buffer.from(message.data) : message.data,
        );
        break;
      case 'progress':
        this.#progress = message;
        this.#progressTimer ??= setTimeout(() => {
          this.#tellProgress();
        }, progressMs);
        break;
      case 'spawn':
        this.#context.post({ type: 'spawn', taskNumber, request: message.request, child: message.child });
        break;
      case 'await':
        this.#context.post({ type: 'await', taskNumber, childId: message.childId });
        break;
      case 'exits':
        this.#exitCode = message.code;
        break;
      case 'ended':
        this.#result = message;
        void this.#worker?.terminate();
        break;
    }
  }

  /** Each line of the text is a line; one LF at its end ends nothing that was not there. */
  #writeLog(level: number, text: string): void {
    const bytes = Buffer.from(text.endsWith('\n') ? text : `${text}\n`);
    const cutter = new LineCutter(this.#context.outbox.builder, { level });
    this.#context.outbox.item(this.#task.taskNumber, streamLog, () => {
      for (let from = 0; from < bytes.length; from += sliceBytes) {
        cutter.push(bytes.subarray(from, from + sliceBytes));
      }
    });
  }

  #tellProgress(): void {
    if (this.#progressTimer !== null) clearTimeout(this.#progressTimer);
    this.#progressTimer = null;
    if (this.#progress === null) return;
    const { current, total } = this.#progress;
    this.#progress = null;
    this.#context.post({ type: 'progress', taskNumber: this.#task.taskNumber, current, total });
  }

  async #endTree(graceMs: number): Promise<void> {
    this.#ender = new TreeEnder({
      ...this.#tree(graceMs),
      onKill: () => {
        // Where the script is stuck in a call, this takes hold when its child processes are gone.
        void this.#worker?.terminate();
      },
    });
    const { signal, afterMs } = await this.#ender.run();
    if (signal === 'SIGKILL') this.#how = `force after ${formatDuration(Math.round(afterMs / 100) * 100)}`;
  }

  /** The thread is gone, and with it the port is empty: only processes can be left. */
  async #afterExit(): Promise<void> {
    let leftBehind = 0;
    if (this.#endedTree !== null) await this.#endedTree;
    else if (this.#result?.hasProcesses === true || this.#thrown !== null || this.#exitCode !== null) {
      leftBehind = (await new TreeEnder(this.#tree(leftBehindGraceMs)).run()).found;
      // The end may have been asked for meanwhile.
      if (this.#endedTree !== null) await (this.#endedTree as Promise<void>);
    }
    this.#finishLater(leftBehind);
  }

  #tree(graceMs: number) {
    const { taskNumber, mark } = this.#task;
    return {
      leader: null,
      isMarked: (found: string) => found === mark,
      graceMs,
      leaderGone: () => this.#gone,
      onCannotEnd: (pids: readonly number[]) => {
        this.#context.post({ type: 'cannot-end', taskNumber, pids });
      },
    };
  }

  #finishLater(leftBehind = 0): void {
    this.#context.outbox.run(() => {
      this.#finish(leftBehind);
    });
  }

  #finish(leftBehind: number): void {
    if (this.#done) return;
    this.#done = true;
    const { outbox } = this.#context;
    const { taskNumber } = this.#task;
    for (const stream of this.#streams) stream.end();
    this.#tellProgress();
    const failure = this.#failure();
    if (failure !== null && failure.stack !== '' && this.#cause === null)
      this.#writeLog(levelError, failure.stack);
    if (leftBehind > 0) {
      const what = leftBehind === 1 ? 'process' : 'processes';
      outbox.systemLine(taskNumber, `Ended ${leftBehind} ${what} that the script left behind`, levelWarn);
    }
    if (this.#cause !== null) {
      finishEnded(this.#context, this.#task, { cause: this.#cause, how: this.#how });
      return;
    }
    finishTask(this.#context, taskNumber, {
      outcome: failure === null ? 'completed' : 'failed',
      exitCode: this.#result === null ? this.#exitCode : null,
      error: failure?.error ?? null,
    });
  }

  /** Why the script failed, or null. */
  #failure(): ScriptFailure | null {
    if (this.#result !== null) return this.#result.failure;
    if (this.#thrown !== null) return this.#thrown;
    if (this.#exitCode === 0) return null;
    if (this.#exitCode !== null)
      return { error: `The script called process.exit(${this.#exitCode})`, stack: '' };
    return {
      error: 'The script ended without finishing: it waited for something that never came',
      stack: '',
    };
  }
}

function describeWorkerError(error: unknown): ScriptFailure {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { error: `The script ran out of memory (limit ${heapMegabytes} MB)`, stack: '' };
  }
  return describeThrown(error);
}
