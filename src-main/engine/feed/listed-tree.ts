/**
 * The tree as one subscriber has it sorted and filtered: all runs in their order, each with the rows it shows. The
 * first look goes over everything in parts, newest run first, and tells how far it is; from then on only what has
 * changed is looked at. Runs with few nodes keep nothing but their number of rows and are looked at anew when drawn.
 */
import type { Stats, TreeRow } from '../../../src-shared/model';
import type { TreeQuery } from '../../../src-shared/tree-query';
import type { RunTree } from '../jobs/run-tree';
import { ListedRun, type JobMatcher } from './listed-run';
import { runKey, type OrderedNode } from './order-keys';
import { selfOpenedRuns, type TreeFolds } from './tree-folds';
import type { StepRow, TreeSource } from './tree-rows';
import { WeightedList, type OrderKey } from './weighted-list';

/** What sorting and filtering need of a folder beside the rows. */
export interface ListedSource extends TreeSource {
  /** Whether the run has not ended: its tree is in memory. */
  isActive(run: number): boolean;
  /** What the place of a run depends on, without its tree; null when it is gone. */
  order(run: number): OrderedNode | null;
  /** Counts of a run without its tree; null when it is gone. */
  stats(run: number): Stats | null;
  tags(run: number): readonly string[];
  /** Reads the tree of a run, with a pause after every part of it. */
  treeInParts(run: number): Generator<void, RunTree | null>;
  /** Whether a job matches the filter. */
  readonly matcher: JobMatcher;
}

/** Only this run, and of it only what is below the node. */
export interface Within {
  readonly run: number;
  readonly node: number;
}

/** A run of so few nodes costs less to look at again than to keep. */
const smallRun = 64;
/** Small runs that were drawn lately. */
const keptSmallRuns = 200;

/** See the head of this file. */
export class ListedTree {
  readonly query: TreeQuery;
  /** Runs that have changed since they were looked at; who changes them notes it here. */
  readonly dirtyRuns = new Set<number>();
  /** Jobs that match. */
  matches = 0;
  readonly #source: ListedSource;
  readonly #folds: TreeFolds;
  readonly #matcher: JobMatcher | null;
  readonly #within: Within | null;
  /** By their numbers below zero: of equal runs the newest comes first. */
  readonly #top = new WeightedList();
  readonly #keys = new Map<number, OrderKey>();
  /** Runs with many nodes that have something to show or may get it. */
  readonly #runs = new Map<number, ListedRun>();
  /** Matches of small runs that have any. */
  readonly #small = new Map<number, number>();
  readonly #drawn = new Map<number, ListedRun>();
  /** Of these a tree is followed. */
  readonly #followed = new Set<ListedRun>();
  /** Runs to look at (again) before the rest. */
  readonly #again = new Set<number>();
  /** Runs from this one on have been looked at; the rest comes one after the other, down to the oldest. */
  #lookedDownTo = Infinity;
  #isAtEnd = false;
  #reading: number | null = null;
  #isStale = false;
  #done = 0;
  #work: Generator<void> | null = null;

  constructor(
    source: ListedSource,
    options: {
      readonly query: TreeQuery;
      readonly isFiltered: boolean;
      readonly within: Within | null;
      readonly folds: TreeFolds;
    },
  ) {
    this.#source = source;
    this.query = options.query;
    this.#folds = options.folds;
    this.#within = options.within;
    this.#matcher = options.isFiltered ? source.matcher : null;
  }

  /** Rows of everything that is shown. */
  get rowCount(): number {
    return this.#top.total;
  }

