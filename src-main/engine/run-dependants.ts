/**
 * Runs that wait for runs, steps or jobs of other runs (`after`): blocked until all of those have completed,
 * cancelled with the reason when one has not. What has completed once is not asked about again.
 */
import type { JobStatus } from '../../src-shared/model';
import type { ActiveRun } from './active-run';
import { formatId, parseId } from './jobs/ids';
import { RunDependencies } from './queue/run-dependencies';
import type { RunBooks } from './run-books';

/** See the head of this file. */
export class RunDependants {
  readonly #books: RunBooks;
  /** Status of a node of a run that has ended; null when it is gone. */
  readonly #storedStatus: (run: number, node: number) => JobStatus | null;
  readonly #waiting = new RunDependencies();

  constructor(books: RunBooks, storedStatus: (run: number, node: number) => JobStatus | null) {
    this.#books = books;
    this.#storedStatus = storedStatus;
  }

  /** What a new run waits for is remembered with those runs, so that a repair of one wakes it. */
  add({ run, record }: ActiveRun): void {
    for (const on of new Set(record.after.map((id) => parseId(id).run))) {
      this.#books.outcome.dependants.push({ run: on, dependant: run, waits: true });
    }
  }

  /** Looks how a blocked run stands: it waits on, is cancelled, or may begin. */
  lookAt(active: ActiveRun): void {
    const { tree } = active;
    const open: string[] = [];
    let failure: string | null = null;
    for (const id of active.record.after) {
      const on = parseId(id);
      const status = this.#statusOf(on.run, on.node);
      if (status === 'completed') continue;
      open.push(id);
      if (status === 'pending' || status === 'running') this.#waiting.add(active.run, on);
      else failure ??= `dependency ${id} ${howItEnded(status)}`;
    }
    this.#forget(active, open);
    if (failure !== null) {
      active.progress.dependencyFailed(failure);
      return;
    }
    if (open.length > 0) {
      const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
      tree.setNote(0, { reason: `waits for ${open[0]}${more}`, error: null });
      return;
    }
    active.isBlocked = false;
    tree.clearNote(0);
    this.#books.enqueuePending(active);
    active.progress.advance();
  }

  /** The first thing a run waits for that has not completed and will not; null when there is none. */
  failureOf({ record }: Pick<ActiveRun, 'record'>): string | null {
    for (const id of record.after) {
      const { run, node } = parseId(id);
      const status = this.#statusOf(run, node);
      if (status !== 'completed' && status !== 'pending' && status !== 'running') return id;
    }
    return null;
  }

  /** Something has ended that runs may wait for. */
  ended(active: ActiveRun, node: number): void {
    for (const run of this.#waiting.ended(active.run, node)) {
      const waiter = this.#books.runs.get(run);
      if (waiter?.isBlocked === true) this.lookAt(waiter);
    }
  }

  /** Keeps only what is still waited for; the runs of the rest may be deleted without a trace. */
  #forget(active: ActiveRun, open: readonly string[]): void {
    this.#books.changed.add(active);
    const { run, record } = active;
    if (open.length === record.after.length) return;
    const left = new Set(open.map((id) => parseId(id).run));
    for (const on of new Set(record.after.map((id) => parseId(id).run))) {
      if (!left.has(on)) this.#books.outcome.dependants.push({ run: on, dependant: run, waits: false });
    }
    active.record = { ...record, after: open };
    active.recordChanged = true;
  }

  #statusOf(run: number, node: number): JobStatus | null {
    const table = this.#books.runs.get(run)?.tree.table;
    if (table === undefined) return this.#storedStatus(run, node);
    return node < table.length ? table.status(node) : null;
  }
}

/** Why a run cannot go on that waits for something that has failed. */
export function blockedBy(run: number, id: string): string {
  return `${formatId(run, 0)} waits for ${id}, which has not completed.`;
}

function howItEnded(status: JobStatus | null): string {
  if (status === null) return 'is gone';
  return status === 'cancelled' ? 'was cancelled' : status;
}
