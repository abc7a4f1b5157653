/**
 * A run beside another one of its definition that has ended: each job, taken as one when it is in both, is of one kind
 * (`comparedKinds`). Kinds are kept by node, and counted in every node above, as statuses are; they are brought up to
 * date page by page, so a run that goes on costs what has changed in it.
 */
import { comparedKinds, isSlower, type ComparedKind } from '../../../src-shared/compared-kinds';
import { hasEnded } from '../jobs/job-states';
import { nodeFlags, nodesPerPage } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';
import { sortPositions } from '../jobs/sort-positions';
import { none, RunMatching, type TwoTrees } from './run-matching';

/** How much is done before others may have their turn. */
export interface ComparisonSlices {
  /** Nodes that are matched. */
  readonly matched: number;
  /** Pages of which the kinds are found out. */
  readonly pages: number;
  /** The same, at the end, so that all is of one moment. */
  readonly lastPages: number;
  /** Nodes that are looked at for a list. */
  readonly listed: number;
}

const usualSlices: ComparisonSlices = { matched: 64, pages: 16, lastPages: 256, listed: 4096 };
/** In the place of a kind: a run, a step; and a node that was not looked at. */
const noJob = comparedKinds.length;
const unknown = 255;

const position = Object.fromEntries(comparedKinds.map((kind, at) => [kind, at])) as Record<
  ComparedKind,
  number
>;

/** Jobs of one kind: nodes of this run, and, as `~n`, jobs `n` that are only in the other one. */
export type ComparedNodes = readonly number[];

/** See the head of this file. */
export class RunComparison {
  readonly matching: RunMatching;
  /** Grows when something may be another way than before. */
  version = 0;
  /** By node here: the position of its kind. */
  #kinds = new Uint8Array(64).fill(unknown);
  /** By node with nodes below: jobs of each kind in it. */
  readonly #counts = new Map<number, Uint32Array>();
  /** Pages of nodes here that may be of other kinds now. */
  readonly #changed = new Set<number>();
  #list: { readonly key: string; readonly nodes: ComparedNodes } | null = null;
  readonly #slices: ComparisonSlices;

  constructor(slices = usualSlices) {
    this.#slices = slices;
    this.matching = new RunMatching(slices.matched);
  }

  /** Pages of this run's nodes have changed. */
  note(pages: Iterable<number>): void {
    for (const page of pages) this.#changed.add(page);
  }

