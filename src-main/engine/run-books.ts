/**
 * The books of the runs that have not ended: which job waits where, who holds a slot, a key or a place on the dead
 * letter shelf, and what the tick has to write. Everything here changes only inside a tick; the rules of what
 * happens to a job are in active-runs.ts, attempt-end.ts and queue/run-progress.ts.
 */
import type { RetryPolicy } from '../../src-shared/definition';
import type { ActiveRun, HeldTask, Outcome } from './active-run';
import { fillTemplate } from './definitions/placeholders';
import type { EndCause } from './executors/protocol';
import { jobFlags } from './jobs/node-table';
import type { LineRange } from './logs/block';
import { streamSystem } from './logs/line-batch';
import { systemText } from './logs/log-merger';
import { signalName } from './node-views';
import { JobKeys, type KeyHolder } from './queue/job-keys';
import { ReadyQueue } from './queue/ready-queue';
import { WaitingJobs } from './queue/waiting-jobs';
import type { AttemptRecord } from './storage/run-records';

/** The part of a run that the keys of its jobs are made from. */
export type KeyedRun = Pick<ActiveRun, 'run' | 'record' | 'tree'>;

const noTails: HeldTask['tails'] = [];

/** See the head of this file. */
export class RunBooks {
  readonly runs = new Map<number, ActiveRun>();
  /** Runs that have changed since the last commit. */
  readonly changed = new Set<ActiveRun>();
  readonly tasks = new Map<number, HeldTask>();
  readonly queue: ReadyQueue;
  readonly waiting: WaitingJobs;
  readonly keys = new JobKeys();
  readonly now: () => number;
  outcome: Outcome = emptyOutcome();
  /** Jobs on the dead letter shelf of the whole folder. */
  dead: number;
  #nextTask = 1;
  readonly #beforeReady: () => void;

  constructor(options: {
    readonly now: () => number;
    readonly dead: number;
    readonly cores: number;
    /** A job is about to come into the queue. */
    readonly beforeReady: () => void;
  }) {
    this.now = options.now;
    this.#beforeReady = options.beforeReady;
    this.dead = options.dead;
    this.queue = new ReadyQueue({
      stillWaits: (run, node, sequence) => {
        const table = this.runs.get(run)?.tree.table;
        return table?.status(node) === 'pending' && table.enqueueSequence(node) === sequence;
      },
      addedLimit: options.cores,
    });
    this.waiting = new WaitingJobs(({ run, node, readyAt }) => {
      const tree = this.runs.get(run)?.tree;
      return tree?.table.status(node) === 'pending' && tree.readyAt(node) === readyAt;
    });
  }

  /** Puts a pending job where it belongs: into the queue, or among those that wait for their time. */
  enqueue(active: ActiveRun, node: number): void {
    this.changed.add(active);
    if (active.isBlocked) return;
    const { tree, run } = active;
    const readyAt = tree.readyAt(node);
    if (readyAt !== null) this.waiting.push({ run, node, readyAt });
    else {
      this.#beforeReady();
      this.queue.push(run, tree.table.step(node), node, tree.table.enqueueSequence(node));
    }
  }

  /** Enqueues every pending job of a run that waits no longer. */
  enqueuePending(active: ActiveRun): void {
    const { table } = active.tree;
    for (let n = 1; n < table.length; n++) {
      if (table.isJob(n) && table.status(n) === 'pending') this.enqueue(active, n);
    }
  }

  /** Jobs whose time has come go into the queue. */
  wakeWaiting(): void {
    // Either clock will do: a changed wall clock delays nothing, and what was due in a sleep is due after it.
    const now = Math.max(this.now(), Date.now());
    for (let job = this.waiting.take(now); job !== null; job = this.waiting.take(now)) {
      const active = this.runs.get(job.run);
      if (active === undefined) continue;
      active.tree.forgetWait(job.node);
      this.enqueue(active, job.node);
    }
  }

  /** An executor gets a task. */
  hold(active: ActiveRun, node: number, attempt: number, expands: boolean): void {
    const task = this.newTask(active, node, attempt, expands);
    this.keep(active, task);
    this.outcome.starts.push(task);
  }

  /** A task that nobody holds yet. */
  newTask(active: ActiveRun, node: number, attempt: number, expands: boolean): HeldTask {
    return {
      taskNumber: this.#nextTask++,
      run: active.run,
      node,
      attempt,
      slot: 0,
      expands,
      earlierChildren: active.tree.children(node).length,
      awaiting: null,
      endCause: null,
      progress: null,
      outItems: 0,
      errItems: 0,
      tails: noTails,
    };
  }

  /** An executor has a task from now on. */
  keep(active: ActiveRun, task: HeldTask): void {
    if (!task.expands) task.slot = active.tree.table.slot(task.node);
    this.tasks.set(task.taskNumber, task);
    active.tasks.set(task.node, task);
  }

  /** The executor has given a task back. */
  drop(task: HeldTask): void {
    this.tasks.delete(task.taskNumber);
    this.runs.get(task.run)?.tasks.delete(task.node);
  }

