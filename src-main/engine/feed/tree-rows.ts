/**
 * The tree as one subscriber has it folded: which rows there are, found by counting. Only open nodes cost
 * anything; a closed run of 100,000 jobs is one row, an open step finds row 70,000 without walking to it.
 */
import type { TreeNode, TreeRow } from '../../../src-shared/model';
import type { RunTree } from '../jobs/run-tree';
import { selfOpenedRuns, type TreeFolds } from './tree-folds';

/** What the rows need to know of a folder. */
export interface TreeSource {
  /** Numbers of all runs, ascending. */
  runs(): readonly number[];
  /** A run's tree, or null when it is not there. Called only for open runs. */
  tree(run: number): RunTree | null;
  /** Status of a run without opening its tree, or null. */
  runStatus(run: number): TreeNode['status'] | null;
  row(run: number, node: number, place: { readonly depth: number; readonly open: boolean }): TreeRow | null;
}

/** A step that is shown: its row is counted from the row of its run. */
export interface StepRow {
  readonly node: number;
  readonly row: number;
  readonly open: boolean;
}

/** See the head of this file. */
export class TreeRows {
  readonly #source: TreeSource;
  readonly #folds: TreeFolds;

  constructor(source: TreeSource, folds: TreeFolds) {
    this.#source = source;
    this.#folds = folds;
  }

  /** Rows `from` to `from + count - 1`, and how many there are; `root`: only this run. */
  window(root: number | null, from: number, count: number): { rowCount: number; rows: TreeRow[] } {
    const runs = root === null ? this.#source.runs() : this.#source.runStatus(root) === null ? [] : [root];
    const openRuns = this.#openRuns(runs);
    const rows: TreeRow[] = [];
    // Newest first: position p of the list is run runs[length - 1 - p]; each open run adds its rows below itself.
    let position = 0;
    let row = 0;
    for (const { at, below } of openRuns) {
      const closed = at - position;
      this.#collectClosed(runs, position, closed, row, from, count, rows);
      row += closed;
      this.#collect(runs[runs.length - 1 - at], 0, 0, row, from, count, rows);
      row += 1 + below;
      position = at + 1;
    }
    const rest = runs.length - position;
    this.#collectClosed(runs, position, rest, row, from, count, rows);
    return { rowCount: row + rest, rows };
  }

