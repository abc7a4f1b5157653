/**
 * The engine of one data folder: builds the parts, starts them in order, stops them in reverse. It needs no
 * Electron; the window, the command line and the tests run the same.
 */
import { cpus } from 'node:os';
import type { FeedMessage } from '../../src-shared/contract';
import { RunsheetError } from '../../src-shared/errors';
import type { JobStatus } from '../../src-shared/model';
import type { Outcome } from './active-run';
import { ActiveRuns } from './active-runs';
import { Automation } from './automation';
import { BulkActions } from './bulk-actions';
import type { ChildWork } from './child-work';
import { CommitLoop, type Writes } from './commit-loop';
import { EngineClient } from './engine-client';
import type { EngineFace } from './engine-face';
import type { OpenedRun } from './background/opened-run';
import { ExecutorPool } from './executors/executor-pool';
import { bootId, isAlive, processStart } from './executors/process-marks';
import type { SendProblem } from './executors/send-problem';
import { Comparisons } from './comparisons';
import { endLeftovers, whenGone, type Leftover } from './leftovers';
import { FeedHub } from './feed/feed-hub';
import { RunWatch } from './feed/run-watch';
import type { FeedTrace } from './feed/feed-trace';
import { FolderReader } from './folder-reader';
import { formatId, notFound, parseId } from './jobs/ids';
import { hasEnded } from './jobs/job-states';
import { nodeFlags } from './jobs/node-table';
import { giveBlockMemory } from './logs/block-memory';
import { LogSelections } from './log-selections';
import { LineIntake } from './line-intake';
import { systemText } from './logs/log-merger';
import { createTicketMemory, TicketBoard } from './logs/tickets';
import { takeBackFolder } from './recovery';
import { SocketServer } from './remote/socket-server';
import { socketPath } from './remote/socket-path';
import { RunRetention } from './retention';
import { RunHistory } from './run-history';
import { RunTimeouts } from './run-timeouts';
import { blockFile, BlockFiles } from './storage/block-files';
import { BlockWriter } from './storage/block-writer';
import { putDurations, readDurations } from './storage/duration-records';
import { kinds } from './storage/keys';
import { StoredLogs } from './storage/log-records';
import { releaseOwnership, takeOwnership, type Owner } from './storage/ownership';
import { putRetention, readRetention } from './storage/retention-records';
import {
  listDependants,
  listRuns,
  putFolder,
  putQueue,
  readFolder,
  readQueue,
  readWork,
  removeRun,
} from './storage/run-records';
import { putPacked } from './storage/packed-records';
import { Store, WriteBatch } from './storage/store';
import { readStoredRun } from './stored-run';
import { TaskStarts } from './task-starts';
import { Timelines } from './timelines';
import { Throughputs } from './throughputs';
import { Transfers } from './transfers';
import { gatherRuns, hasWrites, putOutcome, type GatheredRuns } from './tick-writes';
import { jobEnvironment } from './work';

/** Variables that jobs start from. */
export type JobEnvironment = Readonly<Record<string, string | undefined>>;

/** How an engine is opened. */
export interface EngineOptions {
  readonly dataFolder: string;
  readonly executorThread: URL;
  readonly scriptThread: URL;
  /** The thread that moves logs in and out. */
  readonly transferThread: URL;
  /** Looks through logs; default: the file `scan` beside `executorThread`. */
  readonly scanThread?: URL;
  readonly version: string;
  /** Environment that jobs start from; no job starts before it is known. Default: the process's own. */
  readonly environment?: JobEnvironment | Promise<JobEnvironment>;
  /** Executor threads; default: one a core, at most 4. */
  readonly threads?: number;
  /** False: changes the folder without running anything (`runsheet add` with no engine there). Default true. */
  readonly executes?: boolean;
  /** What is due by its schedule starts as long as the engine lives; `schedule.attend` asks for it too. Default false. */
  readonly schedules?: boolean;
  /** The clock of due times, in milliseconds since the epoch; default: the system's. */
  readonly wallClock?: () => number;
  /** Takes back what an earlier engine left; default: when it executes. */
  readonly recovers?: boolean;
  /** The engine cannot go on, and what is in memory is not to be trusted; default: the process ends. */
  readonly onBroken?: (error: unknown) => void;
  /** Time between SIGTERM and SIGKILL in milliseconds; default 5000. */
  readonly graceMs?: number;
  /** Is told of everything that the feed sends; default: nobody. */
  readonly traceFeed?: FeedTrace;
  /** Milliseconds that a searched pattern may take for one block of a log; default 2000. */
  readonly scanBudgetMs?: number;
}

