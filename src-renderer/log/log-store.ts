/**
 * The merged log that is shown, and the place in it. A new view (another scope, other levels) takes over only when
 * the rows it begins with are here, so the log is never blank.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { FeedMessage, LogState } from '../../src-shared/contract';
import type { ContextSize, LogPlace as LogPlaceAddress } from '../../src-shared/log-view';
import type { LevelMask, LogLevel, NodeId } from '../../src-shared/model';
import { toDetails } from '../engine/client';
import { allLevels, levelBit } from '../engine/interest';
import { useFeedStore } from '../feed/feed-store';
import { clampTop, rowsInView, visibleRange } from '../scroll/anchor';
import { useSelectionStore } from '../scope/selection-store';
import { useNavigationStore } from '../shell/navigation-store';
import { texts } from '../texts';
import { keptLogPlace } from './kept-log-place';
import { useLogChoices } from './log-choices';
import { createLogPlace } from './log-place';
import {
  isSameView,
  isWhole,
  locate,
  logMargin,
  openLogView,
  shownRows,
  type LogView,
  type ShownRow,
} from './log-view';
import { createTailPace } from './tail-pace';
import { partsOf } from './wrap-line';
import { rowHeight } from '../settings/preferences';

/** A view whose first rows are on their way; `top` is null until the row to begin at is known. */
interface WaitingView {
  readonly view: LogView;
  readonly top: 'end' | number | null;
}

/** Rows asked for above what is seen while the log is followed: its next rows push these out of view. */
const tailMargin = 8;
/** Lines of the screen that a wrapped line takes at most; what is beyond is folded. */
const mostParts = 12;

