/** The rows of the tree that are in view: pulled with the feed, kept in place while rows come and go above them. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { TreeWindow } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';
import { useFeedStore } from '../feed/feed-store';
import { remembered } from '../settings/remembered';
import {
  clampTop,
  rowsInView,
  topAfterShift,
  topToShow,
  visibleRange,
  type ListGeometry,
} from '../scroll/anchor';
import { rowHeight } from '../settings/preferences';

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

/** The windowed tree. */
export interface TreeView {
  readonly list: ComputedRef<ListGeometry>;
  readonly top: ComputedRef<number>;
  readonly rows: ComputedRef<ShownTreeRow[]>;
  /** Row under the pointer, which must not move. */
  readonly hoveredId: ShallowRef<NodeId | null>;
  rowAt(index: number): TreeRow | undefined;
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
  const tree = computed<TreeWindow>(() => feed.message?.tree ?? { rowCount: 0, from: 0, rows: [] });
  const list = computed<ListGeometry>(() => ({
    rowCount: tree.value.rowCount,
    rowHeight: rowHeight.tree,
    height: height(),
  }));
  const top = computed(() => clampTop(place.value, list.value));
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

  // What is under the pointer stays there; else the first row in view, unless that is the very first.
  watch(
    () => feed.message?.tree,
    (next, previous) => {
      if (next === undefined || previous === undefined) return;
      const first = previous.rows[Math.ceil(top.value) - previous.from];
      const anchorId = hoveredId.value ?? (top.value > 0 ? (first?.id ?? null) : null);
      const before = indexIn(previous, anchorId);
      const after = indexIn(next, anchorId);
      const isKnown = before !== -1 && after !== -1;
      place.value = isKnown
        ? topAfterShift(place.value, before, after, list.value)
        : clampTop(top.value, list.value);
    },
  );

  // Asked for in steps of some rows, so that not every row scrolled is a question.
  const wantedFrom = computed(() => Math.max(0, Math.floor((top.value - margin) / stride) * stride));
  const wantedCount = computed(() => {
    const count = Math.ceil((rowsInView(list.value) + 2 * margin) / stride + 1) * stride;
    return Math.min(mostRows, count);
  });
  watch(
    [wantedFrom, wantedCount],
    ([treeFrom, treeCount]) => {
      feed.look({ treeFrom, treeCount });
    },
    { immediate: true },
  );

  return {
    list,
    top,
    rows,
    hoveredId,
    rowAt,
    indexOf: (id) => indexIn(tree.value, id),
    scrollTo,
    reveal(index) {
      place.value = topToShow(index, top.value, list.value);
    },
  };
}