/**
 * While one tick follows the other, the feed is told no more often than this: half a frame. The tick after which
 * nothing waits tells it always, so the last state comes at once.
 */
const feedWithinMs = 8;

/** A timer is set anew after this time at the latest. */
const longestTimerMs = 30_000;

/** See the head of this file. */
export class Engine implements EngineFace {
  readonly version: string;
  readonly dataFolder: string;
  readonly reader: FolderReader;
  readonly feed: FeedHub;
  readonly runWatch = new RunWatch();
  readonly active: ActiveRuns;
  readonly bulks: BulkActions;
  readonly transfers: Transfers;
  /** What clients have selected in logs. */
  readonly selections: LogSelections;
  readonly retention: RunRetention;
  readonly timelines: Timelines;
  readonly history: RunHistory;
  readonly comparisons: Comparisons;
  readonly loop: CommitLoop;
  /** Watched folders and the schedule of their definitions. */
  readonly automation: Automation;
  /** Random; tells a subscriber that it talks to another engine than before. */
  readonly epoch = crypto.randomUUID();
  /** Revision of the last durable commit. */
  revision: number;
  /** When it became durable, by {@link now}. */
  committedAt: number;
  readonly throughputs: Throughputs;
  readonly #store: Store;
  readonly #files: BlockFiles;
  readonly #blocks: BlockWriter;
  readonly #owner: Owner;
  /** Null when the engine does not execute. */
  readonly #pool: ExecutorPool | null;
  readonly #intake: LineIntake;
  readonly #socket: SocketServer;
  readonly #options: EngineOptions;
  readonly #unendable: readonly Leftover[];
  readonly #runNumbers: number[];
  readonly #folder: ReturnType<typeof readFolder>;
  readonly #inbox: (() => void)[] = [];
  readonly #starts: TaskStarts;
  readonly #timeouts: RunTimeouts;
  readonly #tickListeners = new Set<() => void>();
  #waitTimer: NodeJS.Timeout | undefined;
  #nextRun: number;
  #enqueueSequence: number;
  #folderChanged = false;
  /** What the tick writes beside runs. */
  readonly #writes: ((batch: WriteBatch) => void)[] = [];
  /** Runs that were read in and appear with the commit under way. */
  #adopted: number[] = [];
  #outcome: Outcome | null = null;
  #committedNow: GatheredRuns | null = null;
  /** Something was committed that the feed has not been told of. */
  #isFeedDue = false;
  #fedAt = -Infinity;
  #leasing = false;
  #tellingTails = false;
  /** What gives space back while nothing can be written. */
  readonly #roomMakers: { action: () => void; done: () => void; failed: (error: Error) => void }[] = [];
  #keysKnown = false;
  #environment: Readonly<Record<string, string>> = {};
  #stopping: Promise<void> | null = null;
  isClosed = false;