  /** Row of a node, -1 when something that it is part of is closed, or it is not there. */
  rowOf(root: number | null, run: number, node: number): number {
    const runs = root === null ? this.#source.runs() : root === run ? [root] : [];
    const index = indexOfAscending(runs, run);
    if (index === -1) return -1;
    const before = runs.length - 1 - index;
    let row = before;
    for (const { at, below } of this.#openRuns(runs)) if (at < before) row += below;
    if (node === 0) return row;
    const tree = this.#source.tree(run);
    if (tree === null || node >= tree.table.length) return -1;
    const path = pathTo(tree, node);
    for (let at = 0; at < path.length - 1; at++) {
      if (!this.#folds.isOpen(tree, path[at])) return -1;
      const children = tree.children(path[at]);
      const position = children.indexOfAscending(path[at + 1]);
      row += 1 + position;
      for (const one of this.#openChildren(tree, path[at])) {
        if (one < position) row += this.#rowsBelow(tree, children.at(one));
      }
    }
    return row;
  }

  /** The steps of an open run with their rows, counted from the row of the run. */
  stepRows(run: number): StepRow[] {
    const tree = this.#source.tree(run);
    if (tree === null || !this.#folds.isOpen(tree, 0)) return [];
    const children = tree.children(0);
    const open = new Set(this.#openChildren(tree, 0));
    const steps: StepRow[] = [];
    let row = 1;
    // Steps come before anything else in a run.
    for (let at = 0; at < children.length && tree.table.kind(children.at(at)) === 'step'; at++) {
      steps.push({ node: children.at(at), row, open: open.has(at) });
      row += 1 + (open.has(at) ? this.#rowsBelow(tree, children.at(at)) : 0);
    }
    return steps;
  }

  #collectClosed(
    runs: readonly number[],
    position: number,
    length: number,
    firstRow: number,
    from: number,
    count: number,
    rows: TreeRow[],
  ): void {
    const start = Math.max(0, from - firstRow);
    const end = Math.min(length, from + count - firstRow);
    for (let at = start; at < end; at++) {
      const row = this.#source.row(runs[runs.length - 1 - position - at], 0, { depth: 0, open: false });
      if (row !== null) rows.push(row);
    }
  }

  /** Adds the rows of an open or closed node and what shows below it; returns how many rows that are. */
  #collect(
    run: number,
    node: number,
    depth: number,
    firstRow: number,
    from: number,
    count: number,
    rows: TreeRow[],
  ): number {
    const tree = this.#source.tree(run);
    const open = tree !== null && this.#folds.isOpen(tree, node);
    if (firstRow >= from && firstRow < from + count) {
      const row = this.#source.row(run, node, { depth, open });
      if (row !== null) rows.push(row);
    }
    if (!open) return 1;
    let row = firstRow + 1;
    let position = 0;
    const children = tree.children(node);
    for (const at of this.#openChildren(tree, node)) {
      this.#collectLeaves(run, children, position, at, depth + 1, row, from, count, rows);
      row += at - position;
      row += this.#collect(run, children.at(at), depth + 1, row, from, count, rows);
      position = at + 1;
    }
    this.#collectLeaves(run, children, position, children.length, depth + 1, row, from, count, rows);
    return row + children.length - position - firstRow;
  }

  #collectLeaves(
    run: number,
    children: { at(index: number): number },
    position: number,
    end: number,
    depth: number,
    firstRow: number,
    from: number,
    count: number,
    rows: TreeRow[],
  ): void {
    const first = position + Math.max(0, from - firstRow);
    const last = Math.min(end, position + from + count - firstRow);
    for (let at = first; at < last; at++) {
      const row = this.#source.row(run, children.at(at), { depth, open: false });
      if (row !== null) rows.push(row);
    }
  }

  /** Rows below a node that is open. */
  #rowsBelow(tree: RunTree, node: number): number {
    let rows = tree.children(node).length;
    for (const at of this.#openChildren(tree, node))
      rows += this.#rowsBelow(tree, tree.children(node).at(at));
    return rows;
  }

  /** Positions of the open runs in the list, newest first, with the rows below each. */
  #openRuns(runs: readonly number[]): { at: number; below: number }[] {
    const candidates = this.#folds.touchedRuns();
    for (const run of runs.slice(-selfOpenedRuns)) {
      if (this.#source.runStatus(run) === 'running') candidates.add(run);
    }
    const open: { at: number; below: number }[] = [];
    for (const run of candidates) {
      const index = indexOfAscending(runs, run);
      const tree = index === -1 ? null : this.#source.tree(run);
      if (tree === null || !this.#folds.isOpen(tree, 0)) continue;
      open.push({ at: runs.length - 1 - index, below: this.#rowsBelow(tree, 0) });
    }
    return open.sort((a, b) => a.at - b.at);
  }

  /** Positions of the open children of an open node, ascending. */
  #openChildren(tree: RunTree, node: number): number[] {
    const children = tree.children(node);
    const open: number[] = [];
    // The run's own children are its steps: few, and the ones that open by themselves.
    const few = node === 0 ? Math.min(children.length, 1000) : 0;
    for (let at = 0; at < few; at++) if (this.#folds.isOpen(tree, children.at(at))) open.push(at);
    for (const opened of this.#folds.openedNodes(tree.run)) {
      const at = children.indexOfAscending(opened);
      if (at >= few && this.#folds.isOpen(tree, children.at(at))) open.push(at);
    }
    return open.sort((a, b) => a - b);
  }
}

/** The nodes from the run down to a node, both included. */
function pathTo({ table }: RunTree, node: number): number[] {
  const path = [node];
  for (let at = node; at !== 0;) {
    at = table.parent(at);
    path.unshift(at);
  }
  return path;
}

function indexOfAscending(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (values[middle] === value) return middle;
    if (values[middle] < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