  /** Brings everything up to date; yields between slices, and what it returns to is of one moment. */
  *refresh(trees: TwoTrees): Generator<undefined, void, void> {
    for (;;) {
      const first = yield* this.matching.refresh(trees);
      for (let n = first; n < this.matching.known; n += nodesPerPage) this.#changed.add(pageOf(n));
      if (this.matching.known > first) this.#changed.add(pageOf(this.matching.known - 1));
      if (this.#changed.size <= this.#slices.lastPages) break;
      this.#look(trees, this.#slices.pages);
      yield;
    }
    this.#look(trees, this.#slices.lastPages);
  }

  /** How many jobs of each kind there are within a node. */
  counts(here: RunTree, scope: number): Record<ComparedKind, number> {
    const cells = this.#counts.get(scope) ?? this.#ownCells(scope);
    const counts = Object.fromEntries(comparedKinds.map((kind, at) => [kind, cells[at]])) as Record<
      ComparedKind,
      number
    >;
    for (const [n, jobs] of this.matching.missing) {
      if (isIn(here, n, scope)) counts[mayGetMore(here, n) ? 'open' : 'gone'] += jobs;
    }
    return counts;
  }

  /** The jobs of a kind within a node; yields between slices. Of a run that goes on they may be of several moments. */
  *list(
    trees: TwoTrees,
    { scope, kind }: { readonly scope: number; readonly kind: ComparedKind },
  ): Generator<undefined, ComparedNodes, void> {
    const key = `${scope} ${kind} ${this.version}`;
    if (this.#list?.key === key) return this.#list.nodes;
    const found: number[] = [];
    let here = trees.here();
    for (let n = scope; n < this.matching.known; n++) {
      if (this.#kinds[n] === position[kind] && isIn(here, n, scope)) found.push(n);
      if (n % this.#slices.listed !== 0) continue;
      yield;
      here = trees.here();
    }
    if (kind === 'gone' || kind === 'open') yield* this.#addMissing(trees, { scope, kind, found });
    const nodes =
      kind === 'slower' || kind === 'faster'
        ? yield* this.#byDifference(trees, found, kind === 'slower' ? -1 : 1)
        : found;
    this.#list = { key, nodes };
    return nodes;
  }

  /** The most first. */
  *#byDifference(
    trees: TwoTrees,
    nodes: readonly number[],
    sign: number,
  ): Generator<undefined, ComparedNodes, void> {
    const keys = new Float64Array(nodes.length);
    let [here, there] = [trees.here(), trees.there()];
    for (let at = 0; at < nodes.length; at++) {
      const n = nodes[at];
      keys[at] = sign * (durationOf(here, n) - durationOf(there, this.matching.thereOf(n)));
      if (at % this.#slices.listed !== 0) continue;
      yield;
      [here, there] = [trees.here(), trees.there()];
    }
    const sorted = yield* sortPositions(Uint32Array.from(nodes.keys()), keys);
    const ordered: number[] = [];
    for (const at of sorted) {
      if (ordered.push(nodes[at]) % this.#slices.listed === 0) yield;
    }
    return ordered;
  }

  *#addMissing(
    trees: TwoTrees,
    {
      scope,
      kind,
      found,
    }: { readonly scope: number; readonly kind: 'gone' | 'open'; readonly found: number[] },
  ): Generator<undefined, void, void> {
    const scopeThere = this.matching.thereOf(scope);
    if (scopeThere === none) return;
    let [here, there] = [trees.here(), trees.there()];
    const { length } = there.table;
    for (let n = scopeThere; n < length; n++) {
      if (n % this.#slices.listed === 0) {
        yield;
        [here, there] = [trees.here(), trees.there()];
      }
      if (this.matching.hereOf(n) !== none || !there.table.isJob(n) || !isIn(there, n, scopeThere)) continue;
      let above = there.table.parent(n);
      while (this.matching.hereOf(above) === none) above = there.table.parent(above);
      if (mayGetMore(here, this.matching.hereOf(above)) === (kind === 'open')) found.push(~n);
    }
  }

  /** Looks at so many pages at most. */
  #look(trees: TwoTrees, most: number): void {
    let looked = 0;
    for (const page of this.#changed) {
      if (looked++ === most) return;
      this.#changed.delete(page);
      this.#lookAt(trees.here(), trees.there(), page);
      this.version++;
    }
  }

  #lookAt(here: RunTree, there: RunTree, page: number): void {
    const to = Math.min((page + 1) * nodesPerPage, this.matching.known);
    if (to > this.#kinds.length) {
      const larger = new Uint8Array(Math.max(to, this.#kinds.length * 2)).fill(unknown);
      larger.set(this.#kinds);
      this.#kinds = larger;
    }
    for (let n = page * nodesPerPage; n < to; n++) {
      const before = this.#kinds[n];
      const kind = here.table.isJob(n)
        ? position[kindOf(here, n, { there, n: this.matching.thereOf(n) })]
        : noJob;
      if (kind === before) continue;
      this.#kinds[n] = kind;
      if (before < noJob) this.#count(here, n, { kind: before, by: -1 });
      if (kind < noJob) this.#count(here, n, { kind, by: 1 });
    }
  }

  /** Counts a job in itself, if it has children, and in all that is above it. */
  #count(here: RunTree, n: number, { kind, by }: { readonly kind: number; readonly by: 1 | -1 }): void {
    const own = this.#counts.get(n);
    if (own !== undefined) own[kind] += by;
    for (let at = n; at !== 0;) {
      at = here.table.parent(at);
      let cells = this.#counts.get(at);
      if (cells === undefined) this.#counts.set(at, (cells = this.#ownCells(at)));
      cells[kind] += by;
    }
  }

  /** Counts of a node alone. */
  #ownCells(n: number): Uint32Array {
    const cells = new Uint32Array(comparedKinds.length);
    const kind = this.#kinds[n] ?? unknown;
    if (kind < noJob) cells[kind] = 1;
    return cells;
  }
}

function pageOf(n: number): number {
  return Math.floor(n / nodesPerPage);
}

function isIn(tree: RunTree, n: number, scope: number): boolean {
  return scope === 0 || tree.isWithin(n, scope);
}

/** Whether what is missing in a node may still come: a step gets its jobs when it starts, a job its children while it runs. */
function mayGetMore({ table }: RunTree, n: number): boolean {
  if (hasEnded(table.status(n))) return false;
  return table.kind(n) === 'step' ? !table.hasFlag(n, nodeFlags.expanded) : table.isJob(n);
}

/** Milliseconds of the latest attempt of a job that has ended. */
function durationOf({ table }: RunTree, n: number): number {
  return table.endedAt(n) - table.startedAt(n);
}

function kindOf(
  here: RunTree,
  n: number,
  other: { readonly there: RunTree; readonly n: number },
): ComparedKind {
  if (other.n === none) return 'added';
  const now = here.table.status(n);
  const then = other.there.table.status(other.n);
  if (!hasEnded(now)) return 'open';
  if (now === 'failed') return then === 'failed' ? 'failing-again' : 'failing';
  if (then === 'failed') return now === 'completed' ? 'repaired' : 'otherwise';
  if (now !== then) return 'otherwise';
  if (now !== 'completed') return 'alike';
  const [took, tookThen] = [durationOf(here, n), durationOf(other.there, other.n)];
  if (isSlower(took, tookThen)) return 'slower';
  return isSlower(tookThen, took) ? 'faster' : 'alike';
}