  private constructor(
    options: EngineOptions,
    parts: { store: Store; owner: Owner; unendable: readonly Leftover[] },
  ) {
    this.#unendable = parts.unendable;
    this.#options = options;
    this.version = options.version;
    this.dataFolder = options.dataFolder;
    this.#store = parts.store;
    this.#owner = parts.owner;
    this.#files = new BlockFiles(options.dataFolder);
    this.#blocks = new BlockWriter(this.#files);
    this.#folder = readFolder(parts.store);
    this.revision = this.#folder.record.revision;
    this.#nextRun = this.#folder.record.nextRun;
    this.#enqueueSequence = this.#folder.record.enqueueSequence;
    this.#runNumbers = listRuns(parts.store, kinds.summary);
    // A wall clock that was set back while nothing ran must not make anything end before it began.
    const clockOffsetMs = Math.max(Date.now(), this.#folder.record.time) - monotonicMs();
    this.now = () => monotonicMs() + clockOffsetMs;
    this.committedAt = this.now();
    this.throughputs = new Throughputs(this.now, (id) => readDurations(parts.store, id));
    this.feed = new FeedHub({ now: this.now, trace: options.traceFeed });
    const logs = new StoredLogs(parts.store, this.#files);
    this.active = new ActiveRuns({
      folder: this.#folder.counts,
      numbers: { nextRun: () => this.#nextRun++, nextEnqueueSequence: () => this.#enqueueSequence++ },
      now: this.now,
      executes: options.executes !== false,
      queue: readQueue(parts.store),
      dead: this.#folder.record.dead,
      cores: Math.max(1, cpus().length),
      random: Math.random,
      stored: (run) => readStoredRun(parts.store, logs, run, this.#folder.counts),
      storedStatus: (run, node) => this.#storedStatus(run, node),
      restarted: (active) => {
        this.#timeouts.forget(active);
      },
      storedDependants: (run) => listDependants(parts.store, run),
      activated: (tree) => {
        this.throughputs.follow(tree);
      },
      standbyExecutor: () => this.#pool,
    });
    this.#starts = new TaskStarts({
      store: parts.store,
      dataFolder: options.dataFolder,
      active: this.active,
      environment: () => this.#environment,
      run: (tasks) => this.#pool?.run(tasks),
      standBy: (tasks) => this.#pool?.standBy(tasks),
      lost: (taskNumber, error) => {
        this.#taskLost(taskNumber, messageOf(error));
      },
    });
    this.#timeouts = new RunTimeouts(this.now, (active, node) => {
      this.#later(() => {
        if (this.active.runs.get(active.run) !== active) return;
        this.active.changed.add(active);
        if (node === 0) active.progress.timedOut();
        else active.progress.stepTimedOut(node);
      });
    });
    this.reader = new FolderReader(parts.store, logs, (run) => this.active.runs.get(run) ?? null);
    this.selections = new LogSelections({
      reader: this.reader,
      thread: options.scanThread ?? besideThread(options.executorThread, 'scan'),
      blockBudgetMs: options.scanBudgetMs ?? 2000,
      fileOf: (run) => blockFile(options.dataFolder, run),
      quiet: () => this.loop.quiet(),
      changed: () => {
        this.feed.publish();
      },
    });
    this.timelines = new Timelines({
      reader: this.reader,
      quiet: () => this.loop.quiet(),
      now: this.now,
    });
    this.history = new RunHistory({
      runNumbers: () => this.#runNumbers,
      summary: (run) => this.reader.summary(run),
      record: (run) => this.reader.record(run),
      quiet: () => this.loop.quiet(),
    });
    this.comparisons = new Comparisons({
      reader: this.reader,
      history: this.history,
      quiet: () => this.loop.quiet(),
    });
    this.bulks = new BulkActions({
      change: (action) => this.change(action),
      active: this.active,
      reader: this.reader,
      quiet: () => this.loop.quiet(),
      runNumbers: () => this.#runNumbers,
      changed: () => {
        this.#later(() => {
          this.#folderChanged = true;
        });
      },
      nextTick: () =>
        new Promise((resolve) => {
          this.#afterNextTick(resolve);
        }),
    });
    this.transfers = new Transfers({
      reader: this.reader,
      script: options.transferThread,
      version: options.version,
      stage: () => this.#files.stage(),
      adopt: (stagedFolder, opened) => this.#adopt(stagedFolder, opened),
      changed: () => {
        this.#later(() => {
          this.#folderChanged = true;
        });
      },
      quiet: () => this.loop.quiet(),
    });
    this.retention = new RunRetention({
      record: readRetention(parts.store),
      reader: this.reader,
      runNumbers: () => this.#runNumbers,
      isActive: (run) => this.active.runs.has(run),
      fileBytes: (run) => this.#files.sizeOf(run),
      wallClock: options.wallClock ?? Date.now,
      change: (action) => this.change(action),
      removeRun: (run) => {
        this.removeRun(run);
      },
      save: (record) => {
        this.#writes.push((batch) => {
          putRetention(batch, record);
        });
      },
    });
    this.automation = new Automation({
      store: parts.store,
      active: this.active,
      wallClock: options.wallClock ?? Date.now,
      change: (action) => this.change(action),
      write: (write) => {
        this.#writes.push(write);
      },
      onTick: (listener) => this.onTick(listener),
      quiet: () => this.loop.quiet(),
    });
    this.loop = new CommitLoop({
      apply: () => this.#apply(),
      mayGoOn: () => this.#inbox.length === 0 && this.#intake.mayGoOn,
      written: () => this.#intake.written(),
      goOn: () => this.#intake.goOn(),
      lease: () => {
        if (this.#leasing) this.active.lease();
      },
      hasChanges: () =>
        this.active.changed.size > 0 ||
        this.#folderChanged ||
        this.active.settingsChanged ||
        this.#writes.length > 0 ||
        hasWrites(this.active.outcome),
      gather: () => this.#gather(),
      committed: () => {
        this.#committed();
      },
      makeRoom: () => this.#makeRoom(),
      trouble: (reason) => {
        this.feed.tellTrouble(reason);
      },
      broken: (error) => {
        this.feed.tellTrouble(`Runsheet has a defect and must be started again: ${messageOf(error)}`);
        (options.onBroken ?? failLoudly)(error);
      },
    });
    this.#pool = options.executes === false ? null : this.#createPool(clockOffsetMs);
    this.#intake = new LineIntake({
      board: this.#pool?.board ?? new TicketBoard(createTicketMemory(0)),
      blocks: this.#blocks,
      sink: this.active,
      changed: () => this.active.changed,
      merged: (batchesOf) => {
        for (const [thread, batches] of batchesOf) this.#pool?.merged(thread, batches);
        this.#pool?.flush();
      },
    });
    this.#socket = new SocketServer({
      owner: parts.owner,
      folderId: parts.store.folderId,
      greeting: { version: options.version, epoch: this.epoch },
      connect: (send) => this.connect({ send }),
    });
  }

  /** Milliseconds since the epoch by a clock that never goes backwards while the engine lives. */
  readonly now: () => number;

  /**
   * Becomes the one engine of a folder, ends what a dead one left running, and goes on with its runs. Throws
   * `folder-in-use` when another engine lives.
   */
  static async open(options: EngineOptions): Promise<Engine> {
    const store = Store.open(options.dataFolder);
    try {
      const identity = {
        pid: process.pid,
        start: await processStart(process.pid),
        bootId: await bootId(),
        isAlive,
      };
      const owner = await takeOwnership(store, identity, socketPath(options.dataFolder));
      const unendable = recovers(options) ? await endLeftovers(store, options.graceMs ?? 5000) : [];
      const engine = new Engine(options, { store, owner, unendable });
      try {
        await engine.#start();
      } catch (error) {
        await engine.stop();
        throw error;
      }
      return engine;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** A client in this process. */
  connect(receiver: { send: (event: 'feed', payload: FeedMessage) => void }): EngineClient {
    return new EngineClient(this, receiver.send);
  }

  /** Does something in the next tick and answers when it is durable. */
  change<Value>(action: () => Value): Promise<Value> {
    if (this.#stopping !== null) {
      return Promise.reject(new RunsheetError('stopping', 'Runsheet is stopping and takes nothing new.'));
    }
    return new Promise((resolve, reject) => {
      this.#later(() => {
        try {
          const value = action();
          this.loop.afterCommit(() => {
            resolve(value);
          }, reject);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  sendTo(run: number, node: number, text: string, end: boolean): Promise<SendProblem | null> {
    const task = this.active.taskOf(run, node);
    if (task === null || this.#pool === null) return Promise.resolve('ended');
    return this.#pool.send(task.taskNumber, text, end);
  }

  /** Resolves when the run executes nothing and that is durable. */
  async settled(run: number): Promise<void> {
    while ([...this.active.tasks.values()].some((task) => task.run === run)) {
      await new Promise<void>((resolve) => {
        this.#afterNextTick(resolve);
      });
    }
    await this.loop.quiet();
  }

  /** Why nothing can be written, or run, at the moment; null when all is well. */
  get trouble(): string | null {
    return this.feed.trouble;
  }
  /** Numbers of all runs, ascending. */
  get runNumbers(): readonly number[] {
    return this.#runNumbers;
  }
  /** Counters of the whole folder. */
  get totals() {
    return this.#folder.counts;
  }
  /** Whether something runs or will run by itself. */
  get isBusy(): boolean {
    if (this.active.tasks.size > 0 || this.#inbox.length > 0 || this.transfers.isBusy) return true;
    if (this.active.settings.record.paused) return false;
    return [...this.active.runs.values()].some(({ isBlocked, tree: { table } }) => {
      return !isBlocked && !table.hasFlag(0, nodeFlags.held) && !table.hasFlag(0, nodeFlags.paused);
    });
  }
  /** Clients on the socket. */
  get clients(): number {
    return this.#socket.clients;
  }
  /** Calls back after each tick, until the returned function is called. */
  onTick(listener: () => void): () => void {
    this.#tickListeners.add(listener);
    return () => this.#tickListeners.delete(listener);
  }

  /** Ends what runs (its jobs are pending again), writes everything and gives the folder up. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  #createPool(clockOffsetMs: number): ExecutorPool {
    return new ExecutorPool({
      threads: this.#options.threads ?? Math.min(4, Math.max(1, cpus().length)),
      executorThread: this.#options.executorThread,
      scriptThread: this.#options.scriptThread,
      clockOffsetMs,
      handlers: {
        onBatch: (batch) => {
          this.#intake.receive(batch);
          this.loop.wake();
        },
        onTails: (tails) => {
          this.active.tailsTold(tails);
          this.#tellTails();
        },
        onStarted: (taskNumber, pid, start) => {
          this.#later(() => {
            this.active.processStarted(taskNumber, pid, start);
          });
        },
        onSpawn: (taskNumber, request, child) => {
          this.#later(() => {
            const childId = this.active.spawn(taskNumber, request, child);
            this.loop.afterCommit(() => {
              if (childId === null)
                this.#pool?.spawnRefused(taskNumber, request, 'The run takes no new jobs.');
              else this.#pool?.spawned(taskNumber, request, childId);
            });
          });
        },
        onAwait: (taskNumber, childId) => {
          this.#later(() => {
            this.active.awaitChild(taskNumber, parseId(childId).node);
          });
        },
        onProgress: (taskNumber, current, total) => {
          this.#later(() => {
            const task = this.active.tasks.get(taskNumber);
            if (task === undefined) return;
            task.progress = { current, total };
            this.#folderChanged = true;
          });
        },
        onExpanded: (taskNumber, items) => {
          // Not later: the end that follows in a batch must find them.
          this.active.itemsFound(taskNumber, items);
        },
        onCannotEnd: (taskNumber, pids) => {
          this.#cannotEnd(taskNumber, pids);
        },
        onThreadDied: (_thread, taskNumbers, error) => {
          // Later: a standby that the thread had started is known as running by then.
          this.#later(() => {
            for (const taskNumber of taskNumbers) this.#taskLost(taskNumber, error);
          });
        },
        onBroken: (error) => {
          // Jobs that have not begun wait for the next start instead of failing one after the other.
          this.#leasing = false;
          this.feed.tellTrouble(error);
        },
      },
    });
  }

  async #start(): Promise<void> {
    await this.#pool?.start();
    this.#later(() => {
      if (recovers(this.#options)) {
        this.#files.removeStrays(new Set(this.#runNumbers));
        takeBackFolder({
          store: this.#store,
          logs: new StoredLogs(this.#store, this.#files),
          active: this.active,
          folder: this.#folder.counts,
          now: this.now,
          damaged: (run, error) => {
            this.feed.tellTrouble(`Run r${run} is damaged and is left alone: ${messageOf(error)}`);
          },
          unendable: this.#unendable,
          whenGone: (leftover, action) => {
            whenGone(leftover, {
              isGivenUp: () => this.#stopping !== null,
              action: () => this.#later(action),
            });
          },
          systemLine: (at, text, level) => {
            this.#systemLine(at, text, level);
          },
        });
      }
    });
    void this.#startLeasing();
    if (this.#pool !== null) await this.#socket.start();
    await new Promise<void>((resolve) => {
      this.#afterNextTick(resolve);
    });
    if (this.#pool !== null) this.retention.start();
    if (this.#options.schedules === true) {
      // Not waited for: a folder on a slow disk must not keep the engine from starting.
      this.automation.attend().catch((error: unknown) => {
        if (this.#stopping === null) this.feed.tellTrouble(`Schedules do not run: ${messageOf(error)}`);
      });
    }
  }

  async #startLeasing(): Promise<void> {
    this.#environment = jobEnvironment(await (this.#options.environment ?? process.env));
    this.#pool?.setEnvironment(this.#environment);
    this.#later(() => {
      this.#leasing = this.#pool !== null && this.#stopping === null;
    });
  }

  async #shutDown(): Promise<void> {
    this.#leasing = false;
    this.automation.stop();
    await this.selections.stop();
    // Waited for behind the loop: what they wait for may be a commit that a full disk holds up.
    const othersStopped = Promise.all([this.transfers.stopAll(), this.retention.stop()]);
    const socketStopped = this.#socket.stop();
    const giveUpAt = performance.now() + (this.#options.graceMs ?? 5000) + 10_000;
    this.#later(() => {
      this.active.isStopping = true;
      this.active.endTasks(() => true);
    });
    while (this.active.tasks.size > 0 && performance.now() < giveUpAt && this.feed.trouble === null) {
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#afterNextTick(resolve);
        }),
        new Promise((resolve) => setTimeout(resolve, 200)),
      ]);
    }
    await this.loop.stop();
    await othersStopped;
    await socketStopped;
    this.#timeouts.stop();
    clearTimeout(this.#waitTimer);
    await this.#pool?.stop();
    await this.#files.removalsDone();
    await this.#blocks.idle();
    this.#files.close();
    releaseOwnership(this.#store, this.#owner);
    this.isClosed = true;
    await this.#store.close();
  }

  #later(action: () => void): void {
    this.#inbox.push(action);
    this.loop.wake();
  }

  #afterNextTick(callback: () => void): void {
    const stop = this.onTick(() => {
      stop();
      callback();
    });
  }

  #apply(): boolean {
    if (this.#inbox.length > 0) this.active.beforeChange();
    for (const action of this.#inbox.splice(0)) action();
    const more = this.#intake.begin();
    return more || this.#inbox.length > 0;
  }

  #gather(): Writes {
    const batch = new WriteBatch();
    const outcome = this.active.takeOutcome();
    const runs = gatherRuns(batch, this.active, (active) => {
      this.#timeouts.note(active);
      this.timelines.changed(active.tree);
      this.comparisons.changed(active.tree);
    });
    for (const { record, tree } of runs.ended) {
      if (record.definition === null || tree.table.status(0) !== 'completed') continue;
      const { id } = record.definition;
      const known = readDurations(this.#store, id);
      putDurations(batch, id, { ...known, ...this.throughputs.durationsOf({ record, tree }, known) });
    }
    putOutcome(batch, this.#store, outcome);
    if (this.active.settingsChanged) putQueue(batch, this.active.settings.record);
    this.active.settingsChanged = false;
    for (const write of this.#writes.splice(0)) write(batch);
    this.revision++;
    this.#folderChanged = false;
    const record = {
      revision: this.revision,
      nextRun: this.#nextRun,
      enqueueSequence: this.#enqueueSequence,
      time: this.now(),
    };
    const writes = batch.writes.length;
    const putTotals = (): void => {
      batch.writes.length = writes;
      putFolder(batch, { ...record, dead: this.active.books.dead }, this.#folder.counts);
    };
    putTotals();
    let isAnotherTry = false;
    this.#outcome = outcome;
    this.#committedNow = runs;
    return {
      write: async () => {
        // To make room runs may have been deleted since the last try.
        if (isAnotherTry) putTotals();
        isAnotherTry = true;
        // Blocks are on disk before the catalog names them.
        const written = runs.sealed.map(({ run, blocks }) => this.#blocks.finish(run, blocks));
        // All of them, also when one has failed: another try must not meet one that goes on.
        for (const one of await Promise.allSettled(written)) if (one.status === 'rejected') throw one.reason;
        await this.#store.commit(batch);
      },
    };
  }

  makeRoom(action: () => void): Promise<void> {
    if (!this.loop.isFailing) return this.change(action);
    return new Promise((resolve, reject) => {
      this.#roomMakers.push({ action, done: resolve, failed: reject });
      this.loop.tryAgain();
    });
  }

  /** Deletes runs in transactions of their own, apart from the tick that cannot be written. */
  async #makeRoom(): Promise<void> {
    const removals = this.active.outcome.removals;
    for (const { action, done, failed } of this.#roomMakers.splice(0)) {
      const deadBefore = this.active.books.dead;
      try {
        action();
        const durable = readFolder(this.#store);
        const batch = new WriteBatch();
        for (const run of removals) {
          const summary = this.reader.summary(run);
          if (summary !== null) durable.counts.subtract(summary.stats, summary.lines);
          removeRun(batch, this.#store, run);
        }
        const dead = durable.record.dead - (deadBefore - this.active.books.dead);
        putFolder(batch, { ...durable.record, dead }, durable.counts);
        await this.#store.commit(batch);
        for (const run of removals) this.#removed(run);
        done();
      } catch (error) {
        for (const run of removals) {
          const summary = this.reader.summary(run);
          if (summary !== null) this.#folder.counts.add(summary.stats, summary.lines);
        }
        this.active.books.dead = deadBefore;
        failed(error instanceof Error ? error : new Error(String(error)));
      }
      removals.length = 0;
    }
  }

  #committed(): void {
    const outcome = this.#outcome;
    const runs = this.#committedNow;
    if (runs !== null) this.committedAt = this.now();
    this.#outcome = null;
    this.#committedNow = null;
    if (runs !== null) {
      for (const { blocks } of runs.sealed) for (const { bytes } of blocks) giveBlockMemory(bytes);
      for (const run of [...runs.added, ...this.#adopted.splice(0)].sort((a, b) => a - b)) {
        this.#runNumbers.push(run);
        this.runWatch.note(run);
      }
      for (const { run } of runs.changed) this.runWatch.note(run);
      for (const active of runs.changed) this.#timeouts.consider(active);
      for (const active of runs.ended) {
        this.active.remove(active);
        this.reader.keep(active.run, active);
        this.#files.release(active.run);
        this.#timeouts.forget(active);
        if (this.#pool !== null) this.retention.runEnded(active.run);
      }
    }
    if (outcome !== null) {
      this.#starts.committed(outcome);
      for (const { taskNumber, cause } of outcome.ends) {
        this.#pool?.end(taskNumber, cause, this.#options.graceMs ?? 5000);
      }
      for (const run of outcome.removals) this.#removed(run);
      for (const wake of outcome.wakes) this.#pool?.childEnded(wake.taskNumber, wake.childId, wake.status);
    }
    this.#intake.credit();
    // What starts has waited for the commit and must not wait for the feed as well.
    this.#pool?.flush();
    this.#waitForNextJob();
    if (runs !== null) this.#isFeedDue = true;
    if (this.#isFeedDue && !(this.loop.isPressed && performance.now() - this.#fedAt < feedWithinMs)) {
      this.#isFeedDue = false;
      this.feed.publish();
      this.#fedAt = performance.now();
    }
    this.selections.follow();
    for (const listener of [...this.#tickListeners]) listener();
  }

  /** Nothing is written for an unfinished line; it is told as soon as memory holds nothing that is not durable. */
  #tellTails(): void {
    if (this.#tellingTails || this.feed.size === 0) return;
    this.#tellingTails = true;
    void this.loop.quiet().then(() => {
      this.#tellingTails = false;
      if (this.feed.trouble === null) this.feed.publish();
    });
  }

  /** Wakes up when the next delayed job, or the next attempt, is due. */
  #waitForNextJob(): void {
    clearTimeout(this.#waitTimer);
    const at = this.active.books.waiting.nextAt;
    if (at === null || !this.#leasing) return;
    // In pieces: a timer does not run on while the machine sleeps.
    const waitMs = Math.min(Math.max(0, at - this.now()), longestTimerMs);
    this.#waitTimer = setTimeout(() => {
      this.loop.wake();
    }, Math.ceil(waitMs));
  }

  /** Makes a run that was read in one of this folder, with one commit. */
  #adopt(stagedFolder: string, opened: OpenedRun): Promise<number> {
    return this.change(() => {
      const run = this.#nextRun;
      // Before the catalog names it; what is named by nobody goes at the next start.
      this.#files.adopt(stagedFolder, run);
      this.#nextRun++;
      this.#folder.counts.add(opened.stats, opened.lines);
      this.#writes.push((batch) => {
        putPacked(batch, opened.records, run);
      });
      this.#adopted.push(run);
      return run;
    });
  }

  /** Deletes a run that has ended; its rows are gone with the next commit. */
  removeRun(run: number): void {
    const summary = this.reader.summary(run);
    const isRemoved = this.active.outcome.removals.includes(run);
    if (summary === null || isRemoved) throw notFound(formatId(run, 0));
    this.#folder.counts.subtract(summary.stats, summary.lines);
    this.active.books.dead -= this.reader.dead(run).length;
    this.active.outcome.removals.push(run);
  }

  work(run: number, node: number): ChildWork | null {
    return readWork<ChildWork>(this.#store, run, node);
  }

  knowKeys(): void {
    if (recovers(this.#options) || this.#keysKnown) return;
    this.#keysKnown = true;
    const logs = new StoredLogs(this.#store, this.#files);
    for (const run of listRuns(this.#store, kinds.active)) {
      const stored = readStoredRun(this.#store, logs, run, this.#folder.counts);
      if (stored === null) continue;
      const { table } = stored.tree;
      for (let n = 1; n < table.length; n++) {
        if (table.isJob(n) && !hasEnded(table.status(n))) this.active.books.takeKey({ run, ...stored }, n);
      }
    }
  }

  #removed(run: number): void {
    const at = this.#runNumbers.indexOf(run);
    if (at !== -1) this.#runNumbers.splice(at, 1);
    this.selections.forget(run);
    this.timelines.forget(run);
    this.history.forget(run);
    this.comparisons.forget(run);
    this.reader.forget(run);
    this.runWatch.note(run);
    this.#files.remove(run);
  }

  #storedStatus(run: number, node: number): JobStatus | null {
    if (node === 0) return this.reader.summary(run)?.status ?? null;
    const tree = this.reader.open(run)?.tree;
    return tree === undefined || node >= tree.table.length ? null : tree.table.status(node);
  }

  /** Ends an attempt that no executor can end: it could not be started, or its thread died. */
  #taskLost(taskNumber: number, error: string): void {
    const task = this.active.tasks.get(taskNumber);
    if (task === undefined) return;
    // Behind everything that has been received of it, so the end does not overtake a line.
    this.#intake.receiveEnd({
      taskNumber,
      time: this.now(),
      outcome: task.endCause ?? (this.#leasing ? 'failed' : 'stopped'),
      exitCode: null,
      signal: null,
      error,
      usage: null,
    });
    this.loop.wake();
  }

  #cannotEnd(taskNumber: number, pids: readonly number[]): void {
    const task = this.active.tasks.get(taskNumber);
    if (task === undefined) return;
    const which =
      pids.length === 0
        ? 'the thread of this script'
        : `${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')}`;
    this.#later(() => {
      this.#systemLine(task, `Cannot end ${which}. The job stays running until it is gone.`, 3);
    });
  }

  #systemLine(at: { run: number; node: number; attempt: number }, text: string, level: number): void {
    this.#intake.receiveSystemLine({
      ...at,
      time: this.now(),
      lines: systemText(text, level),
    });
    this.loop.wake();
  }
}

/** The script of another thread of the same build. */
function besideThread(executorThread: URL, name: string): URL {
  return new URL(executorThread.pathname.replace(/^.*executor(?=\.[^/.]*$)/, name), executorThread);
}

/** Memory may differ from the disk: the process ends here, and the next one starts from what is durable. */
function failLoudly(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function recovers(options: EngineOptions): boolean {
  return options.recovers ?? options.executes !== false;
}

/** Milliseconds by a clock that only goes forward; also the executors' clock. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
