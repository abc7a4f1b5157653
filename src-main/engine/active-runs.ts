/**
 * The runs that have not ended, in memory: their trees, logs and progress, the ready queue, and the tasks that the
 * executors hold. Everything here changes only inside a tick, between two commits; nothing is told to anyone
 * before the commit that holds it is durable.
 */
import { cpus } from 'node:os';
import type { Definition } from '../../src-shared/definition';
import type { ActiveRun, HeldTask, JobProgress, Numbers, Outcome } from './active-run';
import type { ChildWork } from './child-work';
import type { ChildRequest, EndCause } from './executors/protocol';
import type { Counts } from './jobs/counts';
import { formatId } from './jobs/ids';
import { nodeFlags, type WorkType } from './jobs/node-table';
import { RunTree, type NodeText } from './jobs/run-tree';
import type { LineRange } from './logs/block';
import { streamSystem, type AttemptEnd, type AttemptOutcome } from './logs/line-batch';
import type { MergedSink, SystemLine } from './logs/log-merger';
import { RunLog } from './logs/run-log';
import { exitCodeError, signalName, signalNumber } from './node-views';
import { ReadyQueue } from './queue/ready-queue';
import { RunProgress } from './queue/run-progress';
import type { AttemptRecord, RunRecord } from './storage/run-records';

/** See the head of this file. */
export class ActiveRuns implements MergedSink {
  readonly queue: ReadyQueue;
  readonly runs = new Map<number, ActiveRun>();
  readonly tasks = new Map<number, HeldTask>();
  /** Runs that have changed since the last commit. */
  readonly changed = new Set<ActiveRun>();
  outcome: Outcome = emptyOutcome();
  /** The engine is stopping: runs whose attempts have ended wait as pending for the next one. */
  isStopping = false;
  /** False: the folder is only changed, nothing of it is run. */
  readonly executes: boolean;
  readonly #taskOf = new Map<string, HeldTask>();
  readonly #waitingFor = new Map<string, HeldTask[]>();
  readonly #items = new Map<number, readonly string[]>();
  readonly #folder: Counts;
  readonly #numbers: Numbers;
  readonly #now: () => number;
  #nextTask = 1;

  constructor(folder: Counts, numbers: Numbers, now: () => number, executes = true) {
    this.executes = executes;
    this.#folder = folder;
    this.#numbers = numbers;
    this.#now = now;
    this.queue = new ReadyQueue({
      stillWaits: (run, node, sequence) => {
        const table = this.runs.get(run)?.tree.table;
        return table?.status(node) === 'pending' && table.enqueueSequence(node) === sequence;
      },
      addedLimit: Math.max(1, cpus().length),
    });
  }

