/**
 * The executor threads as the main thread sees them: spreads tasks, owns the ticket memory, hands on what threads
 * say. A thread that dies is replaced, and what it ran is ended before anybody hears of it.
 */
import type { LineBatch, StreamTail } from '../logs/line-batch';
import { createTicketMemory, TicketBoard } from '../logs/tickets';
import { launcherInterpreter } from './launcher-starter';
import { PooledThread } from './pooled-thread';
import { endMarked } from './process-marks';
import type { ChildRequest, EndCause, FromExecutor, StandbyTask, Task } from './protocol';
import type { SendProblem } from './send-problem';
import { createStandbyMemory, StandbyLedger } from './standby-cells';

/** What the pool tells; all calls come on the main thread. */
export interface PoolHandlers {
  /** The batch's ticket slot is cleared already. */
  onBatch(batch: LineBatch): void;
  /** Unfinished lines that have changed; they may be ahead of batches that are not merged yet, never behind. */
  onTails?(tails: readonly StreamTail[]): void;
  onStarted(taskNumber: number, pid: number, processStart: string | null): void;
  onSpawn(taskNumber: number, request: number, child: ChildRequest): void;
  onAwait(taskNumber: number, childId: string): void;
  onProgress(taskNumber: number, current: number, total: number): void;
  onExpanded(taskNumber: number, items: readonly string[]): void;
  onCannotEnd(taskNumber: number, pids: readonly number[]): void;
  /** The tasks will never end by themselves; their processes are gone. */
  onThreadDied(thread: number, taskNumbers: readonly number[], error: string): void;
  /** Threads die one after the other: nothing can be run any more until the engine is opened again. */
  onBroken?(error: string): void;
}

/** How a pool is built. */
export interface PoolOptions {
  readonly threads: number;
  readonly executorThread: URL;
  readonly scriptThread: URL;
  /** See `ExecutorThreadData`. */
  readonly clockOffsetMs: number;
  /** See `ExecutorThreadData`; default: what {@link launcherInterpreter} finds. */
  readonly launcher?: string | null;
  readonly handlers: PoolHandlers;
}

/** So many deaths within {@link deathsWithinMs} and threads are not replaced any more. */
const deathsMax = 3;
const deathsWithinMs = 10_000;
/** Time that threads have to close once nothing runs; they need the disk for their last batches. */
const closeWithinMs = 10_000;
/** Time between SIGTERM and SIGKILL for what a dead thread left running. */
const deathGraceMs = 1000;

/** See the head of this file. */
export class ExecutorPool {
  /** Knows how far everything has been received. */
  readonly board: TicketBoard;
  readonly #options: PoolOptions;
  readonly #ticketMemory: SharedArrayBuffer;
  readonly #threads: (PooledThread | null)[] = [];
  /** Batches of a dead thread that are still to be merged: their credit is not its successor's. */
  readonly #orphanedBatches: number[] = [];
  readonly #threadOf = new Map<number, PooledThread>();
  readonly #standbyMemory = createStandbyMemory();
  readonly #ledger = new StandbyLedger(this.#standbyMemory);
  /** Standbys of which it is not known yet that they have started, by task and in order. */
  readonly #standbys = new Map<number, StandbyTask>();
  /** Standbys that have started, of which nobody has asked yet. */
  readonly #startedStandbys = new Set<number>();
  readonly #cleanUps = new Set<Promise<void>>();
  #environment: Readonly<Record<string, string>> = {};
  /** Who waits for a text to be taken, by task and request. */
  readonly #sends = new Map<number, Map<number, (problem: SendProblem | null) => void>>();
  #nextSend = 1;
  #deaths: number[] = [];
  #broken: string | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#ticketMemory = createTicketMemory(options.threads);
    this.board = new TicketBoard(this.#ticketMemory);
  }

