/**
 * The tree of one client: as it has folded, sorted and filtered it. In the order of the queue rows are found by
 * counting; sorted or filtered, or with everything below a node opened, they are kept in order (`ListedTree`), and
 * what takes longer than its share of a message goes on between ticks.
 */
import { setImmediate } from 'node:timers/promises';
import type { CommandInput, Interest, PlacedRow, TreeWindow } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';
import { isFiltering, wholeTree, type TreeQuery } from '../../src-shared/tree-query';
import type { EngineFace } from './engine-face';
import { ListedTree, type ListedSource } from './feed/listed-tree';
import { TreeFolds } from './feed/tree-folds';
import { TreeRows, type StepRow, type TreeSource } from './feed/tree-rows';
import { parseId } from './jobs/ids';
import { matcherOf } from './job-text';

/** Time that a message may take for what has changed, in milliseconds, and each turn between two ticks. */
const messageMs = 4;
const turnMs = 8;
/** Milliseconds between two messages about a look that is under way. */
const tellAfterMs = 100;
/** Steps that are told above and below the window. */
const placedSteps = 2;

/** What the tree needs of its client. */
export interface ClientTreeParts {
  readonly row: TreeSource['row'];
  /** Rows have changed without a commit. */
  readonly changed: () => void;
}

/** A tree that finds its rows: both kinds of it can do this. */
interface Placed {
  rowOf(run: number, node: number): number;
  stepRows(run: number): readonly StepRow[];
}

/** See the head of this file. */
export class ClientTree {
  readonly #engine: EngineFace;
  readonly #parts: ClientTreeParts;
  readonly #source: TreeSource;
  readonly #folds = new TreeFolds();
  readonly #rows: TreeRows;
  /** What a person folded of what a filter leaves; begins anew with each time there is a filter. */
  #filteredFolds = new TreeFolds({ opensAll: true });
  #listed: { readonly tree: ListedTree; readonly asked: string } | null = null;
  #interest: Interest | null = null;
  #isWorking = false;