  /** Makes a run with the nodes of its steps and starts what may start. */
  startRun(record: RunRecord, name: string): ActiveRun {
    const run = this.#numbers.nextRun();
    const tree = new RunTree(run, this.#folder);
    tree.add(this.#newNode('run', '', 0, 0), { name, item: null });
    for (const step of record.definition?.steps ?? []) {
      const node = tree.add(this.#newNode('step', step.type, 0, 0), { name: step.name, item: null });
      tree.update(node, (table) => {
        table.setFlag(node, nodeFlags.alwaysRun, step.alwaysRun);
      });
    }
    const active = this.#activate(run, record, tree, new RunLog(null));
    active.isNew = true;
    // A run without a definition gets its one job next; without it, it would have ended with no items.
    if (record.definition !== null) active.progress.advance();
    return active;
  }

  /** Takes in a run that an earlier engine left; its jobs wait in the queue again. */
  resume(run: number, record: RunRecord, tree: RunTree, log: RunLog): ActiveRun {
    const active = this.#activate(run, record, tree, log);
    const { table } = tree;
    for (let n = 1; n < table.length; n++) {
      if (table.isJob(n) && table.status(n) === 'pending') {
        this.queue.push(run, table.step(n), n, table.enqueueSequence(n));
      }
    }
    return active;
  }

  /** Expansions that had begun and not ended; to be called once after `resume`, when nothing is running. */
  resumeExpansions(active: ActiveRun): void {
    const { table } = active.tree;
    (active.record.definition?.steps ?? []).forEach((_, index) => {
      const n = index + 1;
      const begun = table.attempt(n) > 0 && !isOver(table.status(n));
      if (!begun || table.hasFlag(n, nodeFlags.expanded)) return;
      const closed = active.progress.closedBecause(n);
      if (closed === null) this.#expand(active, n);
      else if (!this.#taskOf.has(nodeKey(active.run, n))) active.progress.expansionTooLate(n, closed);
    });
    active.progress.advance();
    this.changed.add(active);
  }

  /** Adds a job to a run. `work` null: what its step says. */
  addJob(
    active: ActiveRun,
    job: {
      readonly parent: number;
      readonly step: number;
      readonly type: WorkType;
      readonly text: NodeText;
      readonly index: number | null;
      readonly spawnDepth: number;
      readonly work: ChildWork | null;
    },
  ): number {
    const sequence = this.#numbers.nextEnqueueSequence();
    const node = active.tree.add(
      {
        ...this.#newNode('job', job.type, job.parent, job.step),
        index: job.index,
        spawnDepth: job.spawnDepth,
        enqueueSequence: sequence,
      },
      job.text,
    );
    if (job.work !== null) this.outcome.works.push({ run: active.run, node, work: job.work });
    this.queue.push(active.run, job.step, node, sequence);
    this.changed.add(active);
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
    const step = tree.table.step(task.node);
    if (tree.table.hasFlag(task.node, nodeFlags.cancelRequested)) return null;
    if (step !== 0 && active.progress.closedBecause(step) !== null) return null;
    if (task.attempt > 1) {
      const earlier = tree.children(task.node);
      if (request < task.earlierChildren && tree.text(earlier.at(request)).name === child.name) {
        return formatId(task.run, earlier.at(request));
      }
    }
    const node = this.addJob(active, {
      parent: task.node,
      step: tree.table.step(task.node),
      type: child.work.type,
      text: { name: child.name, item: null },
      index: null,
      spawnDepth:
        child.work.type === 'test_job_generator' ? child.work.depth : tree.table.spawnDepth(task.node) + 1,
      work: { type: 'child', child },
    });
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
    if (isOver(table.status(childNode))) {
      this.queue.pushReturning(task.run, table.step(task.node), task.node);
    } else {
      const childKey = nodeKey(task.run, childNode);
      this.#waitingFor.set(childKey, [...(this.#waitingFor.get(childKey) ?? []), task]);
    }
    return true;
  }

  /** Keeps the items of a step until the end of its expansion arrives in its turn. */
  itemsFound(taskNumber: number, items: readonly string[]): void {
    this.#items.set(taskNumber, items);
  }

  /** Fills free slots: attempts begin, in the catalog first. */
  lease(): void {
    for (let taken = this.queue.take(); taken !== null; taken = this.queue.take()) {
      const active = this.#active(taken.run);
      const { tree } = active;
      if (taken.returning) {
        this.#wake(active, taken.node);
        continue;
      }
      tree.apply(taken.node, 'lease');
      const now = this.#now();
      tree.update(taken.node, (table, n) => {
        table.setAttempt(n, table.attempt(n) + 1);
        table.setStartedAt(n, now);
        table.setEndedAt(n, 0);
        table.setExitCode(n, null);
        table.setSignal(n, 0);
        table.setReason(n, null);
      });
      active.progress.started(taken.node);
      this.changed.add(active);
      this.outcome.starts.push(this.#hold(taken.run, taken.node, tree.table.attempt(taken.node), false));
    }
  }

  /** Cancels a node with everything below it. */
  cancel(active: ActiveRun, node: number): { cancelled: number; ending: number } {
    this.changed.add(active);
    return active.progress.cancel(node, 'cancelled on request');
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

  /** Lets a held run go on. */
  continueRun(active: ActiveRun): void {
    this.changed.add(active);
    active.tree.update(0, (table) => {
      table.setFlag(0, nodeFlags.held, false);
      table.setReason(0, null);
    });
    this.queue.hold(active.run, false);
    this.resumeExpansions(active);
  }

  /** Ends tasks because of a stop: their jobs go back to the queue. */
  endTasks(which: (task: HeldTask) => boolean): void {
    for (const task of this.tasks.values()) if (which(task)) this.#endTask(task, 'stopped');
  }

  /** Latest progress of a running job, or null. */
  progressOf(run: number, node: number): JobProgress | null {
    return this.#taskOf.get(nodeKey(run, node))?.progress ?? null;
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

  lines(taskNumber: number, stream: number, time: number, lines: LineRange): void {
    const task = this.tasks.get(taskNumber);
    if (task === undefined) return;
    this.#append(this.#active(task.run), task.node, task.attempt, stream, time, lines);
  }

  systemLine(line: SystemLine): void {
    const active = this.runs.get(line.run);
    if (active !== undefined)
      this.#append(active, line.node, line.attempt, streamSystem, line.time, line.lines);
  }

  end(end: AttemptEnd): void {
    const task = this.tasks.get(end.taskNumber);
    // A late result of an older attempt finds no task and changes nothing.
    if (task === undefined) return;
    this.tasks.delete(task.taskNumber);
    this.#taskOf.delete(nodeKey(task.run, task.node));
    const active = this.#active(task.run);
    this.changed.add(active);
    if (task.expands) this.#expansionEnded(active, task, end);
    else this.#attemptEnded(active, task, end);
  }

  /** Puts the attempt aside that a job's record holds, because another follows. */
  archiveAttempt(active: ActiveRun, n: number, attempt: Pick<AttemptRecord, 'reason' | 'error'>): void {
    const { table } = active.tree;
    this.outcome.attempts.push({
      run: active.run,
      node: n,
      attempt: table.attempt(n),
      record: {
        status: 'cancelled',
        startedAt: table.startedAt(n),
        endedAt: table.endedAt(n),
        exitCode: table.exitCode(n),
        signal: signalName(table.signal(n)),
        ...attempt,
      },
    });
  }

  /** Takes a run out that has ended and is committed. */
  remove(active: ActiveRun): void {
    this.runs.delete(active.run);
    this.queue.removeRun(active.run);
  }

  /** What the tick has gathered, for the commit. */
  takeOutcome(): Outcome {
    const { outcome } = this;
    this.outcome = emptyOutcome();
    return outcome;
  }

  #attemptEnded(active: ActiveRun, task: HeldTask, end: AttemptEnd): void {
    const { tree } = active;
    const { table } = tree;
    const n = task.node;
    if (task.awaiting === null) this.queue.release(task.run, table.step(n));
    tree.update(n, () => {
      table.setEndedAt(n, end.time);
      table.setExitCode(n, end.exitCode);
      table.setSignal(n, signalNumber(end.signal));
    });
    this.outcome.processes.push({ run: task.run, node: n, process: null });
    const stopped = end.outcome === 'stopped' && !table.hasFlag(n, nodeFlags.cancelRequested);
    if (stopped) {
      this.archiveAttempt(active, n, { reason: 'stopped', error: null });
      tree.apply(n, 'release');
      tree.update(n, () => {
        table.setReason(n, 'stopped');
      });
      this.queue.push(task.run, table.step(n), n, table.enqueueSequence(n));
      this.#settleHeld(active);
      return;
    }
    tree.apply(n, eventOf(end.outcome));
    tree.update(n, () => {
      if (end.outcome === 'timeout') table.setReason(n, 'timed out');
      if (end.outcome === 'completed' || end.outcome === 'failed') table.setReason(n, null);
    });
    const derived = end.exitCode !== null && end.error === exitCodeError(end.exitCode);
    if (end.error !== null && !derived) tree.setNote(n, { reason: null, error: end.error });
    this.#childEnded(active, n);
    active.progress.jobEnded(n);
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

  /** The engine executes, and the run is neither held nor stopping. */
  #mayStart(active: ActiveRun): boolean {
    return this.executes && !this.isStopping && !active.tree.table.hasFlag(0, nodeFlags.held);
  }

  #expand(active: ActiveRun, stepNode: number): void {
    if (!this.#mayStart(active) || this.#taskOf.has(nodeKey(active.run, stepNode))) return;
    for (const n of [0, stepNode]) {
      if (active.tree.table.status(n) === 'pending') active.tree.setContainerStatus(n, 'running');
    }
    this.outcome.starts.push(this.#hold(active.run, stepNode, 1, true));
  }

  #hold(run: number, node: number, attempt: number, expands: boolean): HeldTask {
    const task: HeldTask = {
      taskNumber: this.#nextTask++,
      run,
      node,
      attempt,
      expands,
      earlierChildren: this.#active(run).tree.children(node).length,
      awaiting: null,
      endCause: null,
      progress: null,
    };
    this.tasks.set(task.taskNumber, task);
    this.#taskOf.set(nodeKey(run, node), task);
    return task;
  }

  #endTask(task: HeldTask, cause: EndCause): void {
    // A cancel is stronger than a stop; otherwise the first word counts.
    if (task.endCause !== null && !(task.endCause === 'stopped' && cause === 'cancelled')) return;
    task.endCause = cause;
    this.outcome.ends.push({ taskNumber: task.taskNumber, cause });
  }

  #wake(active: ActiveRun, node: number): void {
    const task = this.#taskOf.get(nodeKey(active.run, node));
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

  #childEnded(active: ActiveRun, child: number): void {
    const childKey = nodeKey(active.run, child);
    for (const task of this.#waitingFor.get(childKey) ?? []) {
      if (!this.tasks.has(task.taskNumber)) continue;
      this.queue.pushReturning(active.run, active.tree.table.step(task.node), task.node);
    }
    this.#waitingFor.delete(childKey);
  }

  /** A held run whose last attempt has ended is pending again, and so are its steps. */
  #settleHeld(active: ActiveRun): void {
    const { tree } = active;
    const { table } = tree;
    if (!table.hasFlag(0, nodeFlags.held) && !this.isStopping) return;
    if ((tree.counts(0)?.of('running') ?? 0) > 0) return;
    const steps = active.record.definition?.steps.length ?? 0;
    for (let n = 0; n <= steps; n++) {
      if (table.status(n) !== 'running' || this.#taskOf.has(nodeKey(active.run, n))) continue;
      tree.setContainerStatus(n, 'pending');
      tree.update(n, () => {
        table.setReason(n, 'stopped');
      });
    }
  }

  #append(
    active: ActiveRun,
    node: number,
    attempt: number,
    stream: number,
    time: number,
    lines: LineRange,
  ): void {
    const count = lines.to - lines.from;
    if (count === 0) return;
    const before = active.tree.addLines(node, count);
    active.log.append(lines, { node, attempt, stream, firstLine: before + 1 }, time);
    this.changed.add(active);
  }

  #activate(run: number, record: RunRecord, tree: RunTree, log: RunLog): ActiveRun {
    const { table } = tree;
    this.queue.addRun(run, {
      priority: record.priority,
      limit: record.concurrency,
      held: table.hasFlag(0, nodeFlags.held),
      added: record.definition === null,
    });
    const steps = record.definition?.steps ?? [];
    this.queue.addLane(run, 0, null);
    steps.forEach((step, index) => {
      this.queue.addLane(run, index + 1, step.concurrency);
    });
    const active: ActiveRun = {
      run,
      record,
      tree,
      log,
      isNew: false,
      hasEnded: false,
      progress: this.#progress(tree, record.definition, () => active),
    };
    this.runs.set(run, active);
    this.changed.add(active);
    return active;
  }

  #progress(tree: RunTree, definition: Definition | null, active: () => ActiveRun): RunProgress {
    return new RunProgress(tree, definition, {
      expand: (step) => {
        this.#expand(active(), step);
      },
      populate: (step) => {
        this.#populate(active(), step);
      },
      endAttempt: (node) => {
        const task = this.#taskOf.get(nodeKey(tree.run, node));
        if (task !== undefined) this.#endTask(task, 'cancelled');
        // Nobody looks for the items of this step, so nobody will tell that it has stopped.
        else if (!tree.table.isJob(node)) active().progress.expansionTooLate(node, tree.table.reason(node));
      },
      cancelledPending: (node) => {
        this.#childEnded(active(), node);
      },
      ended: () => {
        active().hasEnded = true;
      },
      now: this.#now,
    });
  }

  #newNode(kind: 'run' | 'step' | 'job', type: WorkType, parent: number, step: number) {
    return {
      parent,
      kind,
      type,
      step,
      createdAt: this.#now(),
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

function nodeKey(run: number, node: number): string {
  return `${run}.${node}`;
}

function isOver(status: string): boolean {
  return status !== 'pending' && status !== 'running';
}

function eventOf(outcome: AttemptOutcome): 'complete' | 'fail' | 'cancel' {
  switch (outcome) {
    case 'completed':
      return 'complete';
    case 'failed':
    case 'timeout':
      return 'fail';
    case 'cancelled':
    case 'stopped':
      return 'cancel';
  }
}

function emptyOutcome(): Outcome {
  return { works: [], attempts: [], processes: [], starts: [], ends: [], wakes: [] };
}
