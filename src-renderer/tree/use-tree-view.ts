/** The rows of the tree that are in view: pulled with the feed, kept in place while rows come and go above them. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { TreeWindow } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';
import { useFeedStore } from '../feed/feed-store';
import { clampTop, rowsInView, topToShow, visibleRange, type ListGeometry } from '../scroll/anchor';
import { anchorShift } from './anchor-shift';
import { rowHeight } from '../settings/preferences';
import { remembered } from '../settings/remembered';
import {
  canPin,
  mostPinnedAbove,
  mostPinnedBelow,
  pinnedCount,
  pinnedSteps,
  type PinnedSteps,
} from './pinned-steps';

/** Rows asked for above and below what is seen, so that scrolling a little shows them at once. */
const margin = 24;
const stride = 8;
/** The contract's limit. */
const mostRows = 1000;

/** A row as it is drawn; undefined while it is on its way. */
export interface ShownTreeRow {
  readonly index: number;
  readonly row: TreeRow | undefined;
}

const emptyTree: TreeWindow = {
  rowCount: 0,
  from: 0,
  rows: [],
  shift: 0,
  matches: null,
  progress: null,
  selectedRow: null,
  above: { rows: [], more: 0 },
  below: { rows: [], more: 0 },
};

/** The windowed tree. */
export interface TreeView {
  readonly list: ComputedRef<ListGeometry>;
  readonly top: ComputedRef<number>;
  readonly rows: ComputedRef<ShownTreeRow[]>;
  readonly pinned: ComputedRef<PinnedSteps>;
  /** Row under the pointer, which must not move. */
  readonly hoveredId: ShallowRef<NodeId | null>;
  rowAt(index: number): TreeRow | undefined;
  /** A row that is here, pinned ones included. */
  rowOf(id: NodeId | null): TreeRow | undefined;
  /** Where the node is among the rows that are here; -1 when it is not among them. */
  indexOf(id: NodeId | null): number;
  scrollTo(top: number): void;
  reveal(index: number): void;
}

function readTop(kept: unknown): number | null {
  return typeof kept === 'number' && kept >= 0 ? kept : null;
}

/** @param height of the tree's box in pixels */
export function useTreeView(height: () => number): TreeView {
  const feed = useFeedStore();
  const place = remembered('tree-top', readTop, 0, 'window');
  const hoveredId = shallowRef<NodeId | null>(null);
  const tree = computed<TreeWindow>(() => feed.message?.tree ?? emptyTree);
  const list = computed<ListGeometry>(() => ({
    rowCount: tree.value.rowCount,
    rowHeight: rowHeight.tree,
    height: height(),
  }));
  const top = computed(() => clampTop(place.value, list.value));
  const pinned = computed(() => pinnedSteps(tree.value, top.value, list.value));
  const rows = computed<ShownTreeRow[]>(() => {
    const { from, to } = visibleRange(top.value, list.value);
    return Array.from({ length: Math.max(0, to - from) }, (_, offset) => ({
      index: from + offset,
      row: rowAt(from + offset),
    }));
  });

  function rowAt(index: number): TreeRow | undefined {
    return tree.value.rows[index - tree.value.from];
  }

  function indexIn(window: TreeWindow, id: NodeId | null): number {
    const offset = id === null ? -1 : window.rows.findIndex((row) => row.id === id);
    return offset === -1 ? -1 : window.from + offset;
  }

  function scrollTo(wanted: number): void {
    place.value = clampTop(wanted, list.value);
  }

  /** Nodes in view and where they are: so the engine keeps the window around them. */
  function anchors(): { readonly id: NodeId; readonly row: number }[] {
    const { from, to } = visibleRange(top.value, list.value);
    if (from === 0) return [];
    return [from, Math.floor((from + to) / 2), to - 1].flatMap((row) => {
      const id = rowAt(row)?.id;
      return id === undefined ? [] : [{ id, row }];
    });
  }

  // What is under the pointer stays there; else the first row in view, unless that is the very first. Rows of another
  // order or filter are other rows: nothing of them was in view.
  let query = JSON.stringify(feed.answered?.treeQuery);
  watch(
    () => feed.message?.tree,
    (next, previous) => {
      if (next === undefined) return;
      const asked = JSON.stringify(feed.answered?.treeQuery);
      if (asked !== query) {
        query = asked;
        place.value = 0;
        if (next.selectedRow !== null) reveal(next.selectedRow);
        return;
      }
      if (previous === undefined) return;
      const first = previous.rows[Math.ceil(top.value) - previous.from];
      const anchorId = hoveredId.value ?? (place.value > 0 ? (first?.id ?? null) : null);
      const by = anchorId === null ? 0 : anchorShift(previous, next, anchorId);
      place.value = clampTop(place.value + by, list.value);
    },
  );

  function reveal(index: number): void {
    const geometry = list.value;
    const { top: over, bottom: under } = pinned.value;
    const isCovered =
      index < top.value + pinnedCount(over) ||
      index + 1 > top.value + rowsInView(geometry) - pinnedCount(under);
    if (!isCovered) return;
    // There, something else may be pinned than here: as much room as that can take.
    const above = canPin(geometry) ? mostPinnedAbove : 0;
    const below = canPin(geometry) ? mostPinnedBelow : 0;
    const height = geometry.height - (above + below) * rowHeight.tree;
    place.value = clampTop(topToShow(index, top.value + above, { ...geometry, height }) - above, geometry);
  }

  // Asked for in steps of some rows, so that not every row scrolled is a question.
  const wantedFrom = computed(() => Math.max(0, Math.floor((top.value - margin) / stride) * stride));
  const wantedCount = computed(() => {
    const count = Math.ceil((rowsInView(list.value) + 2 * margin) / stride + 1) * stride;
    return Math.min(mostRows, count);
  });
  watch(
    [wantedFrom, wantedCount],
    ([treeFrom, treeCount]) => {
      feed.look({ treeFrom, treeCount, treeAnchors: anchors() });
    },
    { immediate: true },
  );

  return {
    list,
    top,
    rows,
    pinned,
    hoveredId,
    rowAt,
    indexOf: (id) => indexIn(tree.value, id),
    rowOf(id) {
      const { rows: here, above, below } = tree.value;
      return [...here, ...[...above.rows, ...below.rows].map(({ node }) => node)].find(
        (row) => row.id === id,
      );
    },
    scrollTo,
    reveal,
  };
}
