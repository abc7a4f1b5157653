/**
 * The attempts of one run, ordered by slot and time, so that any part of them is found at once. They are read page by
 * page from the run's tree and the records of earlier attempts; afterwards only pages that have changed are read again.
 * What takes long is a generator that yields between slices of work; whoever drives it lets others have their turn.
 */
import { nodesPerPage } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';
import { AttemptColumns, outcomes, type KnownAttempt } from './attempt-columns';
import { BusyParts } from './busy-parts';
import { SlotLanes } from './slot-lanes';
import { sortPositions } from '../jobs/sort-positions';

/** An attempt that was put aside, because it was followed, or was to be followed, by another. */
export interface EarlierAttempt {
  readonly node: number;
  readonly attempt: number;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly slot: number;
}

/** What a run's attempts are read from. */
export interface AttemptSource {
  readonly tree: RunTree;
  /** Attempts that were put aside of the nodes from `first` to below `end`, by node and number. */
  readonly earlier: (first: number, end: number) => readonly EarlierAttempt[];
}

/** Work without a break, in attempts (or pages, which cost as much as so many). */
const slice = 1024;
const pagesInSlice = 8;

/** See the head of this file. */
export class RunTimeline {
  readonly attempts = new AttemptColumns();
  readonly lanes = new SlotLanes(this.attempts);
  /** Positions of attempts that run. */
  readonly running = new Set<number>();
  /** Null before the first attempt. */
  parts: BusyParts | null = null;
  /** When the last attempt ended. */
  lastEnd = 0;
  readonly #dirty = new Set<number>();
  /** Attempts before this position are in their lane. */
  #placed = 0;

  /** Pages of the tree that have changed. */
  note(pages: Iterable<number>): void {
    for (const page of pages) this.#dirty.add(page);
  }

  /** Reads everything anew that there is. */
  noteAll(nodes: number): void {
    for (let page = 0; page * nodesPerPage < nodes; page++) this.#dirty.add(page);
  }

  /**
   * Takes in what has changed. Before each step the source must hold nothing that is not durable; what changes between
   * two steps is noted, and read again, so in the end all of it is of one moment.
   */
  *refresh(source: AttemptSource): Generator<undefined, void, void> {
    let read = 0;
    while (this.#dirty.size > 0) {
      for (const page of this.#dirty) {
        this.#dirty.delete(page);
        this.#readPage(source, page);
        if (++read % pagesInSlice === 0) break;
      }
      if (this.#dirty.size > 0) yield;
    }
    const fresh = new Uint32Array(this.attempts.length - this.#placed);
    for (let at = 0; at < fresh.length; at++) fresh[at] = this.#placed + at;
    this.#placed = this.attempts.length;
    const sorted = yield* sortPositions(fresh, this.attempts.start);
    for (let at = 0; at < sorted.length; at++) {
      this.lanes.place(sorted[at]);
      if (at % slice === slice - 1) yield;
    }
    if (sorted.length === 0) return;
    const first = this.attempts.start[sorted[0]];
    if (this.parts === null || first < this.parts.origin) {
      this.parts = new BusyParts(first);
      for (let at = 0; at < this.attempts.length; at++) {
        this.#count(at);
        if (at % slice === slice - 1) yield;
      }
    } else for (const at of sorted) this.#count(at);
  }

  #readPage({ tree, earlier }: AttemptSource, page: number): void {
    const { table } = tree;
    const first = page * nodesPerPage;
    const end = Math.min(first + nodesPerPage, table.length);
    let records: readonly EarlierAttempt[] | null = null;
    for (let n = first; n < end; n++) {
      const latest = table.isJob(n) ? table.attempt(n) : 0;
      if (latest === 0) continue;
      const known = this.attempts.latestOf(n);
      const knownNumber = known === null ? 0 : this.attempts.attempt[known];
      const isFinal = known !== null && this.attempts.end[known] !== Infinity;
      if (latest > 1 || table.status(n) === 'pending' || table.status(n) === 'cancelled') {
        records ??= earlier(first, end);
      }
      for (let number = Math.max(1, knownNumber); number <= latest; number++) {
        const record = records?.find((one) => one.node === n && one.attempt === number);
        const told = record === undefined ? fromTable(tree, n, number) : fromRecord(tree, n, record);
        if (told === null) continue;
        if (number > knownNumber) this.attempts.add(told);
        else if (known !== null) this.#change(known, told, isFinal);
      }
    }
  }

  #change(at: number, { end, outcome }: KnownAttempt, wasFinal: boolean): void {
    const { attempts } = this;
    const before = attempts.outcome[at];
    attempts.end[at] = end;
    attempts.outcome[at] = outcome;
    if (at >= this.#placed) return;
    if (!wasFinal && end !== Infinity) this.#count(at);
    else if (wasFinal && before !== outcome) {
      if (before === outcomes.failed) this.parts?.fail(end, -1);
      if (outcome === outcomes.failed) this.parts?.fail(end, 1);
    }
  }

  #count(at: number): void {
    const { start, end, outcome } = this.attempts;
    if (end[at] === Infinity) {
      this.running.add(at);
      return;
    }
    this.running.delete(at);
    this.lastEnd = Math.max(this.lastEnd, end[at]);
    this.parts?.use(start[at], end[at]);
    if (outcome[at] === outcomes.failed) this.parts?.fail(end[at], 1);
  }
}

/** The latest attempt of a job, which is told by its node; null when the node tells of another one. */
function fromTable({ table }: RunTree, node: number, attempt: number): KnownAttempt | null {
  const status = table.status(node);
  if (attempt !== table.attempt(node) || status === 'pending' || table.startedAt(node) === 0) return null;
  const start = table.startedAt(node);
  // Its slot is told as soon as the attempt is known to have ended that had it before.
  if (status === 'running' && table.slot(node) === 0) return null;
  return {
    node,
    attempt,
    slot: table.slot(node),
    start,
    end: status === 'running' ? Infinity : Math.max(start, table.endedAt(node)),
    outcome: outcomes[status],
  };
}

function fromRecord({ table }: RunTree, node: number, record: EarlierAttempt): KnownAttempt {
  const { attempt, slot, startedAt: start, endedAt } = record;
  // A job may be cancelled while it waits for its next attempt: then this one was the last.
  const isFollowed = attempt < table.attempt(node) || table.status(node) === 'pending';
  const outcome = record.status !== 'failed' ? 'cancelled' : isFollowed ? 'retried' : 'failed';
  return { node, attempt, slot, start, end: Math.max(start, endedAt), outcome: outcomes[outcome] };
}
