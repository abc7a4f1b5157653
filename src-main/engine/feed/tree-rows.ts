/**
 * The tree as one subscriber has it folded: which rows there are, found by counting. Only open nodes cost
 * anything; a closed run of 100,000 jobs is one row, an open step finds row 70,000 without walking to it.
 */
import type { TreeNode, TreeRow } from '../../../src-shared/model';
import { formatId } from '../jobs/ids';
import type { RunTree } from '../jobs/run-tree';

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

/** Runs that open by themselves at most: a person who starts a hundred gets a list, not a flood. */
const selfOpenedRuns = 3;

/** See the head of this file. */
export class TreeRows {
  readonly #source: TreeSource;
  /** What a person opened or closed; it wins over the default. */
  readonly #chosen = new Map<string, boolean>();
  /** Nodes that have opened by themselves stay open until a person closes them: nothing folds under the pointer. */
  readonly #selfOpened = new Set<string>();

  constructor(source: TreeSource) {
    this.#source = source;
  }

  fold(id: string, open: boolean): void {
    this.#chosen.set(id, open);
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
    const open = tree !== null && this.#isOpen(tree, node);
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
    const candidates = new Set<number>();
    for (const [id, open] of [...this.#chosen, ...[...this.#selfOpened].map((id) => [id, true] as const)]) {
      if (open && isRun(id)) candidates.add(Number(id.slice(1)));
    }
    for (const run of runs.slice(-selfOpenedRuns)) {
      if (this.#source.runStatus(run) === 'running') candidates.add(run);
    }
    const open: { at: number; below: number }[] = [];
    for (const run of candidates) {
      const index = indexOfAscending(runs, run);
      const tree = index === -1 ? null : this.#source.tree(run);
      if (tree === null || !this.#isOpen(tree, 0)) continue;
      open.push({ at: runs.length - 1 - index, below: this.#rowsBelow(tree, 0) });
    }
    return open.sort((a, b) => a.at - b.at);
  }

  /** Positions of the open children of an open node, ascending. */
  #openChildren(tree: RunTree, node: number): number[] {
    const children = tree.children(node);
    const open: number[] = [];
    if (node === 0) {
      // The run's own children are its steps: few, and the ones that open by themselves.
      const few = Math.min(children.length, 1000);
      for (let at = 0; at < few; at++) if (this.#isOpen(tree, children.at(at))) open.push(at);
      return open;
    }
    const prefix = `${formatId(tree.run, 0)}.`;
    for (const [id, isOpen] of this.#chosen) {
      if (!isOpen || !id.startsWith(prefix)) continue;
      const at = children.indexOfAscending(Number(id.slice(prefix.length)));
      if (at !== -1 && this.#isOpen(tree, children.at(at))) open.push(at);
    }
    return open.sort((a, b) => a - b);
  }

  /** Runs that opened by themselves fold again when newer ones do: a list, not a flood. */
  #foldOldest(): void {
    const runs = [...this.#selfOpened].filter(isRun);
    for (const run of runs.slice(0, Math.max(0, runs.length - selfOpenedRuns))) {
      for (const id of [...this.#selfOpened]) {
        if (id === run || id.startsWith(`${run}.`)) this.#selfOpened.delete(id);
      }
    }
  }

  #isOpen(tree: RunTree, node: number): boolean {
    if (tree.children(node).length === 0) return false;
    const id = formatId(tree.run, node);
    const chosen = this.#chosen.get(id);
    if (chosen !== undefined) return chosen;
    if (this.#selfOpened.has(id)) return true;
    if (tree.table.isJob(node) || tree.table.status(node) !== 'running') return false;
    // A run of one added job says nothing more when it is open.
    if (node === 0 && tree.table.isJob(tree.children(0).at(0))) return false;
    this.#selfOpened.add(id);
    this.#foldOldest();
    return true;
  }
}

function isRun(id: string): boolean {
  return !id.includes('.');
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