  constructor(engine: EngineFace, parts: ClientTreeParts) {
    this.#engine = engine;
    this.#parts = parts;
    this.#source = {
      runs: () => engine.runNumbers,
      tree: (run) => engine.reader.open(run)?.tree ?? null,
      runStatus: (run) =>
        engine.active.runs.get(run)?.tree.table.status(0) ?? engine.reader.summary(run)?.status ?? null,
      row: parts.row,
    };
    this.#rows = new TreeRows(this.#source, this.#folds);
  }

  /** The rows that are looked at, as they are now. Call it between two ticks. */
  window(interest: Interest): TreeWindow {
    this.#interest = interest;
    const { treeQuery: query = wholeTree, treeCount: count, selectedId } = interest;
    const root = rootOf(interest);
    const listed = this.#listedFor(query, root);
    if (listed?.work(within(messageMs)) === false) void this.#workOn();
    const place: Placed = listed ?? {
      rowOf: (run, node) => this.#rows.rowOf(root, run, node),
      stepRows: (run) => this.#rows.stepRows(run),
    };
    const shift = shiftOf(interest, place);
    const wanted = Math.max(0, interest.treeFrom + shift);
    const { rowCount, from, rows } = this.#windowOf(listed, root, wanted, count);
    return {
      rowCount,
      from,
      rows,
      shift,
      matches: listed !== null && isFiltering(query) ? listed.matches : null,
      progress: listed?.progress ?? null,
      selectedRow: selectedId === null ? null : rowOrNull(place, selectedId),
      above: this.#above(place, from, rows),
      below: this.#below(place, from, rows),
    };
  }

  /** Opens or closes nodes. Call it between two ticks. */
  fold({ id, open, below = false }: CommandInput<'tree.fold'>): void {
    const { run, node } = parseId(id);
    const tree = this.#source.tree(run);
    const query = this.#interest?.treeQuery ?? wholeTree;
    const folds = isFiltering(query) ? this.#filteredFolds : this.#folds;
    if (!below) folds.fold(id, open);
    else if (tree !== null) folds.foldBelow(id, open, tree);
    this.#listed?.tree.refold(run, node, below);
  }

  /** The nodes of some rows, in order. Call it between two ticks. */
  ids(from: number, count: number): NodeId[] {
    const interest = this.#interest;
    if (interest === null) return [];
    const root = rootOf(interest);
    const listed = this.#listedFor(interest.treeQuery ?? wholeTree, root);
    return this.#windowOf(listed, root, from, count).rows.map(({ id }) => id);
  }

  /** Nobody looks at the moment. */
  rest(): void {
    if (this.#listed === null) return;
    this.#engine.runWatch.unwatch(this.#listed.tree.dirtyRuns);
    this.#listed.tree.close();
    this.#listed = null;
  }

  #windowOf(
    listed: ListedTree | null,
    root: number | null,
    from: number,
    count: number,
  ): { readonly rowCount: number; readonly from: number; readonly rows: TreeRow[] } {
    if (listed === null) return { ...this.#rows.window(root, from, count), from };
    return { rowCount: listed.rowCount, from, rows: listed.window(from, count) };
  }

  /** Null where rows are found by counting. */
  #listedFor(query: TreeQuery, root: number | null): ListedTree | null {
    const isFiltered = isFiltering(query);
    if (!isFiltered && query.sort === 'queue' && !this.#folds.opensBelow) {
      this.rest();
      return null;
    }
    const asked = JSON.stringify([query, root]);
    if (this.#listed?.asked === asked) return this.#listed.tree;
    if (isFiltered && (this.#listed === null || !isFiltering(this.#listed.tree.query))) {
      this.#filteredFolds = new TreeFolds({ opensAll: true });
    }
    this.rest();
    const scope = query.within === null ? null : parseId(query.within);
    const tree = new ListedTree(this.#listedSource(query), {
      query,
      isFiltered,
      within: root === null ? (isFiltered ? scope : null) : { run: root, node: 0 },
      folds: isFiltered ? this.#filteredFolds : this.#folds,
    });
    this.#engine.runWatch.watch(tree.dirtyRuns);
    this.#listed = { tree, asked };
    return tree;
  }

  #listedSource(query: TreeQuery): ListedSource {
    const { active, reader } = this.#engine;
    return {
      ...this.#source,
      isActive: (run) => active.runs.has(run),
      order: (run) => {
        const tree = active.runs.get(run)?.tree;
        if (tree === undefined) {
          const summary = reader.summary(run);
          return summary === null ? null : { ...summary, waits: false, readyAt: null };
        }
        const { table } = tree;
        return {
          name: tree.text(0).name,
          status: table.status(0),
          waits: false,
          readyAt: null,
          startedAt: table.startedAt(0),
          endedAt: table.endedAt(0),
        };
      },
      stats: (run) => active.runs.get(run)?.tree.stats(0) ?? reader.summary(run)?.stats ?? null,
      tags: (run) => (active.runs.get(run)?.record ?? reader.record(run))?.definition?.tags ?? [],
      treeInParts: (run) => reader.treeInParts(run),
      matcher: matcherOf(query),
    };
  }

  /** Goes on with what a message had no time for. */
  async #workOn(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      let toldAt = performance.now();
      for (;;) {
        await setImmediate();
        await this.#engine.loop.quiet();
        const tree = this.#listed?.tree;
        const isDone = tree?.work(within(turnMs)) !== false;
        if (isDone || performance.now() - toldAt > tellAfterMs) {
          toldAt = performance.now();
          this.#parts.changed();
        }
        if (isDone) return;
      }
    } finally {
      this.#isWorking = false;
    }
  }

  /** The run of the first row, where that is above the window, and its latest steps there. */
  #above(place: Placed, from: number, rows: readonly TreeRow[]): TreeWindow['above'] {
    const first = rows.at(0);
    if (first === undefined || first.kind === 'run') return { rows: [], more: 0 };
    const { run } = parseId(first.id);
    const runRow = place.rowOf(run, 0);
    if (runRow === -1) return { rows: [], more: 0 };
    const steps = place.stepRows(run).filter(({ row }) => runRow + row < from);
    const shown = [{ node: 0, row: 0, open: true }, ...steps.slice(-placedSteps)];
    return { rows: this.#placed(run, runRow, shown), more: Math.max(0, steps.length - placedSteps) };
  }

  #below(place: Placed, from: number, rows: readonly TreeRow[]): TreeWindow['below'] {
    const last = rows.at(-1);
    if (last === undefined) return { rows: [], more: 0 };
    const { run } = parseId(last.id);
    const runRow = place.rowOf(run, 0);
    if (runRow === -1) return { rows: [], more: 0 };
    const end = from + rows.length;
    const steps = place.stepRows(run).filter(({ row }) => runRow + row >= end);
    return {
      rows: this.#placed(run, runRow, steps.slice(0, placedSteps)),
      more: Math.max(0, steps.length - placedSteps),
    };
  }

  #placed(run: number, runRow: number, steps: readonly StepRow[]): PlacedRow[] {
    return steps.flatMap(({ node, row, open }) => {
      const shown = this.#parts.row(run, node, { depth: node === 0 ? 0 : 1, open });
      return shown === null ? [] : [{ row: runRow + row, node: shown }];
    });
  }
}

function within(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
}

function rootOf({ treeRootId }: Interest): number | null {
  return treeRootId === null ? null : parseId(treeRootId).run;
}

function rowOrNull(place: Placed, id: NodeId): number | null {
  const { run, node } = parseId(id);
  const row = place.rowOf(run, node);
  return row === -1 ? null : row;
}

/** By how much what was in view has moved; one row that went elsewhere by itself does not count. */
function shiftOf({ treeAnchors = [] }: Interest, place: Placed): number {
  const shifts = treeAnchors.flatMap(({ id, row }) => {
    const now = rowOrNull(place, id);
    return now === null ? [] : [now - row];
  });
  return shifts.sort((a, b) => a - b)[Math.floor(shifts.length / 2)] ?? 0;
}