  /**
   * Starts the first thread; rejects with one sentence when it cannot be loaded. The others start with the first task:
   * whoever only reads old logs needs none of them.
   */
  async start(): Promise<void> {
    const first = this.#addThread();
    try {
      await first.ready;
    } catch (error) {
      throw new Error(this.#broken ?? describeDeath(error), { cause: error });
    }
  }

  /** What all jobs start from. */
  setEnvironment(variables: Readonly<Record<string, string>>): void {
    this.#environment = variables;
    for (const thread of this.#threads) thread?.send({ type: 'environment', variables });
  }

  /** Sends text to the stdin of a running command; resolves with null when its process has it, else with why not. */
  send(taskNumber: number, text: string, end: boolean): Promise<SendProblem | null> {
    const thread = this.#threadOf.get(taskNumber);
    if (thread === undefined) return Promise.resolve('ended');
    const request = this.#nextSend++;
    return new Promise((resolve) => {
      const ofTask = this.#sends.get(taskNumber) ?? new Map<number, typeof resolve>();
      this.#sends.set(taskNumber, ofTask.set(request, resolve));
      thread.send({ type: 'send', taskNumber, request, text, end });
    });
  }

  /** Runs tasks, spread over the threads with the least to do: one message for each thread. */
  run(tasks: readonly Task[]): void {
    // A task that comes to one that is still being loaded waits for it; what runs long is spread from the beginning.
    while (this.#threads.length < this.#options.threads && this.#isOpen) this.#addThread();
    const living = this.#threads.filter((thread) => thread !== null);
    if (living.length === 0) {
      const numbers = tasks.map((task) => task.taskNumber);
      const error = this.#broken ?? 'No executor thread is running.';
      setImmediate(() => {
        this.#options.handlers.onThreadDied(-1, numbers, error);
      });
      return;
    }
    const parts = new Map<PooledThread, Task[]>(living.map((thread) => [thread, []]));
    for (const task of tasks) {
      let least: PooledThread | null = null;
      let leastLoad = Infinity;
      for (const [thread, part] of parts) {
        const load = thread.tasks.size + part.length;
        if (load < leastLoad) {
          least = thread;
          leastLoad = load;
        }
      }
      if (least === null) continue;
      parts.get(least)?.push(task);
      this.#threadOf.set(task.taskNumber, least);
    }
    for (const [thread, part] of parts) if (part.length > 0) thread.run(part);
  }

  /**
   * Attempts that may start, in this order, each when one of its lane has completed. That they may has to be durable.
   * What there is no room for is simply not told: it is as if nobody had started it yet.
   */
  standBy(tasks: readonly Task[]): void {
    const standbys: StandbyTask[] = [];
    for (const task of tasks) {
      const place = this.#ledger.offer();
      // In order: what comes behind one that is not told must not start before it.
      if (place === null) break;
      const standby = { ...place, task };
      this.#standbys.set(task.taskNumber, standby);
      standbys.push(standby);
    }
    for (const thread of this.#threads) thread?.send({ type: 'standby', standbys });
  }

  /**
   * Takes a standby back; false when a thread has started it, which runs it from now on like any other task. To be
   * asked once of each.
   */
  withdraw(taskNumber: number): boolean {
    const standby = this.#standbys.get(taskNumber);
    const taken = standby === undefined ? null : this.#ledger.withdraw(standby);
    if (taken !== null) this.#standbyStarted(this.#threads[taken.thread], taskNumber);
    else if (standby !== undefined) {
      this.#standbys.delete(taskNumber);
      this.#ledger.release(standby);
    }
    return !this.#startedStandbys.delete(taskNumber);
  }

  /** Ends a task with its whole process tree; its end comes in a batch like every other. */
  end(taskNumber: number, cause: EndCause, graceMs: number): void {
    this.#threadOf.get(taskNumber)?.send({ type: 'end', taskNumber, cause, graceMs });
  }

  /** So many batches of a thread are merged. */
  merged(thread: number, batches: number): void {
    const orphaned = Math.min(this.#orphanedBatches[thread] ?? 0, batches);
    this.#orphanedBatches[thread] -= orphaned;
    const own = batches - orphaned;
    const living = this.#threads[thread];
    if (own === 0 || living === null || living === undefined) return;
    living.merged(own);
  }

  spawned(taskNumber: number, request: number, childId: string): void {
    this.#threadOf.get(taskNumber)?.send({ type: 'spawned', taskNumber, request, childId });
  }

  spawnRefused(taskNumber: number, request: number, error: string): void {
    this.#threadOf.get(taskNumber)?.send({ type: 'spawn-refused', taskNumber, request, error });
  }

  childEnded(taskNumber: number, childId: string, status: string): void {
    this.#threadOf.get(taskNumber)?.send({ type: 'child-ended', taskNumber, childId, status });
  }

  /** What was said to the threads goes off now, not only when this turn is over. */
  flush(): void {
    for (const thread of this.#threads) thread?.flush();
  }

  /** Closes all threads; what still runs is ended. Idempotent, and safe before `start`. */
  stop(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  async #close(): Promise<void> {
    const living = this.#threads.filter((thread) => thread !== null);
    for (const thread of living) thread.send({ type: 'close' });
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeWithinMs);
    });
    await Promise.race([Promise.all(living.map((thread) => thread.gone)), tooLate]);
    clearTimeout(timer);
    await Promise.all(living.map((thread) => thread.terminate()));
    const marks = living.flatMap((thread) => [...thread.tasks.values()]);
    for (const mark of marks) await endMarked(mark, { graceMs: 0 });
    await Promise.all(this.#cleanUps);
  }

  /** Whether threads are started at all. */
  get #isOpen(): boolean {
    return this.#broken === null && this.#stopping === null;
  }

  #addThread(): PooledThread {
    const thread = this.#threads.length;
    this.#orphanedBatches.push(0);
    const added = this.#startThread(thread);
    this.#threads.push(added);
    return added;
  }

  #startThread(thread: number): PooledThread {
    const { executorThread, scriptThread, clockOffsetMs, launcher = launcherInterpreter() } = this.#options;
    const started = new PooledThread({
      script: executorThread,
      data: {
        thread,
        ticketMemory: this.#ticketMemory,
        standbyMemory: this.#standbyMemory,
        scriptThread: scriptThread.href,
        clockOffsetMs,
        launcher,
      },
      onMessage: (message) => {
        this.#receive(thread, started, message);
      },
      onExit: (error) => {
        this.#threads[thread] = null;
        if (error !== null) this.#died(thread, started, error);
      },
    });
    started.send({ type: 'environment', variables: this.#environment });
    if (this.#standbys.size > 0) started.send({ type: 'standby', standbys: [...this.#standbys.values()] });
    return started;
  }

  #receive(thread: number, from: PooledThread, message: FromExecutor): void {
    const { handlers } = this.#options;
    switch (message.type) {
      case 'ready':
      case 'closed':
        break;
      case 'batch':
        from.received();
        this.board.received(thread, message.batch.slot);
        for (const { followedBy } of message.batch.endWords.values()) {
          if (followedBy !== undefined) this.#standbyStarted(from, followedBy);
        }
        this.#forget(from, message.batch.endTask);
        handlers.onBatch(message.batch);
        if (message.tails.length > 0) handlers.onTails?.(message.tails);
        break;
      case 'tails':
        handlers.onTails?.(message.tails);
        break;
      case 'started':
        handlers.onStarted(message.taskNumber, message.pid, message.processStart);
        break;
      case 'spawn':
        handlers.onSpawn(message.taskNumber, message.request, message.child);
        break;
      case 'await':
        handlers.onAwait(message.taskNumber, message.childId);
        break;
      case 'progress':
        handlers.onProgress(message.taskNumber, message.current, message.total);
        break;
      case 'expanded':
        handlers.onExpanded(message.taskNumber, message.items);
        break;
      case 'sent': {
        const ofTask = this.#sends.get(message.taskNumber);
        ofTask?.get(message.request)?.(message.problem);
        ofTask?.delete(message.request);
        break;
      }
      case 'cannot-end':
        handlers.onCannotEnd(message.taskNumber, message.pids);
        break;
    }
  }

  #standbyStarted(thread: PooledThread | null, taskNumber: number): void {
    const standby = this.#standbys.get(taskNumber);
    if (standby === undefined) return;
    this.#standbys.delete(taskNumber);
    this.#startedStandbys.add(taskNumber);
    this.#ledger.release(standby);
    if (thread === null) return;
    thread.tasks.set(taskNumber, standby.task.mark);
    this.#threadOf.set(taskNumber, thread);
  }

  #forget(thread: PooledThread, ended: Uint32Array): void {
    for (const taskNumber of ended) {
      thread.tasks.delete(taskNumber);
      this.#forgetTask(taskNumber);
    }
  }

  #forgetTask(taskNumber: number): void {
    this.#threadOf.delete(taskNumber);
    const waiting = this.#sends.get(taskNumber);
    if (waiting === undefined) return;
    this.#sends.delete(taskNumber);
    for (const answer of waiting.values()) answer('ended');
  }

