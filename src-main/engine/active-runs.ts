/**
 * The runs that have not ended, in memory: their trees, logs and progress, the ready queue, and the tasks that the
 * executors hold. Everything here changes only inside a tick, between two commits; nothing is told to anyone
 * before the commit that holds it is durable.
 */
import type { ActiveRun, HeldTask, JobProgress, Numbers, Outcome, StoredRun } from './active-run';
import { beginAttempt } from './attempt-begin';
import { endAttempt } from './attempt-end';
import type { ChildWork } from './child-work';
import type { ChildRequest } from './executors/protocol';
import type { Counts } from './jobs/counts';
import { formatId } from './jobs/ids';
import { hasEnded } from './jobs/job-states';
import { jobFlags, nodeFlags, type WorkType } from './jobs/node-table';
import { RunTree, type NodeText } from './jobs/run-tree';
import { keepTail } from './live-tails';
import type { LineRange } from './logs/block';
import { streamErr, streamOut, streamSystem, type AttemptEnd, type StreamTail } from './logs/line-batch';
import type { MergedSink, SystemLine } from './logs/log-merger';
import { RunLog } from './logs/run-log';
import type { KeyHolder } from './queue/job-keys';
import { QueueSettings, type QueueRecord } from './queue/queue-settings';
import type { ReadyQueue } from './queue/ready-queue';
import { RunProgress } from './queue/run-progress';
import { SlotNumbers } from './queue/slot-numbers';
import { RunBooks } from './run-books';
import { RunDependants } from './run-dependants';
import { Standbys, type StandbyExecutor } from './standbys';
import type { JobStatus } from '../../src-shared/model';
import type { RunRecord } from './storage/run-records';

/** What the active runs need from outside. */
export interface ActiveRunsParts {
  readonly folder: Counts;
  readonly numbers: Numbers;
  readonly now: () => number;
  /** False: the folder is only changed, nothing of it is run. */
  readonly executes: boolean;
  readonly queue: QueueRecord;
  /** Jobs on the dead letter shelf. */
  readonly dead: number;
  /** Added jobs that run at once, unless they are in a group. */
  readonly cores: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A run that has ended, out of the catalog; null when there is none. */
  readonly stored: (run: number) => StoredRun | null;
  /** Status of a node of a run that has ended; null when it is gone. */
  readonly storedStatus: (run: number, node: number) => JobStatus | null;
  /** Runs that wait, or have waited, for something in a run. */
  readonly storedDependants: (run: number) => readonly number[];
  /** A run goes on and has its whole time again. */
  readonly restarted: (active: ActiveRun) => void;
  /** A run is active now; its tree changes from here on. */
  readonly activated: (tree: RunTree) => void;
  /** Null: nobody starts anything by himself. */
  readonly standbyExecutor: () => StandbyExecutor | null;
}

/** A job to be added to a run. */
export interface NewJob {
  readonly parent: number;
  readonly step: number;
  readonly type: WorkType;
  readonly text: NodeText;
  readonly index: number | null;
  readonly spawnDepth: number;
  /** Null: what its step says. */
  readonly work: ChildWork | null;
  /** When it becomes ready; not given: at once. */
  readonly readyAt?: number;
}

/** See the head of this file. */
export class ActiveRuns implements MergedSink {
  readonly books: RunBooks;
  readonly settings: QueueSettings;
  /** The engine is stopping: runs whose attempts have ended wait as pending for the next one. */
  isStopping = false;
  /** The settings of the queue are to be written. */
  settingsChanged = false;
  readonly #parts: ActiveRunsParts;
  readonly dependants: RunDependants;
  readonly #standbys: Standbys;
  readonly #items = new Map<number, readonly string[]>();

  constructor(parts: ActiveRunsParts) {
    this.#parts = parts;
    this.books = new RunBooks({
      now: parts.now,
      dead: parts.dead,
      cores: parts.cores,
      beforeReady: () => {
        this.#standbys.withdrawAll();
      },
    });
    this.#standbys = new Standbys(this.books, parts.standbyExecutor);
    this.dependants = new RunDependants(this.books, parts.storedStatus);
    this.settings = new QueueSettings(this.books.queue, parts.queue);
  }

