/**
 * The merged log that is shown, and the place in it. A new view (another scope, other levels) takes over only when
 * the rows it begins with are here, so the log is never blank.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { FeedMessage } from '../../src-shared/contract';
import type { LevelMask, LogLevel, NodeId } from '../../src-shared/model';
import { toDetails } from '../engine/client';
import { allLevels, levelBit } from '../engine/interest';
import { useFeedStore } from '../feed/feed-store';
import { clampTop, rowsInView, visibleRange } from '../scroll/anchor';
import { createLogPlace } from './log-place';
import {
  isSameView,
  isWhole,
  logMargin,
  numberOfRow,
  openLogView,
  rowOfLine,
  shownRows,
  type LogView,
} from './log-view';

/** A view whose first rows are on their way; `top` is null until the row to begin at is known. */
interface WaitingView {
  readonly view: LogView;
  readonly top: 'end' | number | null;
}

/** The log of the scope. Totals are pushed with the feed, lines are pulled. */
export const useLogStore = defineStore('log', () => {
  const feed = useFeedStore();
  const levels = shallowRef<LevelMask>(allLevels);
  const view = shallowRef<LogView | null>(null);
  /** Grows when rows have come, so that they are drawn. */
  const arrivals = shallowRef(0);
  const failure = shallowRef<string | null>(null);
  /** Row reached by a jump. */
  const reached = shallowRef<number | null>(null);
  const matching = computed(() => view.value?.state.matching ?? 0);
  const place = createLogPlace(() => matching.value);
  const rows = computed(() => {
    const isDrawn = arrivals.value >= 0 && view.value !== null;
    return isDrawn && view.value !== null ? shownRows(view.value, place.top.value, place.list.value) : [];
  });

  let waiting: WaitingView | null = null;

  const listener = {
    onChange(): void {
      failure.value = null;
      arrivals.value++;
      settle();
    },
    onError(error: unknown): void {
      failure.value = toDetails(error).message;
    },
  };

  /** Takes what the feed says: new totals of this view, or another view. */
  function receive(message: FeedMessage): void {
    const state = message.log;
    if (state === null) {
      waiting?.view.pages.close();
      view.value?.pages.close();
      waiting = null;
      view.value = null;
    } else if (view.value !== null && isSameView(view.value.state, state)) {
      waiting?.view.pages.close();
      waiting = null;
      view.value = { ...view.value, state };
    } else if (waiting !== null && isSameView(waiting.view.state, state)) {
      waiting = { ...waiting, view: { ...waiting.view, state } };
    } else {
      waiting?.view.pages.close();
      waiting = { view: openLogView(state, listener), top: firstTop(state.scopeId) };
      if (waiting.top === null) void findTop(waiting.view);
    }
    settle();
  }

  /** Another scope begins at its end, followed; other levels keep the place. */
  function firstTop(scopeId: NodeId): WaitingView['top'] {
    const isSameScope = view.value?.state.scopeId === scopeId;
    return isSameScope && !place.follow.value ? null : 'end';
  }

  /** Keeps the line at the upper edge where it is, though other levels are shown. */
  async function findTop(next: LogView): Promise<void> {
    const first = rows.value.find((row) => row.index >= place.top.value && row.n !== null);
    const rowsAbove = first === undefined ? 0 : first.index - place.top.value;
    const row = await locate(next, first?.n ?? 1);
    if (waiting?.view.pages !== next.pages) return;
    const list = { ...place.list.value, rowCount: waiting.view.state.matching };
    waiting = { ...waiting, top: clampTop((row ?? list.rowCount) - rowsAbove, list) };
    settle();
  }

  async function locate(where: LogView, n: number): Promise<number | null> {
    try {
      return await rowOfLine(where, n);
    } catch (error) {
      listener.onError(error);
      return null;
    }
  }

  /** Pulls what is to be seen and shows what has come. */
  function settle(): void {
    if (waiting !== null) prepare(waiting);
    const current = view.value;
    if (current === null) return;
    if (!place.follow.value) {
      const { from, to } = visibleRange(place.top.value, place.list.value, logMargin);
      current.pages.want(from, to);
      return;
    }
    const count = matching.value;
    current.pages.want(tailFrom(count), count);
    const end = current.pages.knownEnd(count);
    if (current.pages.has(tailFrom(end), end)) place.arrived(end);
  }

  function tailFrom(end: number): number {
    return Math.max(0, end - Math.ceil(rowsInView(place.list.value)) - logMargin);
  }

  function prepare({ view: next, top }: WaitingView): void {
    if (top === null) return;
    const count = next.state.matching;
    const from = top === 'end' ? tailFrom(count) : Math.floor(top);
    const to = Math.min(count, from + Math.ceil(rowsInView(place.list.value)) + logMargin);
    if (!next.pages.has(from, to)) {
      next.pages.want(from, to);
      return;
    }
    view.value?.pages.close();
    reached.value = null;
    waiting = null;
    view.value = next;
    place.begin(top, count);
  }

  /** Goes to line `n`; answers with the number of the line reached: a later one when `n` is filtered out. */
  async function goTo(n: number): Promise<number | null> {
    const current = view.value;
    if (current === null) return null;
    const row = await locate(current, n);
    if (row === null || view.value?.pages !== current.pages) return null;
    place.jumpTo(row - Math.floor(rowsInView(place.list.value) / 3));
    reached.value = row;
    settle();
    return isWhole(current) ? row + 1 : numberOfRow(current, row).catch(() => null);
  }

  /** Shows or hides the lines of a level; numbers stay as they are. */
  function toggleLevel(level: LogLevel): void {
    levels.value ^= levelBit(level);
    feed.look({ levels: levels.value });
  }

  watch(
    () => feed.message,
    (message) => message !== null && receive(message),
  );
  watch([place.top, place.follow, place.list], settle);

  return {
    ...place,
    view,
    rows,
    levels,
    failure,
    reached,
    matching,
    goTo,
    toggleLevel,
    settle,
  };
});
