/**
 * The rows of one run where they are sorted or filtered: the children of each open node in a list of their own, kept
 * in order with every change. Nothing is scanned again: a job that changes moves, comes or goes at the cost of a
 * search, and what is large is done in parts (`work`).
 */
import type { TreeSort } from '../../../src-shared/tree-query';
import type { RunTree } from '../jobs/run-tree';
import { nodeKey } from './order-keys';
import type { TreeFolds } from './tree-folds';
import type { StepRow } from './tree-rows';
import { WeightedList, type OrderKey } from './weighted-list';

/** Whether a job is shown. */
export type JobMatcher = (tree: RunTree, node: number) => boolean;

/** A row as it lies in the run: `row` counts from the row of the run. */
export interface ListedRow {
  readonly node: number;
  readonly depth: number;
  readonly open: boolean;
  readonly hasRowsBelow: boolean;
}

interface Container {
  readonly list: WeightedList;
  open: boolean;
  /** Children that are in the list already, where all of them come in. */
  grown: number;
}

/** Nodes looked at between two questions whether it is enough for now. */
const nodesAtOnce = 32;

/** See the head of this file. */
export class ListedRun {
  readonly run: number;
  /** Jobs that match. */
  matches = 0;
  readonly #sort: TreeSort;
  readonly #matcher: JobMatcher | null;
  readonly #folds: TreeFolds;
  readonly #resized: () => void;
  readonly #counted: (by: number) => void;
  readonly #containers = new Map<number, Container>();
  readonly #keys: OrderKey[] = [];
  #matched = new Uint8Array(0);
  /** Nodes that have been looked at, from the first on. */
  #seen = 0;
  readonly #dirty = new Set<number>();
  readonly #growing = new Set<number>();
  #tree: RunTree | null = null;

  /** @param options.matcher null: all are shown, below what is open */
  constructor(options: {
    readonly run: number;
    readonly sort: TreeSort;
    readonly matcher: JobMatcher | null;
    readonly folds: TreeFolds;
    /** `rows` has changed, or whether anything is shown. */
    readonly resized: () => void;
    /** So many more jobs match, or fewer. */
    readonly counted: (by: number) => void;
  }) {
    this.run = options.run;
    this.#sort = options.sort;
    this.#matcher = options.matcher;
    this.#folds = options.folds;
    this.#resized = options.resized;
    this.#counted = options.counted;
  }

  /** Rows of the run with what is open below it. */
  get rows(): number {
    return this.#weight(0);
  }

  /** Whether there is anything to show; a run that is not filtered always shows itself. */
  get isShown(): boolean {
    return this.#matcher === null || this.#isShown(0);
  }

  get isDone(): boolean {
    return this.#tree === null || (this.#dirty.size === 0 && this.#growing.size === 0 && !this.#hasNew);
  }