  #died(thread: number, dead: PooledThread, error: Error): void {
    this.board.died(thread);
    this.#orphanedBatches[thread] += dead.unmerged;
    for (const [taskNumber, standby] of [...this.#standbys]) {
      if (this.#ledger.takenBy(standby) === thread) this.#standbyStarted(dead, taskNumber);
    }
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < deathsWithinMs), now];
    const sentence = describeDeath(error);
    if (this.#deaths.length >= deathsMax) this.#breakDown(sentence);
    else if (this.#isOpen) this.#threads[thread] = this.#startThread(thread);
    const cleanUp = this.#endTasksOf(thread, dead, sentence).finally(() => this.#cleanUps.delete(cleanUp));
    this.#cleanUps.add(cleanUp);
  }

  /** The thread is gone, its child processes are not: they are ended before their jobs may be tried again. */
  async #endTasksOf(thread: number, dead: PooledThread, error: string): Promise<void> {
    const tasks = [...dead.tasks];
    await Promise.all(tasks.map(([, mark]) => endMarked(mark, { graceMs: deathGraceMs })));
    for (const [taskNumber] of tasks) this.#forgetTask(taskNumber);
    dead.tasks.clear();
    this.#options.handlers.onThreadDied(
      thread,
      tasks.map(([taskNumber]) => taskNumber),
      error,
    );
  }

  #breakDown(lastDeath: string): void {
    if (this.#broken !== null) return;
    this.#broken = `Executor threads ended ${deathsMax} times in a row, so nothing is run any more. ${lastDeath}`;
    this.#options.handlers.onBroken?.(this.#broken);
  }
}

function describeDeath(error: unknown): string {
  return `An executor thread ended unexpectedly: ${error instanceof Error ? error.message : String(error)}`;
}
