/**
 * Jobs that may start as soon as one of their step has completed, without waiting for the commit of its end. Of a step
 * of short commands the next jobs stand by: they are taken off the queue and marked in the catalog; an executor that
 * has completed a job of the step starts the first of them at once, in its slot, and says so with the end.
 *
 * They hold only while nothing else happens. Whatever else comes in (a command, a failure, a job that is ready, a timer)
 * first takes all of them back, last to first: those that no executor has are in the queue as if nothing had been; those
 * that one has are running. So every rule finds jobs that wait and jobs that run, and nothing between.
 */
import type { ActiveRun, HeldTask } from './active-run';
import { beginAttempt } from './attempt-begin';
import { jobFlags } from './jobs/node-table';
import type { AttemptEnd } from './logs/line-batch';
import type { RunBooks } from './run-books';

/** Who lets standbys start. */
export interface StandbyExecutor {
  /** Takes a standby back; false: it has been started. To be asked once of each. */
  withdraw(taskNumber: number): boolean;
}

/** A step counts as one of short commands while its jobs end within this time; then starting is what takes the time. */
const shortMs = 50;
/** Standbys for each job that runs: one that follows it, and one that follows that one. */
const standbysPerSlot = 2;
/** Of one step. */
const standbysMax = 64;

/** See the head of this file. */
export class Standbys {
  readonly #books: RunBooks;
  readonly #executor: () => StandbyExecutor | null;
  /** By task, in the order in which they are to start. */
  readonly #waiting = new Map<number, HeldTask>();
  /** Steps that may be short of standbys. */
  readonly #due = new Map<string, { readonly active: ActiveRun; readonly step: number }>();

  constructor(books: RunBooks, executor: () => StandbyExecutor | null) {
    this.#books = books;
    this.#executor = executor;
  }

  /** An attempt has ended: a step of short commands may be short of standbys now. */
  noteEnd(active: ActiveRun, task: HeldTask, end: AttemptEnd): void {
    const { table } = active.tree;
    const step = table.step(task.node);
    if (end.outcome !== 'completed' || table.type(task.node) !== 'command') return;
    if (end.time - table.startedAt(task.node) < shortMs)
      this.#due.set(laneOf(active.run, step), { active, step });
  }

  /** Lets the next jobs stand by, once nothing more may start. */
  prepare(): void {
    if (this.#due.size === 0) return;
    const due = [...this.#due.values()];
    this.#due.clear();
    if (this.#executor() === null) return;
    for (const { active, step } of due) {
      if (this.#books.runs.get(active.run) === active) this.#prepareStep(active, step);
    }
  }

  /**
   * An attempt has ended and a standby has followed in its slot; returns what tells so of that one, to be called when
   * the end has been applied, with the slot of the one that has ended.
   */
  follow(taskNumber: number, startedAt: number): (slot: number) => void {
    const task = this.#waiting.get(taskNumber);
    if (task !== undefined) {
      this.#waiting.delete(taskNumber);
      this.#executor()?.withdraw(taskNumber);
      return (slot) => {
        this.#begin(task, startedAt, slot);
      };
    }
    const known = this.#books.tasks.get(taskNumber);
    return (slot) => {
      const tree = known === undefined ? undefined : this.#books.runs.get(known.run)?.tree;
      if (known === undefined || tree === undefined) return;
      known.slot = slot;
      // It is known to run since it was to be taken back; now it is known since when, and where.
      tree.update(known.node, (table, n) => {
        table.setStartedAt(n, startedAt);
        table.setSlot(n, slot);
      });
    };
  }

  /** An executor runs it since then; slot 0 while the one before it is not known to have ended. */
  #begin(task: HeldTask, startedAt: number, slot: number): void {
    const active = this.#books.runs.get(task.run);
    if (active === undefined) throw new Error(`Run r${task.run} is not active.`);
    beginAttempt(active.tree, task.node, startedAt, slot);
    active.progress.started(task.node);
    this.#books.changed.add(active);
    this.#books.keep(active, task);
  }

  /** See the head of this file. */
  withdrawAll(): void {
    if (this.#waiting.size === 0) return;
    const tasks = [...this.#waiting.values()].reverse();
    this.#waiting.clear();
    const executor = this.#executor();
    for (const task of tasks) {
      const active = this.#books.runs.get(task.run);
      if (active === undefined) continue;
      const { table } = active.tree;
      const step = table.step(task.node);
      this.#due.set(laneOf(task.run, step), { active, step });
      if (executor !== null && !executor.withdraw(task.taskNumber)) {
        // The job before it has ended, although its end is not here yet: the slot of that one is its own now.
        this.#begin(task, this.#books.now(), 0);
        continue;
      }
      this.#mark(active, task.node, false);
      this.#books.queue.push(task.run, step, task.node, table.enqueueSequence(task.node));
    }
  }

  #prepareStep(active: ActiveRun, step: number): void {
    const { run, tree } = active;
    const { queue } = this.#books;
    // When the child has ended its slot is for the parent that waits for it, before all others.
    if (active.awaited.size > 0) return;
    const wanted = Math.min(standbysMax, standbysPerSlot * queue.runningOf(run, step));
    let missing = wanted - [...this.#waiting.values()].filter((task) => isOf(active, step, task)).length;
    for (; missing > 0; missing--) {
      const node = queue.takeAhead(run, step);
      if (node === null) return;
      if (tree.table.type(node) !== 'command') {
        queue.push(run, step, node, tree.table.enqueueSequence(node));
        return;
      }
      this.#mark(active, node, true);
      const task = this.#books.newTask(active, node, tree.table.attempt(node) + 1, false);
      this.#waiting.set(task.taskNumber, task);
      this.#books.outcome.standbys.push(task);
    }
  }

  #mark(active: ActiveRun, node: number, standsBy: boolean): void {
    this.#books.changed.add(active);
    active.tree.update(node, (table) => {
      table.setFlag(node, jobFlags.standsBy, standsBy);
    });
  }
}

function isOf(active: ActiveRun, step: number, task: HeldTask): boolean {
  return task.run === active.run && active.tree.table.step(task.node) === step;
}

/** The name under which executors know a step of a run. */
export function laneOf(run: number, step: number): string {
  return `${run}.${step}`;
}