  get executes(): boolean {
    return this.#parts.executes;
  }
  get runs(): ReadonlyMap<number, ActiveRun> {
    return this.books.runs;
  }
  get tasks(): ReadonlyMap<number, HeldTask> {
    return this.books.tasks;
  }
  get changed(): Set<ActiveRun> {
    return this.books.changed;
  }
  get outcome(): Outcome {
    return this.books.outcome;
  }
  get queue(): ReadyQueue {
    return this.books.queue;
  }

  /** Makes a run with the nodes of its steps and starts what may start. */
  startRun(record: RunRecord, name: string): ActiveRun {
    const run = this.#parts.numbers.nextRun();
    const tree = new RunTree(run, this.#parts.folder);
    tree.add(this.#newNode('run', '', 0, 0), { name, item: null });
    for (const step of record.definition?.steps ?? []) {
      const node = tree.add(this.#newNode('step', step.type, 0, 0), { name: step.name, item: null });
      tree.update(node, (table) => {
        table.setFlag(node, nodeFlags.alwaysRun, step.alwaysRun);
      });
    }
    const active = this.#activate(run, { record, tree, log: new RunLog(null, { writtenInPlace: true }) });
    active.isNew = true;
    this.dependants.add(active);
    // A run without a definition gets its jobs first; without them, it would have ended with no items.
    if (record.definition !== null) this.begin(active);
    return active;
  }

  /** Starts what may start of a new run, unless it has to wait for others. */
  begin(active: ActiveRun): void {
    if (active.isBlocked) this.dependants.lookAt(active);
    else active.progress.advance();
  }

  /** Takes in a run that an earlier engine left; its jobs wait in the queue again. */
  resume(run: number, stored: StoredRun): ActiveRun {
    const active = this.#activate(run, stored);
    const { table } = active.tree;
    for (let n = 1; n < table.length; n++) {
      if (!table.isJob(n) || hasEnded(table.status(n))) continue;
      const holder = this.books.takeKey(active, n);
      if (holder !== null) active.progress.refuse(n, sameKey(holder));
    }
    if (active.isBlocked) this.dependants.lookAt(active);
    else this.books.enqueuePending(active);
    return active;
  }

  /** Expansions that had begun and not ended; to be called once after `resume`, when nothing is running. */
  resumeExpansions(active: ActiveRun): void {
    const { table } = active.tree;
    (active.record.definition?.steps ?? []).forEach((_, index) => {
      const n = index + 1;
      const begun = table.attempt(n) > 0 && !hasEnded(table.status(n));
      if (!begun || table.hasFlag(n, nodeFlags.expanded)) return;
      const closed = active.progress.closedBecause(n);
      if (closed === null) this.#expand(active, n);
      else if (!active.tasks.has(n)) active.progress.expansionTooLate(n, closed);
    });
    active.progress.advance();
    this.changed.add(active);
  }

  /** Adds a job to a run. A job whose key another one has is cancelled at once, with the reason. */
  addJob(active: ActiveRun, job: NewJob): number {
    const { tree } = active;
    const sequence = this.#parts.numbers.nextEnqueueSequence();
    const node = tree.add(
      {
        ...this.#newNode('job', job.type, job.parent, job.step),
        index: job.index,
        spawnDepth: job.spawnDepth,
        enqueueSequence: sequence,
      },
      job.text,
    );
    if (job.work !== null) this.outcome.works.push({ run: active.run, node, work: job.work });
    this.changed.add(active);
    const holder = this.books.takeKey(active, node);
    if (holder !== null) {
      active.progress.refuse(node, sameKey(holder));
      return node;
    }
    if (job.readyAt !== undefined) {
      tree.setNote(node, { reason: 'delayed', error: null, readyAt: job.readyAt });
    }
    this.books.enqueue(active, node);
    return node;
  }

  /**
   * A child that a running job asks for. Across attempts a spawn is idempotent: the k-th spawn of a later attempt
   * finds the k-th child of the earlier one when both have the same name, so nothing that succeeded runs again.
   */
  spawn(taskNumber: number, request: number, child: ChildRequest): string | null {
    const task = this.tasks.get(taskNumber);
    const active = task === undefined ? undefined : this.runs.get(task.run);
    if (task === undefined || active === undefined || task.endCause !== null) return null;
    const { tree } = active;
    const { table } = tree;
    const step = table.step(task.node);
    const isRetried = table.hasFlag(task.node, jobFlags.retried);
    if (table.hasFlag(task.node, nodeFlags.cancelRequested)) return null;
    if (step !== 0 && !isRetried && active.progress.closedBecause(step) !== null) return null;
    if (task.attempt > 1) {
      const earlier = tree.children(task.node);
      if (request < task.earlierChildren && tree.text(earlier.at(request)).name === child.name) {
        return formatId(task.run, earlier.at(request));
      }
    }
    const node = this.addJob(active, {
      parent: task.node,
      step: table.step(task.node),
      type: child.work.type,
      text: { name: child.name, item: null },
      index: null,
      spawnDepth:
        child.work.type === 'test_job_generator' ? child.work.depth : table.spawnDepth(task.node) + 1,
      work: { type: 'child', child },
    });
    if (isRetried) {
      tree.update(node, () => {
        table.setFlag(node, jobFlags.retried, true);
      });
    }
    return formatId(task.run, node);
  }

  /** A running job waits for its child and gives its slot up; false when there is nothing to wait for. */
  awaitChild(taskNumber: number, childNode: number): boolean {
    const task = this.tasks.get(taskNumber);
    const active = task === undefined ? undefined : this.runs.get(task.run);
    if (task === undefined || active === undefined || task.awaiting !== null) return false;
    const { table } = active.tree;
    if (childNode >= table.length || table.parent(childNode) !== task.node) return false;
    task.awaiting = childNode;
    this.queue.release(task.run, table.step(task.node));
    if (hasEnded(table.status(childNode))) {
      this.queue.pushReturning(task.run, table.step(task.node), task.node);
    } else {
      active.awaited.set(childNode, [...(active.awaited.get(childNode) ?? []), task]);
    }
    return true;
  }

  /** Keeps the items of a step until the end of its expansion arrives in its turn. */
  itemsFound(taskNumber: number, items: readonly string[]): void {
    this.#items.set(taskNumber, items);
  }

  /** Fills free slots: attempts begin, in the catalog first. */
  lease(): void {
    this.books.wakeWaiting();
    for (let taken = this.queue.take(); taken !== null; taken = this.queue.take()) {
      const active = this.#active(taken.run);
      const { tree } = active;
      if (taken.returning) {
        this.#wake(active, taken.node);
        continue;
      }
      beginAttempt(tree, taken.node, this.#parts.now(), active.slots.take());
      active.progress.started(taken.node);
      this.changed.add(active);
      this.books.hold(active, taken.node, tree.table.attempt(taken.node), false);
    }
    this.#standbys.prepare();
  }

  /** To be called before anything but lines and ends is applied. */
  beforeChange(): void {
    this.#standbys.withdrawAll();
  }

  /** Cancels a node with everything below it. */
  cancel(active: ActiveRun, node: number): { cancelled: number; ending: number } {
    this.changed.add(active);
    return active.progress.cancel(node, 'cancelled on request');
  }

  /** Cancels jobs of a run with everything below them. Returns how many jobs that meant something for. */
  cancelJobs(run: number, nodes: readonly number[]): number {
    const active = this.runs.get(run);
    let changed = 0;
    for (const node of active === undefined ? [] : nodes) {
      if (active === undefined || hasEnded(active.tree.table.status(node))) continue;
      const { cancelled, ending } = this.cancel(active, node);
      changed += cancelled + ending;
    }
    return changed;
  }

  /** Nothing new of the run starts; what runs goes on. */
  pauseRun(active: ActiveRun): void {
    this.changed.add(active);
    active.tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.paused, true);
      table.setReason(0, 'paused');
    });
    this.queue.hold(active.run, true);
  }

  /** Holds a run back and ends what runs of it; its jobs are pending again when they have ended. */
  stopRun(active: ActiveRun): void {
    this.changed.add(active);
    active.tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.held, true);
    });
    this.queue.hold(active.run, true);
    this.endTasks((task) => task.run === active.run);
    this.#settleHeld(active);
  }

  /** Lets a run that was stopped or paused go on; false when it was neither. */
  continueRun(active: ActiveRun): boolean {
    const { table } = active.tree;
    if (!table.hasFlag(0, nodeFlags.held) && !table.hasFlag(0, nodeFlags.paused)) return false;
    this.changed.add(active);
    active.tree.update(0, () => {
      table.setFlag(0, nodeFlags.held, false);
      table.setFlag(0, nodeFlags.paused, false);
      table.setReason(0, null);
    });
    this.queue.hold(active.run, false);
    this.resumeExpansions(active);
    return true;
  }

  /** Changes limits and priority of a run. */
  changeRun(
    active: ActiveRun,
    change: {
      readonly concurrency?: number | undefined;
      readonly priority?: number | undefined;
      readonly steps?: Readonly<Record<string, number | null>> | undefined;
    },
  ): void {
    const { record, run } = active;
    const { concurrency = record.concurrency, priority = record.priority, steps = {} } = change;
    active.record = { ...record, concurrency, priority, stepLimits: { ...record.stepLimits, ...steps } };
    active.recordChanged = true;
    this.changed.add(active);
    this.queue.changeRun(run, { limit: concurrency, priority });
    record.definition?.steps.forEach((step, index) => {
      if (step.name in steps) this.queue.changeLane(run, index + 1, steps[step.name]);
    });
  }

  /** Pauses the whole queue (null) or a group, or lets it go on. */
  pauseQueue(group: string | null, paused: boolean): void {
    this.settings.pause(group, paused);
    this.settingsChanged = true;
  }

  /** Changes the limit over all runs and the sizes of groups. */
  changeQueue(change: Parameters<QueueSettings['change']>[0]): void {
    this.settings.change(change);
    this.settingsChanged = true;
  }

  /**
   * Runs again what failed below a node, or was cancelled because of it; a job that waits for its next attempt
   * goes at once. Opens the run again when it has ended. Returns how many jobs are pending again.
   */
  retry(run: number, node: number): number {
    return this.#withOpen(run, (active) => {
      const { table } = active.tree;
      if (table.isJob(node) && table.status(node) === 'pending' && active.tree.readyAt(node) !== null) {
        active.tree.forgetWait(node);
        this.books.enqueue(active, node);
        return 1;
      }
      return active.progress.retry(node);
    });
  }

  /** Runs these jobs of a run again, as far as they failed or were cancelled. */
  retryJobs(run: number, nodes: readonly number[]): number {
    return this.#withOpen(run, (active) => active.progress.retryJobs(nodes, () => false));
  }

  /** Takes failed jobs off the dead letter shelf; their rows stay. Returns those that were on it. */
  clear(run: number, nodes: readonly number[]): readonly number[] {
    return this.#shift(run, nodes, (active, node) => this.books.unshelve(active, node));
  }

  /** Puts what was taken off the dead letter shelf back. Returns those that had failed and were not on it. */
  shelve(run: number, nodes: readonly number[]): readonly number[] {
    return this.#shift(run, nodes, (active, node) => this.books.shelveAgain(active, node));
  }

  /** Ends tasks because of a stop: their jobs go back to the queue. */
  endTasks(which: (task: HeldTask) => boolean): void {
    for (const task of this.tasks.values()) if (which(task)) this.books.endTask(task, 'stopped');
  }

  /** The attempt of a job that an executor holds, or null. */
  taskOf(run: number, node: number): HeldTask | null {
    const task = this.runs.get(run)?.tasks.get(node);
    return task === undefined || task.expands ? null : task;
  }

  /** Latest progress of a running job, or null. */
  progressOf(run: number, node: number): JobProgress | null {
    return this.runs.get(run)?.tasks.get(node)?.progress ?? null;
  }

  /** The leader of a command's process group lives. */
  processStarted(taskNumber: number, pid: number, start: string | null): void {
    const task = this.tasks.get(taskNumber);
    if (task === undefined || task.expands) return;
    this.outcome.processes.push({
      run: task.run,
      node: task.node,
      process: { attempt: task.attempt, pid, start },
    });
  }

  /** Unfinished lines that a thread has told. */
  tailsTold(tails: readonly StreamTail[]): void {
    for (const tail of tails) {
      const task = this.tasks.get(tail.taskNumber);
      if (task !== undefined) keepTail(task, tail);
    }
  }

  lines(taskNumber: number, stream: number, time: number, lines: LineRange): void {
    const task = this.tasks.get(taskNumber);
    if (task === undefined) return;
    if (stream === streamOut) task.outItems++;
    else if (stream === streamErr) task.errItems++;
    this.books.append(
      this.#active(task.run),
      { node: task.node, attempt: task.attempt, stream },
      time,
      lines,
    );
  }

  systemLine({ run, node, attempt, time, lines }: SystemLine): void {
    const active = this.runs.get(run);
    if (active !== undefined) this.books.append(active, { node, attempt, stream: streamSystem }, time, lines);
  }

  end(end: AttemptEnd): void {
    const task = this.tasks.get(end.taskNumber);
    // A late result of an older attempt finds no task and changes nothing.
    if (task === undefined) return;
    const followed = end.followedBy === undefined ? null : this.#standbys.follow(end.followedBy, end.time);
    // A slot that is free goes to the first in the queue, and that may be one that stands by.
    if (followed === null) this.#standbys.withdrawAll();
    this.books.drop(task);
    const active = this.#active(task.run);
    if (followed === null) active.slots.give(task.slot);
    this.changed.add(active);
    if (task.expands) {
      this.#expansionEnded(active, task, end);
      return;
    }
    if (task.awaiting === null && followed === null)
      this.queue.release(task.run, active.tree.table.step(task.node));
    this.#standbys.noteEnd(active, task, end);
    const fate = endAttempt(this.books, active, task, end, this.#parts.random);
    if (fate === 'ended') this.jobEnded(active, task.node);
    else this.#settleHeld(active);
    followed?.(task.slot);
  }

  /** A job has ended for good; the tree and the books know already. */
  jobEnded(active: ActiveRun, node: number): void {
    this.changed.add(active);
    active.progress.jobEnded(node);
    this.dependants.ended(active, node);
  }

  /** Takes a run out that has ended and is committed. */
  remove(active: ActiveRun): void {
    this.books.runs.delete(active.run);
    this.queue.removeRun(active.run);
  }

  /** What the tick has gathered, for the commit. */
  takeOutcome(): Outcome {
    return this.books.takeOutcome();
  }

  /** Moves jobs onto the shelf or off it; returns those that it meant something for. */
  #shift(
    run: number,
    nodes: readonly number[],
    move: (active: ActiveRun, node: number) => boolean,
  ): readonly number[] {
    let moved: readonly number[] = [];
    this.#withOpen(run, (active) => {
      moved = nodes.filter((node) => move(active, node));
      return moved.length;
    });
    return moved;
  }

  /** Opens a run that has ended, changes it, and lets it go again when nothing of it is open. */
  #withOpen(run: number, change: (active: ActiveRun) => number): number {
    if (this.outcome.removals.includes(run)) return 0;
    const known = this.runs.get(run);
    // A run that has ended in this tick is not in the catalog as ended yet; it only has to stay.
    const stored = known === undefined ? this.#parts.stored(run) : null;
    if (known === undefined && stored === null) return 0;
    const active = known ?? this.#activate(run, stored as StoredRun);
    const wasOver = hasEnded(active.tree.table.status(0));
    if (wasOver) this.#letGo(active);
    const changes = change(active);
    if (changes > 0) this.changed.add(active);
    if (hasEnded(active.tree.table.status(0))) {
      if (known !== undefined) return changes;
      if (active.tree.hasChanges) active.hasEnded = true;
      else {
        this.changed.delete(active);
        this.remove(active);
      }
      return changes;
    }
    if (wasOver) {
      active.hasEnded = false;
      active.recordChanged = true;
      if (active.isBlocked) this.dependants.lookAt(active);
    }
    if (changes > 0 || wasOver) {
      for (const dependant of this.#parts.storedDependants(run)) this.#retryDependant(dependant);
    }
    return changes;
  }

  /** What a run was held or paused for is over when the run has ended. */
  #letGo(active: ActiveRun): void {
    const { tree, run } = active;
    if (!tree.table.hasFlag(0, nodeFlags.held) && !tree.table.hasFlag(0, nodeFlags.paused)) return;
    tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.held, false);
      table.setFlag(0, nodeFlags.paused, false);
    });
    this.queue.hold(run, false);
  }

  /** A run that was cancelled because what it waited for failed waits again. */
  #retryDependant(run: number): void {
    const tree = this.runs.get(run)?.tree ?? this.#parts.stored(run)?.tree;
    const table = tree?.table;
    if (table?.status(0) === 'cancelled' && table.reason(0) === 'dependency failed') this.retry(run, 0);
  }

  #expansionEnded(active: ActiveRun, task: HeldTask, end: AttemptEnd): void {
    const items = this.#items.get(task.taskNumber);
    this.#items.delete(task.taskNumber);
    const closed = active.progress.closedBecause(task.node);
    if (closed !== null) {
      active.progress.expansionTooLate(task.node, closed);
      return;
    }
    if (end.outcome === 'stopped') {
      // The step finds its items when the run goes on, which it may have done already.
      if (this.#mayStart(active)) this.#expand(active, task.node);
      else this.#settleHeld(active);
      return;
    }
    if (end.outcome !== 'completed' || items === undefined) {
      active.progress.expansionFailed(task.node, end.error ?? 'The items could not be found');
      return;
    }
    const { table } = active.tree;
    items.forEach((item, index) => {
      this.addJob(active, {
        parent: task.node,
        step: task.node,
        type: table.type(task.node),
        text: { name: item, item },
        index,
        spawnDepth: 0,
        work: null,
      });
    });
    active.progress.expanded(task.node);
  }

  #populate(active: ActiveRun, stepNode: number): void {
    const step = active.record.definition?.steps[stepNode - 1];
    if (step === undefined) return;
    const jobs = step.type === 'test_job_generator' ? step.workerCount : 1;
    for (let index = 0; index < jobs; index++) {
      this.addJob(active, {
        parent: stepNode,
        step: stepNode,
        type: step.type,
        text: { name: step.type === 'test_job_generator' ? `worker ${index + 1}` : step.name, item: null },
        index: step.type === 'test_job_generator' ? index : null,
        spawnDepth: 0,
        work: null,
      });
    }
  }

  /** The engine executes, and the run is neither held, paused nor stopping. */
  #mayStart({ tree: { table } }: ActiveRun): boolean {
    const isHeld = table.hasFlag(0, nodeFlags.held) || table.hasFlag(0, nodeFlags.paused);
    return this.executes && !this.isStopping && !isHeld;
  }

  #expand(active: ActiveRun, stepNode: number): void {
    if (!this.#mayStart(active) || active.tasks.has(stepNode)) return;
    for (const n of [0, stepNode]) {
      if (active.tree.table.status(n) === 'pending') active.tree.setContainerStatus(n, 'running');
    }
    this.books.hold(active, stepNode, 1, true);
  }

  #wake(active: ActiveRun, node: number): void {
    const task = active.tasks.get(node);
    if (task === undefined || task.awaiting === null) {
      // It ended while it waited for its slot.
      this.queue.release(active.run, active.tree.table.step(node));
      return;
    }
    const child = task.awaiting;
    task.awaiting = null;
    this.outcome.wakes.push({
      taskNumber: task.taskNumber,
      childId: formatId(active.run, child),
      status: active.tree.table.status(child),
    });
  }

  /** A held run whose last attempt has ended is pending again, and so are its steps. */
  #settleHeld(active: ActiveRun): void {
    const { tree } = active;
    const { table } = tree;
    if (!table.hasFlag(0, nodeFlags.held) && !this.isStopping) return;
    if ((tree.counts(0)?.of('running') ?? 0) > 0) return;
    const steps = active.record.definition?.steps.length ?? 0;
    for (let n = 0; n <= steps; n++) {
      if (table.status(n) !== 'running' || active.tasks.has(n)) continue;
      tree.setContainerStatus(n, 'pending');
      tree.update(n, () => {
        table.setReason(n, 'stopped');
      });
    }
  }

  #requeue(active: ActiveRun, node: number): boolean {
    const { tree } = active;
    const { table } = tree;
    if (table.status(node) !== 'failed' && table.status(node) !== 'cancelled') return false;
    if (this.books.takeKey(active, node) !== null) return false;
    this.books.unshelve(active, node);
    const attempt = table.attempt(node);
    if (attempt > 0) {
      const error = tree.note(node)?.error ?? null;
      const status = table.status(node);
      this.books.archiveAttempt(active, node, { status, reason: table.reason(node), error });
    }
    tree.apply(node, 'requeue');
    tree.update(node, () => {
      table.setUncountedAttempts(node, attempt);
      table.setEnqueueSequence(node, this.#parts.numbers.nextEnqueueSequence());
      table.setReason(node, null);
      table.setFlag(node, nodeFlags.cancelRequested, false);
      table.setFlag(node, nodeFlags.interrupted, false);
      table.setFlag(node, jobFlags.retried, true);
    });
    tree.clearNote(node);
    this.books.enqueue(active, node);
    return true;
  }

  #activate(run: number, { record, tree, log }: StoredRun): ActiveRun {
    const { table } = tree;
    this.queue.addRun(run, {
      priority: record.priority,
      limit: record.concurrency,
      held: table.hasFlag(0, nodeFlags.held) || table.hasFlag(0, nodeFlags.paused),
      added: record.definition === null,
    });
    this.queue.addLane(run, 0, { limit: null, group: record.added?.group ?? null });
    (record.definition?.steps ?? []).forEach((step, index) => {
      const limit = step.name in record.stepLimits ? record.stepLimits[step.name] : step.concurrency;
      this.queue.addLane(run, index + 1, { limit, group: step.group });
    });
    const active: ActiveRun = {
      run,
      record,
      tree,
      log,
      tasks: new Map(),
      awaited: new Map(),
      slots: new SlotNumbers(),
      isNew: false,
      recordChanged: false,
      // What has begun once does not wait any more, even if something it had waited for is run again.
      isBlocked: record.after.length > 0 && table.startedAt(0) === 0,
      hasEnded: false,
      progress: this.#progress(tree, record, () => active),
    };
    this.books.runs.set(run, active);
    this.changed.add(active);
    this.#parts.activated(tree);
    return active;
  }

  #progress(tree: RunTree, { definition }: RunRecord, active: () => ActiveRun): RunProgress {
    return new RunProgress(tree, definition, {
      expand: (step) => {
        this.#expand(active(), step);
      },
      populate: (step) => {
        this.#populate(active(), step);
      },
      endAttempt: (node) => {
        const task = active().tasks.get(node);
        if (task !== undefined) this.books.endTask(task, 'cancelled');
        // Nobody looks for the items of this step, so nobody will tell that it has stopped.
        else if (!tree.table.isJob(node)) active().progress.expansionTooLate(node, tree.table.reason(node));
      },
      cancelledPending: (node) => {
        this.books.jobClosed(active(), node);
        this.dependants.ended(active(), node);
      },
      requeue: (node) => this.#requeue(active(), node),
      mayBegin: () => !active().isBlocked,
      restarted: () => {
        this.#parts.restarted(active());
      },
      containerEnded: (node) => {
        this.dependants.ended(active(), node);
      },
      ended: () => {
        active().hasEnded = true;
      },
      now: this.#parts.now,
    });
  }

  #newNode(kind: 'run' | 'step' | 'job', type: WorkType, parent: number, step: number) {
    return {
      parent,
      kind,
      type,
      step,
      createdAt: this.#parts.now(),
      index: null,
      enqueueSequence: 0,
      spawnDepth: 0,
      flags: 0,
    };
  }

  #active(run: number): ActiveRun {
    const active = this.runs.get(run);
    if (active === undefined) throw new Error(`Run r${run} is not active.`);
    return active;
  }
}

function sameKey({ run, node }: KeyHolder): string {
  return `${formatId(run, node)} has the same key`;
}
