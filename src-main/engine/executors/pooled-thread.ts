/** One executor thread as the pool sees it: its worker, its tasks, and what it is owed. */
import { Worker } from 'node:worker_threads';
import { packTasks } from './generated-tasks';
import type { ExecutorThreadData, FromExecutor, Task, ToExecutor } from './protocol';

/** What a pooled thread is started with. */
export interface PooledThreadOptions {
  readonly script: URL;
  readonly data: ExecutorThreadData;
  readonly onMessage: (message: FromExecutor) => void;
  /** The thread is gone; `error` is null when it was asked to go. */
  readonly onExit: (error: Error | null) => void;
}

/** See the head of this file. */
export class PooledThread {
  /** Marks of the tasks it runs. */
  readonly tasks = new Map<number, string>();
  /** Batches that are received and not merged yet. */
  unmerged = 0;
  /** Resolves when the thread can take tasks; rejects when it is gone before. */
  readonly ready: Promise<void>;
  /** Resolves when the thread is gone. */
  readonly gone: Promise<void>;
  readonly #worker: Worker;
  #outgoing: ToExecutor[] = [];
  #closed = false;

  constructor(options: PooledThreadOptions) {
    this.#worker = new Worker(options.script, {
      // Descriptors become sockets (handed-pipe.ts), which close them: nobody else may close them again.
      trackUnmanagedFds: false,
      workerData: options.data,
      name: `executor ${options.data.thread}`,
    });
    let error: Error | null = null;
    let resolveGone = (): void => undefined;
    this.gone = new Promise((resolve) => {
      resolveGone = resolve;
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromExecutor) => {
        if (message.type === 'ready') resolve();
        if (message.type === 'closed') this.#closed = true;
        options.onMessage(message);
      });
      this.#worker.on('error', (thrown: unknown) => {
        error = thrown instanceof Error ? thrown : new Error(String(thrown));
      });
      this.#worker.once('exit', (code) => {
        const reason = error ?? (this.#closed ? null : new Error(`The thread ended with code ${code}.`));
        reject(reason ?? new Error('The thread was closed.'));
        options.onExit(reason);
        resolveGone();
      });
    });
    // Whoever waits for it hears of the failure; the pool itself hears by onExit.
    this.ready.catch(() => undefined);
  }

  /** Messages of one turn go together: to wake a thread costs more than to tell it something. */
  send(message: ToExecutor): void {
    this.#outgoing.push(message);
    if (this.#outgoing.length > 1) return;
    queueMicrotask(() => {
      this.flush();
    });
  }

  /** Sends what is there now, for who has something long to do before the turn is over. */
  flush(): void {
    if (this.#outgoing.length === 0) return;
    this.#worker.postMessage(this.#outgoing);
    this.#outgoing = [];
  }

  run(tasks: readonly Task[]): void {
    for (const task of tasks) this.tasks.set(task.taskNumber, task.mark);
    this.send({ type: 'run', ...packTasks(tasks) });
  }

  /** A batch has been received. */
  received(): void {
    this.unmerged++;
  }

  /** So many batches are merged, and always in their order: the memory of their lines is the thread's again. */
  merged(batches: number): void {
    this.unmerged -= batches;
    this.send({ type: 'merged', batches });
  }

  async terminate(): Promise<void> {
    this.#closed = true;
    await this.#worker.terminate();
  }
}