  /**
   * Goes on from this tree; `isChanged`: it may differ from the one before in every node. Where nothing is known of
   * the run yet, it begins.
   */
  follow(tree: RunTree, isChanged: boolean): void {
    if (this.#tree === tree) return;
    const isNew = this.#seen === 0 && this.#tree === null;
    this.letGo();
    this.#tree = tree;
    tree.watch(this.#dirty);
    if (isNew && this.#matcher === null) {
      this.#seen = tree.table.length;
      if (this.#folds.isOpen(tree, 0)) this.#open(0);
    } else if (isChanged) for (let n = 0; n < this.#seen; n++) this.#dirty.add(n);
  }

  /** The run does not change any more, or is not shown any more: its tree may go. Idempotent. */
  letGo(): void {
    this.#tree?.unwatch(this.#dirty);
    this.#tree = null;
  }

  /** Takes in what has changed, with a pause after every few nodes. */
  *work(): Generator<void> {
    let count = 0;
    for (const n of this.#dirty) {
      this.#dirty.delete(n);
      if (n < this.#seen) this.#look(n);
      if (++count % nodesAtOnce === 0) yield;
    }
    while (this.#hasNew) {
      this.#lookAtNew(this.#seen++);
      if (++count % nodesAtOnce === 0) yield;
    }
    for (const n of this.#growing) yield* this.#grow(n);
  }

  /** A person opened or closed a node (`below`: and everything below it) of this tree. */
  refold(tree: RunTree, node: number, below: boolean): void {
    if (this.#matcher === null) {
      this.#close(tree, node);
      if (this.#folds.isOpen(tree, node) && this.#isReached(tree, node)) this.#open(node);
      return;
    }
    const within = [...this.#containers.keys()].filter(
      (n) => n === node || (below && tree.isWithin(n, node)),
    );
    // Those below come first, so that each tells its rows once.
    for (const n of within.sort((a, b) => b - a)) {
      const container = this.#containers.get(n);
      if (container === undefined) continue;
      container.open = this.#folds.isOpen(tree, n);
      if (n !== node)
        this.#containers.get(tree.table.parent(n))?.list.setWeight(this.#key(n), n, this.#weight(n));
    }
    this.#bubble(tree, node);
  }

  /** Calls back for the rows from `from` on, counted from the row of the run, until `most` of them are told. */
  collect(from: number, most: number, tell: (row: ListedRow) => void): number {
    return this.#collect(0, { from, most, depth: 0 }, tell);
  }

  /** Row of a node, counted from the row of the run; -1 when it is not shown. */
  rowOf(tree: RunTree, node: number): number {
    let row = 0;
    for (let n = node; n !== 0; n = tree.table.parent(n)) {
      const container = this.#containers.get(tree.table.parent(n));
      const before = container?.open === true && n < this.#seen ? container.list.rowOf(this.#key(n), n) : -1;
      if (before === -1) return -1;
      row += 1 + before;
    }
    return row;
  }

  /** The steps that are shown, with their rows counted from the row of the run. */
  stepRows(tree: RunTree): StepRow[] {
    const container = this.#containers.get(0);
    if (container?.open !== true) return [];
    const steps: StepRow[] = [];
    for (const { id, row, weight } of container.list.from(0)) {
      if (tree.table.kind(id) !== 'step') break;
      steps.push({ node: id, row: row + 1, open: weight > 1 });
    }
    return steps;
  }

  get #hasNew(): boolean {
    return this.#tree !== null && this.#seen < this.#tree.table.length;
  }

  #look(n: number): void {
    const tree = this.#tree;
    if (tree === null) return;
    this.#move(tree, n);
    if (this.#matcher !== null) {
      this.#match(tree, n);
      return;
    }
    const isOpen = this.#containers.has(n);
    const shouldBe = this.#folds.isOpen(tree, n) && this.#isReached(tree, n);
    if (isOpen && !shouldBe) this.#close(tree, n);
    else if (!isOpen && shouldBe) this.#open(n);
  }

  #lookAtNew(n: number): void {
    const tree = this.#tree;
    if (tree === null) return;
    if (this.#matcher !== null) {
      this.#match(tree, n);
      return;
    }
    if (n === 0) return;
    const parent = tree.table.parent(n);
    if (this.#containers.has(parent)) this.#growing.add(parent);
    else this.#look(parent);
  }

  /** Puts a node where its key belongs now. */
  #move(tree: RunTree, n: number): void {
    if (this.#sort === 'queue' || n === 0) return;
    const container = this.#containers.get(tree.table.parent(n));
    if (container === undefined || !(n in this.#keys)) return;
    const before = this.#keys[n];
    const key = nodeKey(this.#sort, tree, n);
    if (key === before) return;
    const weight = container.list.remove(before, n);
    if (weight === 0) return;
    this.#keys[n] = key;
    container.list.insert(key, n, weight);
  }

  #match(tree: RunTree, n: number): void {
    const matches = this.#matcher?.(tree, n) === true ? 1 : 0;
    if (n >= this.#matched.length) {
      const matched = new Uint8Array(Math.max(64, tree.table.length, this.#matched.length * 2));
      matched.set(this.#matched);
      this.#matched = matched;
    }
    if (matches === this.#matched[n]) return;
    const wasShown = this.#isShown(n);
    this.#matched[n] = matches;
    this.matches += matches === 1 ? 1 : -1;
    this.#counted(matches === 1 ? 1 : -1);
    if (this.#isShown(n) === wasShown) return;
    if (wasShown) this.#hide(tree, n);
    else this.#show(tree, n);
  }

  /** A node has something to show now: it comes into its parent's list, and its parent with it. */
  #show(tree: RunTree, n: number): void {
    if (n === 0) {
      this.#resized();
      return;
    }
    const parent = tree.table.parent(n);
    const wasShown = this.#isShown(parent);
    let container = this.#containers.get(parent);
    if (container === undefined) {
      container = { list: new WeightedList(), open: this.#folds.isOpen(tree, parent), grown: 0 };
      this.#containers.set(parent, container);
    }
    this.#put(tree, container, n);
    if (wasShown) this.#bubble(tree, parent);
    else this.#show(tree, parent);
  }

  #hide(tree: RunTree, n: number): void {
    if (n === 0) {
      this.#resized();
      return;
    }
    const parent = tree.table.parent(n);
    const container = this.#containers.get(parent);
    if (container === undefined) return;
    container.list.remove(this.#key(n), n);
    if (container.list.length === 0) this.#containers.delete(parent);
    if (this.#isShown(parent)) this.#bubble(tree, parent);
    else this.#hide(tree, parent);
  }

  #put(tree: RunTree, { list }: Container, n: number): void {
    if (this.#sort !== 'queue') this.#keys[n] = nodeKey(this.#sort, tree, n);
    list.insert(this.#key(n), n, this.#weight(n));
  }

  #isShown(n: number): boolean {
    return this.#matched[n] === 1 || this.#containers.has(n);
  }

  /** Whether everything that the node is part of is open. */
  #isReached(tree: RunTree, n: number): boolean {
    for (let at = n; at !== 0;) {
      at = tree.table.parent(at);
      if (!this.#containers.has(at)) return false;
    }
    return true;
  }

  #open(n: number): void {
    this.#containers.set(n, { list: new WeightedList(), open: true, grown: 0 });
    this.#growing.add(n);
  }

  #close(tree: RunTree, node: number): void {
    if (!this.#containers.has(node)) return;
    for (const n of this.#containers.keys()) {
      if (!tree.isWithin(n, node)) continue;
      this.#containers.delete(n);
      this.#growing.delete(n);
    }
    this.#bubble(tree, node);
  }

  /** Takes in the children of an open node that are not in its list yet. */
  *#grow(node: number): Generator<void> {
    for (;;) {
      const tree = this.#tree;
      const container = this.#containers.get(node);
      const children = tree?.children(node);
      if (tree === null || children === undefined || container === undefined) break;
      const end = Math.min(children.length, container.grown + nodesAtOnce);
      for (; container.grown < end; container.grown++) {
        const child = children.at(container.grown);
        this.#put(tree, container, child);
        if (this.#folds.isOpen(tree, child)) this.#open(child);
      }
      this.#bubble(tree, node);
      if (container.grown >= children.length) break;
      yield;
    }
    this.#growing.delete(node);
  }

  /** The rows of a node have changed: all that it is part of have as many more or less. */
  #bubble(tree: RunTree, node: number): void {
    for (let n = node; n !== 0; n = tree.table.parent(n)) {
      const container = this.#containers.get(tree.table.parent(n));
      if (container === undefined) return;
      const by = container.list.setWeight(this.#key(n), n, this.#weight(n));
      if (by === 0 || !container.open) return;
    }
    this.#resized();
  }

  #weight(n: number): number {
    const container = this.#containers.get(n);
    return 1 + (container?.open === true ? container.list.total : 0);
  }

  #key(n: number): OrderKey {
    return this.#sort === 'queue' ? n : this.#keys[n];
  }

  #collect(
    node: number,
    { from, most, depth }: { readonly from: number; readonly most: number; readonly depth: number },
    tell: (row: ListedRow) => void,
  ): number {
    if (most <= 0) return 0;
    const container = this.#containers.get(node);
    const open = container?.open === true;
    const hasRowsBelow = this.#matcher === null || (container?.list.length ?? 0) > 0;
    let told = 0;
    if (from <= 0) {
      tell({ node, depth, open: open && hasRowsBelow, hasRowsBelow });
      told++;
    }
    if (!open || container === undefined) return told;
    const first = Math.max(0, from - 1);
    for (const { id, row } of container.list.from(first)) {
      if (told >= most) break;
      told += this.#collect(id, { from: first - row, most: most - told, depth: depth + 1 }, tell);
    }
    return told;
  }
}
