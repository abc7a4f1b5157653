/**
 * Steps never leave the tree: those above the rows in view are pinned to its top with their run, those below to its
 * bottom; two each, and a row that says how many more there are.
 */
import type { TreeWindow } from '../../src-shared/contract';
import type { TreeRow } from '../../src-shared/model';
import { rowsInView, type ListGeometry } from '../scroll/anchor';

/** A pinned row and its place in the tree. */
export interface PinnedRow {
  readonly index: number;
  readonly row: TreeRow;
}

/** What is pinned to one edge, in the order of the tree. */
export interface PinnedEdge {
  readonly rows: readonly PinnedRow[];
  /** Steps further away than these. */
  readonly more: number;
}

/** Both edges. */
export interface PinnedSteps {
  readonly top: PinnedEdge;
  readonly bottom: PinnedEdge;
}

const steps = 2;
/** In a tree of fewer rows nothing is pinned: there would be no room left. */
const fewestRows = 12;
/** Rows that may be pinned to the top: the run, two steps, and the row that counts the others. */
export const mostPinnedAbove = steps + 2;
/** To the bottom there is no run. */
export const mostPinnedBelow = steps + 1;
const nothing: PinnedEdge = { rows: [], more: 0 };

/** Rows that an edge takes. */
export function pinnedCount({ rows, more }: PinnedEdge): number {
  return rows.length + (more > 0 ? 1 : 0);
}

/** Whether there is room to pin anything. */
export function canPin(list: ListGeometry): boolean {
  return rowsInView(list) >= fewestRows;
}

/** What is pinned while the row `top` is at the upper edge. */
export function pinnedSteps(tree: TreeWindow, top: number, list: ListGeometry): PinnedSteps {
  if (!canPin(list)) return { top: nothing, bottom: nothing };
  return {
    top: grow((taken) => above(tree, top + taken)),
    bottom: grow((taken) => below(tree, top + rowsInView(list) - taken)),
  };
}

/** What is pinned covers rows, which may be steps themselves: until nothing more is covered. */
function grow(pinned: (taken: number) => PinnedEdge): PinnedEdge {
  let edge = pinned(0);
  for (let turn = 0; turn < mostPinnedAbove + 1; turn++) {
    const next = pinned(pinnedCount(edge));
    if (pinnedCount(next) <= pinnedCount(edge)) return next;
    edge = next;
  }
  return edge;
}

function above(tree: TreeWindow, edge: number): PinnedEdge {
  const first = tree.rows[Math.ceil(edge) - tree.from];
  if (first === undefined || first.kind === 'run') return nothing;
  const known = [
    ...tree.above.rows.map(({ row, node }) => ({ index: row, row: node })),
    ...indexed(tree),
  ].filter(({ row, index }) => row.runId === first.runId && row.kind !== 'job' && index < edge);
  const run = known.filter(({ row }) => row.kind === 'run');
  const ofSteps = known.filter(({ row }) => row.kind === 'step');
  const further = tree.rows[0]?.runId === first.runId ? tree.above.more : 0;
  return {
    rows: [...run, ...ofSteps.slice(-steps)],
    more: further + Math.max(0, ofSteps.length - steps),
  };
}

function below(tree: TreeWindow, edge: number): PinnedEdge {
  const last = tree.rows[Math.floor(edge) - 1 - tree.from];
  if (last === undefined) return nothing;
  const known = [
    ...indexed(tree),
    ...tree.below.rows.map(({ row, node }) => ({ index: row, row: node })),
  ].filter(({ row, index }) => row.runId === last.runId && row.kind === 'step' && index + 1 > edge);
  const further = tree.rows.at(-1)?.runId === last.runId ? tree.below.more : 0;
  return { rows: known.slice(0, steps), more: further + Math.max(0, known.length - steps) };
}

function indexed({ rows, from }: TreeWindow): PinnedRow[] {
  return rows.map((row, at) => ({ index: from + at, row }));
}