/** The log of the scope. Totals are pushed with the feed, lines are pulled. */
export const useLogStore = defineStore('log', () => {
  const feed = useFeedStore();
  const scope = useSelectionStore();
  const navigation = useNavigationStore();
  const kept = keptLogPlace();
  /** Where the log was before the page was loaded again; null once it is there. */
  let { before } = kept;
  const levels = shallowRef<LevelMask>(before?.levels ?? allLevels);
  const view = shallowRef<LogView | null>(null);
  /** Grows when rows have come, so that they are drawn. */
  const arrivals = shallowRef(0);
  const failure = shallowRef<string | null>(null);
  /** What `log.select` found is all that is shown; null: every line of the levels. */
  const selectionId = shallowRef<string | null>(null);
  /** Lines around what it found that are rows, too; see `context` of a view's address. */
  const context = shallowRef<ContextSize | null>(null);
  /** Row reached by a jump. */
  const reached = shallowRef<number | null>(null);
  const matching = computed(() => view.value?.state.matching ?? 0);
  const choices = useLogChoices();
  /** Characters that fit into the text column. */
  const columns = shallowRef(80);
  /** Heights of rows while lines are wrapped: those that are not here yet count as one line of the screen. */
  const heightOf = computed(() => {
    const pages = view.value?.pages;
    if (!choices.wrap || pages === undefined || arrivals.value < 0) return undefined;
    const room = wrapRoom.value;
    return (row: number): number => {
      const line = pages.row(row);
      return line === undefined ? rowHeight.log : partsOf(line, room) * rowHeight.log;
    };
  });
  const place = createLogPlace(
    () => matching.value,
    () => heightOf.value,
  );
  /** The room of a wrapped line: no row is higher than the log. */
  const wrapRoom = computed(() => ({
    columns: columns.value,
    mostParts: Math.max(1, Math.min(mostParts, Math.floor(place.height.value / rowHeight.log))),
  }));
  const rows = computed<readonly ShownRow[]>((drawn = []) => {
    const isDrawn = arrivals.value >= 0 && view.value !== null;
    if (!isDrawn || view.value === null) return [];
    return shownRows(view.value, { top: place.top.value, list: place.drawn.value, drawn });
  });

  let waiting: WaitingView | null = null;
  const mayShowTail = createTailPace(settle);

  const listener = {
    onChange(): void {
      failure.value = null;
      // As they were drawn: their heights may change with what has come.
      const held = choices.wrap ? heldRow() : null;
      arrivals.value++;
      if (held !== null) place.holdRow(held.index, held.offset);
      settle();
    },
    onError(error: unknown): void {
      failure.value = toDetails(error).message;
    },
  };

  /** The row that does not move when others above it grow: the one that was jumped to, or the first to be read. */
  function heldRow(): { index: number; offset: number } | null {
    let offset = -(place.top.value % 1) * (rows.value[0]?.height ?? 0);
    let held: { index: number; offset: number } | null = null;
    for (const { index, line, height } of rows.value) {
      if (index === reached.value) return { index, offset };
      if (held === null && line !== undefined) held = { index, offset };
      offset += height;
    }
    return held;
  }

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
      moveDown(view.value, state);
      if (view.value.state !== state) view.value = { ...view.value, state };
    } else if (waiting !== null && isSameView(waiting.view.state, state)) {
      const rows = state.above - waiting.view.state.above;
      waiting.view.pages.moveDown(rows);
      const { top } = waiting;
      waiting = {
        view: { ...waiting.view, state },
        top: typeof top === 'number' ? top + rows : top,
      };
    } else {
      waiting?.view.pages.close();
      waiting = { view: openView(state), top: firstTop(state) };
      if (waiting.top === null) void findTop(waiting.view);
    }
    settle();
  }

  function openView(state: LogState): LogView {
    const opened: LogView = openLogView(state, { ...listener, above: () => aboveOf(opened) });
    return opened;
  }

  /** `LogState.above` of a view as it is now. */
  function aboveOf({ pages, state }: LogView): number {
    return [view.value, waiting?.view].find((one) => one?.pages === pages)?.state.above ?? state.above;
  }

  /** Rows have come in above: what is read stays where it is. */
  function moveDown(current: LogView, next: LogState): void {
    const rows = next.above - current.state.above;
    if (rows === 0) return;
    current.pages.moveDown(rows);
    place.moveDown(rows);
    if (reached.value !== null) reached.value += rows;
  }

  /** Another scope begins at its end, followed; other levels keep the place. */
  function firstTop({ scopeId, levels: shown }: LogState): WaitingView['top'] {
    const again = before;
    before = null;
    if (again?.scopeId === scopeId && again.levels === shown) return again.top;
    const isSameScope = view.value?.state.scopeId === scopeId;
    return isSameScope && !place.follow.value ? null : 'end';
  }

  /** Keeps the line at the upper edge where it is, though other levels are shown. */
  async function findTop(next: LogView): Promise<void> {
    const first = rows.value.find((row) => row.index >= place.top.value && row.n !== null);
    const rowsAbove = first === undefined ? 0 : first.index - place.top.value;
    const row = (await find(next, { n: first?.n ?? 1 }))?.row ?? null;
    if (waiting?.view.pages !== next.pages) return;
    const list = { ...place.list.value, rowCount: waiting.view.state.matching };
    waiting = { ...waiting, top: clampTop((row ?? list.rowCount) - rowsAbove, list) };
    settle();
  }

  async function find(
    where: LogView,
    at: LogPlaceAddress,
    options: { readonly backwards?: boolean; readonly levels?: LevelMask } = {},
  ): Promise<{ row: number; n: number } | null> {
    try {
      const found = await locate(where, at, options);
      if (found === null) return null;
      // Rows that the feed has not told of yet may be above it.
      let row = found.row + aboveOf(where) - where.state.above;
      while (row < 0 && isOpen(where)) {
        await nextState();
        row = found.row + aboveOf(where) - where.state.above;
      }
      return row < 0 ? null : { row, n: found.n };
    } catch (error) {
      listener.onError(error);
      return null;
    }
  }

  function isOpen({ pages }: LogView): boolean {
    return view.value?.pages === pages || waiting?.view.pages === pages;
  }

  /** Resolves when the feed has told something. */
  function nextState(): Promise<void> {
    return new Promise((resolve) => {
      watch(
        () => feed.message,
        () => {
          resolve();
        },
        { once: true },
      );
    });
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
    const first = tailFrom(count);
    if (mayShowTail(first >= place.list.value.rowCount)) current.pages.want(first, count, true);
    const end = current.pages.knownEnd(count);
    if (current.pages.has(tailFrom(end), end)) place.arrived(end);
  }

  function tailFrom(end: number): number {
    return Math.max(0, end - Math.ceil(rowsInView(place.list.value)) - tailMargin);
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

  /** Goes to a place; answers with the number of the line reached: a later one when it is filtered out. */
  async function goToPlace(at: LogPlaceAddress): Promise<number | null> {
    const current = view.value;
    if (current === null) return null;
    const found = await find(current, at);
    if (found === null || view.value?.pages !== current.pages) return null;
    // Whole rows above it, so that the one at the upper edge is not cut.
    place.putRow(found.row, Math.floor(rowsInView(place.list.value) / 3) * rowHeight.log);
    reached.value = found.row;
    settle();
    return found.n;
  }

  /** {@link goToPlace} for line `n`. */
  function goTo(n: number): Promise<number | null> {
    return goToPlace({ n });
  }

  /** Shows every line of the levels in a scope, and goes to line `n` as soon as its log is here. */
  async function open(scopeId: NodeId, n: number, mask: LevelMask = allLevels): Promise<number | null> {
    levels.value = mask;
    selectionId.value = null;
    context.value = null;
    feed.look({ scopeId, levels: mask, selectionId: null, context: null });
    const isThere = (): boolean => {
      const state = view.value?.state;
      return state?.scopeId === scopeId && state.levels === mask && state.selectionId === null;
    };
    if (!isThere()) {
      await new Promise<void>((resolve) => {
        const stop = watch(view, () => {
          if (!isThere()) return;
          stop();
          resolve();
        });
      });
    }
    return goTo(n);
  }

  /** Shows only the rows that a selection found (`log.select`), or all again. Numbers stay as they are. */
  function showSelection(id: string | null, around: ContextSize | null = null): void {
    if (selectionId.value === id && context.value === around) return;
    selectionId.value = id;
    context.value = around;
    feed.look({ selectionId: id, context: around });
  }

  /** Shows or hides the lines of a level; numbers stay as they are. What was selected is of other levels. */
  function toggleLevel(level: LogLevel): void {
    showLevels(levels.value ^ levelBit(level));
  }

  /** Shows the lines of just these levels, as {@link toggleLevel}. */
  function showLevels(mask: LevelMask): void {
    levels.value = mask;
    selectionId.value = null;
    context.value = null;
    feed.look({ levels: mask, selectionId: null, context: null });
  }

  let forgetAllShown: () => void = () => undefined;
  watch(
    levels,
    () => {
      forgetAllShown();
    },
    { flush: 'sync' },
  );

  /** Shows the lines of all levels, which can be taken back until other levels are chosen. */
  function showAllLevels(): void {
    const before = levels.value;
    showLevels(allLevels);
    forgetAllShown = navigation.tellUndoable(texts.log.allLevelsShown, () => {
      showLevels(before);
    });
  }

  /** Shows the lines of a level when they are hidden. */
  function showLevel(level: LogLevel): void {
    if ((levels.value & levelBit(level)) === 0) toggleLevel(level);
  }

  watch(
    () => feed.message,
    (message) => message !== null && receive(message),
  );
  // What was selected is of another subtree.
  watch(
    () => scope.scopeId,
    () => {
      showSelection(null);
    },
    { flush: 'sync' },
  );
  watch([place.top, place.follow, place.list], settle);
  // What was found is found anew by a page that is loaded again; its rows are no place.
  watch([view, place.top, place.follow], () => {
    const state = view.value?.state;
    if (state === undefined || state.selectionId !== null) return;
    const top = place.follow.value ? 'end' : place.top.value;
    const { scopeId, levels: shown } = state;
    kept.keep({ scopeId, levels: shown, top });
  });
  if (levels.value !== allLevels) feed.look({ levels: levels.value });

  return {
    ...place,
    view,
    rows,
    levels,
    failure,
    reached,
    matching,
    selectionId,
    /** Nothing is filtered out. */
    isWhole: computed(() => view.value !== null && isWhole(view.value)),
    columns,
    wrapRoom,
    find,
    goTo,
    goToPlace,
    open,
    showSelection,
    toggleLevel,
    showLevel,
    showAllLevels,
    settle,
  };
});