  /** Asks the executor to end a task. */
  endTask(task: HeldTask, cause: EndCause): void {
    // A cancel is stronger than a stop; otherwise the first word counts.
    if (task.endCause !== null && !(task.endCause === 'stopped' && cause === 'cancelled')) return;
    task.endCause = cause;
    this.outcome.ends.push({ taskNumber: task.taskNumber, cause });
  }

  /** A job has ended for good: its key is free, and parents that wait for it want their slots back. */
  jobClosed(active: ActiveRun, node: number): void {
    const key = keyOf(active, node);
    if (key !== null) this.keys.release(key, { run: active.run, node });
    for (const task of active.awaited.get(node) ?? []) {
      if (!this.tasks.has(task.taskNumber)) continue;
      this.#beforeReady();
      this.queue.pushReturning(active.run, active.tree.table.step(task.node), task.node);
    }
    active.awaited.delete(node);
  }

  /** Takes the job's key, if it has one; returns the job that has it already, or null. */
  takeKey(active: KeyedRun, node: number): KeyHolder | null {
    const key = keyOf(active, node);
    return key === null ? null : this.keys.take(key, { run: active.run, node });
  }

  /** A job's last attempt failed: it comes onto the dead letter shelf. */
  shelve(active: ActiveRun, node: number): void {
    active.tree.update(node, (table) => {
      table.setFlag(node, jobFlags.cleared, false);
    });
    this.outcome.dead.push({ run: active.run, node, isDead: true });
    this.dead++;
  }

  /** Takes a job off the shelf if it is there, because it goes round again or because a person cleared it. */
  unshelve(active: ActiveRun, node: number): boolean {
    const { table } = active.tree;
    if (table.status(node) !== 'failed' || table.hasFlag(node, jobFlags.cleared)) return false;
    this.changed.add(active);
    active.tree.update(node, () => {
      table.setFlag(node, jobFlags.cleared, true);
    });
    this.outcome.dead.push({ run: active.run, node, isDead: false });
    this.dead--;
    return true;
  }

  /** Puts a job that was taken off the shelf back, if nothing has happened to it since. */
  shelveAgain(active: ActiveRun, node: number): boolean {
    const { table } = active.tree;
    if (table.status(node) !== 'failed' || !table.hasFlag(node, jobFlags.cleared)) return false;
    this.changed.add(active);
    this.shelve(active, node);
    return true;
  }

  /** Puts the attempt aside that a job's record holds, because another follows. */
  archiveAttempt(
    active: ActiveRun,
    node: number,
    attempt: Pick<AttemptRecord, 'status' | 'reason' | 'error'>,
  ): void {
    const { table } = active.tree;
    this.outcome.attempts.push({
      run: active.run,
      node,
      attempt: table.attempt(node),
      record: {
        startedAt: table.startedAt(node),
        endedAt: table.endedAt(node),
        exitCode: table.exitCode(node),
        signal: signalName(table.signal(node)),
        ...(table.slot(node) === 0 ? {} : { slot: table.slot(node) }),
        ...attempt,
      },
    });
  }

  /** Appends lines of a node to the log of its run. */
  append(
    active: ActiveRun,
    source: { readonly node: number; readonly attempt: number; readonly stream: number },
    time: number,
    lines: LineRange,
  ): void {
    const count = lines.to - lines.from;
    if (count === 0) return;
    const before = active.tree.addLines(source.node, count);
    const { node, attempt, stream } = source;
    // Field by field: this is done for every chunk of every job.
    active.log.append(lines, { node, attempt, stream, firstLine: before + 1 }, time);
    this.changed.add(active);
  }

  /** Appends a line of Runsheet's own about a job; behind everything of it that has been merged. */
  say(active: ActiveRun, node: number, text: string, level: 1 | 2 | 3): void {
    const attempt = active.tree.table.attempt(node);
    this.append(active, { node, attempt, stream: streamSystem }, this.now(), systemText(text, level));
  }

  /** What the tick has gathered, for the commit. */
  takeOutcome(): Outcome {
    const { outcome } = this;
    this.outcome = emptyOutcome();
    return outcome;
  }
}

/** How often a job may be tried again; null: not at all. Children have the policy of their step. */
export function retryPolicyOf(active: ActiveRun, node: number): RetryPolicy | null {
  const { definition, added } = active.record;
  if (definition === null) return added?.retries ?? null;
  return definition.steps[active.tree.table.step(node) - 1]?.retries ?? null;
}

/** The key of a job, null when it has none. Children have none: they are their parent's business. */
function keyOf(active: KeyedRun, node: number): string | null {
  const { record, tree } = active;
  if (record.definition === null) return record.added?.key ?? null;
  const step = tree.table.step(node);
  const template = record.definition.steps[step - 1]?.key ?? null;
  if (template === null || tree.table.parent(node) !== step) return null;
  const values = { item: tree.text(node).item, index: tree.table.index(node), params: record.params };
  return fillTemplate(template, values, process.platform);
}

/** Nothing to write, nothing to do. */
function emptyOutcome(): Outcome {
  return {
    works: [],
    attempts: [],
    usages: [],
    processes: [],
    dead: [],
    dependants: [],
    removals: [],
    starts: [],
    standbys: [],
    ends: [],
    wakes: [],
  };
}