  /** Nothing has changed that is not in the rows. */
  get isDone(): boolean {
    if (!this.#isAtEnd || this.#work !== null) return false;
    if (this.#again.size > 0 || this.dirtyRuns.size > 0) return false;
    for (const listed of this.#followed) if (!listed.isDone) return false;
    return true;
  }

  /** Runs that have been looked at, of how many; null when rows and matches are those of now. */
  get progress(): { readonly done: number; readonly total: number } | null {
    if (this.isDone) return null;
    const total = this.#within === null ? this.#source.runs().length : 1;
    return { done: Math.max(0, Math.min(this.#done, total) - this.#again.size), total };
  }

  /** Takes in what has changed, then goes on with the first look, until `isEnough`. Returns whether all is done. */
  work(isEnough: () => boolean): boolean {
    this.#takeChangedRuns();
    for (const listed of this.#followed) {
      if (!takeParts(listed.work(), isEnough)) return false;
      this.#settle(listed);
    }
    if (isEnough()) return this.isDone;
    while (this.#work !== null || !this.#isAtEnd || this.#again.size > 0) {
      this.#work ??= this.#lookAtRuns();
      if (this.#work.next().done === true) this.#work = null;
      if (isEnough()) break;
    }
    return this.isDone;
  }

  /** Lets all trees go. */
  close(): void {
    for (const listed of this.#followed) listed.letGo();
    this.#followed.clear();
  }

  /** A person opened or closed a node (`below`: and everything below it). */
  refold(run: number, node: number, below: boolean): void {
    this.#drawn.delete(run);
    const tree = this.#keys.has(run) ? this.#source.tree(run) : null;
    if (tree === null || node >= tree.table.length) return;
    if (this.#matcher !== null && this.#small.has(run)) {
      this.#again.add(run);
      return;
    }
    const listed = this.#runs.get(run) ?? this.#begin(run, tree);
    this.#follow(listed, tree, false);
    listed.refold(tree, node, below);
  }

  /** Rows `from` to `from + count - 1`. */
  window(from: number, count: number): TreeRow[] {
    const rows: TreeRow[] = [];
    let told = 0;
    for (const { id, row } of this.#top.from(from)) {
      if (told >= count) break;
      const run = -id;
      const listed = this.#listed(run);
      if (listed === null) {
        told++;
        const closed = this.#source.row(run, 0, { depth: 0, open: false });
        if (closed !== null) rows.push(closed);
        continue;
      }
      told += listed.collect(from - row, count - told, ({ node, depth, open, hasRowsBelow }) => {
        const one = this.#source.row(run, node, { depth, open });
        if (one !== null) rows.push(hasRowsBelow ? one : Object.assign(one, { childCount: 0 }));
      });
    }
    return rows;
  }

  /** Row of a node; -1 when it is not shown. */
  rowOf(run: number, node: number): number {
    const key = this.#keys.get(run);
    const first = key === undefined ? -1 : this.#top.rowOf(key, -run);
    if (first === -1 || node === 0) return first;
    const listed = this.#listed(run);
    const tree = listed === null ? null : this.#source.tree(run);
    if (listed === null || tree === null || node >= tree.table.length) return -1;
    const row = listed.rowOf(tree, node);
    return row === -1 ? -1 : first + row;
  }

  /** The steps of a run that are shown, with their rows counted from the row of the run. */
  stepRows(run: number): StepRow[] {
    const listed = this.#listed(run);
    const tree = listed === null ? null : this.#source.tree(run);
    return listed === null || tree === null ? [] : listed.stepRows(tree);
  }

  #takeChangedRuns(): void {
    for (const run of this.dirtyRuns) {
      this.#drawn.delete(run);
      if (this.#source.runStatus(run) === null) this.#drop(run);
      else if (run === this.#reading) this.#isStale = true;
      else if (run >= this.#lookedDownTo || this.#isAtEnd) this.#look(run);
    }
    this.dirtyRuns.clear();
  }

  /** A run that has been looked at has changed, or has come. */
  #look(run: number): void {
    const key = this.#keys.get(run);
    if (key !== undefined && this.query.sort !== 'queue') {
      const now = this.#keyOf(run);
      if (now !== key) {
        const weight = this.#top.remove(key, -run);
        this.#keys.set(run, now);
        this.#top.insert(now, -run, weight);
      }
    }
    const listed = this.#runs.get(run);
    if (listed === undefined) {
      if (this.#matcher !== null || key === undefined || this.#mayBeOpen(run)) this.#again.add(run);
      return;
    }
    const tree = this.#source.tree(run);
    if (tree !== null) this.#follow(listed, tree, true);
  }

  *#lookAtRuns(): Generator<void> {
    for (;;) {
      for (const run of this.#again) {
        this.#again.delete(run);
        yield* this.#consider(run);
      }
      if (this.#isAtEnd) return;
      const next = this.#nextRun();
      if (next === null) this.#isAtEnd = true;
      else {
        // Runs that come meanwhile are newer than this one.
        this.#lookedDownTo = next;
        yield* this.#consider(next);
        this.#done++;
      }
      yield;
    }
  }

  /** The newest run that has not been looked at. */
  #nextRun(): number | null {
    if (this.#within !== null) return this.#lookedDownTo === Infinity ? this.#within.run : null;
    const runs = this.#source.runs();
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (runs[middle] < this.#lookedDownTo) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : runs[low - 1];
  }

  *#consider(run: number): Generator<void> {
    if (this.#source.runStatus(run) === null || (this.#within !== null && this.#within.run !== run)) return;
    if (this.#matcher === null) {
      if (!this.#keys.has(run)) this.#place(run, 1);
      const tree = this.#mayBeOpen(run) ? this.#source.tree(run) : null;
      if (tree !== null && !this.#runs.has(run) && this.#folds.isOpen(tree, 0)) this.#begin(run, tree);
      return;
    }
    if (!this.#mayMatch(run)) {
      this.#forget(run);
      return;
    }
    this.#reading = run;
    const tree = this.#source.isActive(run) ? this.#source.tree(run) : yield* this.#source.treeInParts(run);
    this.#reading = null;
    if (tree === null) return;
    if (this.#isStale) {
      this.#isStale = false;
      this.#again.add(run);
      return;
    }
    if (tree.table.length <= smallRun) {
      this.#considerSmall(run, tree);
      return;
    }
    this.#forget(run);
    const listed = this.#begin(run, tree);
    yield* listed.work();
    this.#settle(listed);
  }

  #considerSmall(run: number, tree: RunTree): void {
    const listed = this.#readSmall(run, tree);
    const before = this.#small.get(run) ?? 0;
    this.matches += listed.matches - before;
    if (listed.matches > 0) this.#small.set(run, listed.matches);
    else this.#small.delete(run);
    this.#place(run, listed.isShown ? listed.rows : 0);
  }

  #readSmall(run: number, tree: RunTree): ListedRun {
    const listed = this.#make(run, { resized: () => undefined, counted: () => undefined });
    listed.follow(tree, false);
    takeParts(listed.work(), () => false);
    listed.letGo();
    return listed;
  }

  #begin(run: number, tree: RunTree): ListedRun {
    const listed: ListedRun = this.#make(run, {
      resized: () => {
        this.#place(run, listed.isShown ? listed.rows : 0);
      },
      counted: (by) => {
        this.matches += by;
      },
    });
    this.#runs.set(run, listed);
    this.#follow(listed, tree, false);
    return listed;
  }

  #make(
    run: number,
    tell: { readonly resized: () => void; readonly counted: (by: number) => void },
  ): ListedRun {
    return new ListedRun({ run, sort: this.query.sort, matcher: this.#matcher, folds: this.#folds, ...tell });
  }

  #follow(listed: ListedRun, tree: RunTree, isChanged: boolean): void {
    listed.follow(tree, isChanged);
    this.#followed.add(listed);
  }

  /** What has ended does not change any more, and where nothing matches nothing is kept. */
  #settle(listed: ListedRun): void {
    if (!listed.isDone || this.#source.isActive(listed.run)) return;
    listed.letGo();
    this.#followed.delete(listed);
    if (!listed.isShown || (this.#matcher === null && listed.rows === 1)) this.#runs.delete(listed.run);
  }

  /** The rows of a run; null when there is only the run itself. */
  #listed(run: number): ListedRun | null {
    const listed = this.#runs.get(run);
    if (listed !== undefined) return listed;
    if (!this.#small.has(run)) return null;
    const drawn = this.#drawn.get(run);
    if (drawn !== undefined) return drawn;
    const tree = this.#source.tree(run);
    if (tree === null) return null;
    const read = this.#readSmall(run, tree);
    this.#drawn.set(run, read);
    for (const oldest of this.#drawn.keys()) {
      if (this.#drawn.size <= keptSmallRuns) break;
      this.#drawn.delete(oldest);
    }
    return read;
  }

  /** Puts a run into the list with so many rows; takes it out when it has none. */
  #place(run: number, rows: number): void {
    const key = this.#keys.get(run);
    if (key !== undefined && rows > 0) this.#top.setWeight(key, -run, rows);
    else if (key !== undefined) {
      this.#top.remove(key, -run);
      this.#keys.delete(run);
    } else if (rows > 0) {
      const now = this.#keyOf(run);
      this.#keys.set(run, now);
      this.#top.insert(now, -run, rows);
    }
  }

  #keyOf(run: number): OrderKey {
    return runKey(this.query.sort, () => this.#source.order(run) ?? unknown);
  }

  #drop(run: number): void {
    this.#forget(run);
    this.#again.delete(run);
    if (run === this.#reading) this.#isStale = true;
    this.#place(run, 0);
    this.#folds.forget(run);
  }

  /** Nothing of the run is shown, or it is looked at anew. */
  #forget(run: number): void {
    const listed = this.#runs.get(run);
    if (listed !== undefined) {
      listed.letGo();
      this.#followed.delete(listed);
      this.#runs.delete(run);
    }
    this.matches -= listed?.matches ?? this.#small.get(run) ?? 0;
    this.#small.delete(run);
    if (this.#matcher !== null) this.#place(run, 0);
  }

  #mayMatch(run: number): boolean {
    const stats = this.#source.stats(run);
    return stats !== null && mayMatch(this.query, stats, () => this.#source.tags(run));
  }

  #mayBeOpen(run: number): boolean {
    if (this.#folds.mayBeOpen(run)) return true;
    return (
      this.#source.runStatus(run) === 'running' && this.#source.runs().slice(-selfOpenedRuns).includes(run)
    );
  }
}

/** Whether a run with these counts can have a job that matches; its tags are asked for where they matter. */
export function mayMatch(
  { statuses, tag }: Pick<TreeQuery, 'statuses' | 'tag'>,
  stats: Stats,
  tags: () => readonly string[],
): boolean {
  if (stats.total === 0) return false;
  if (statuses.length > 0 && statuses.every((status) => stats[status] === 0)) return false;
  return tag === null || tags().includes(tag);
}

/** Takes one part after the other; returns whether that was all of them before it was enough. */
function takeParts(parts: Generator<void>, isEnough: () => boolean): boolean {
  while (parts.next().done !== true) if (isEnough()) return false;
  return true;
}

/** A run that is just going: it has no place of its own any more. */
const unknown: OrderedNode = {
  name: '',
  status: 'pending',
  waits: false,
  readyAt: null,
  startedAt: 0,
  endedAt: 0,
};
