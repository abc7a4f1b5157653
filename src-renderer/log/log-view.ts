/** One view of the merged log: a subtree seen through a level mask, its totals and the rows pulled so far. */
import type { LogState } from '../../src-shared/contract';
import type { LogPlace as LogPlaceAddress, ViewAddress } from '../../src-shared/log-view';
import type { LevelMask, LogRow } from '../../src-shared/model';
import { call } from '../engine/client';
import { allLevels } from '../engine/interest';
import { heightOfRow, visibleRange, type ListGeometry } from '../scroll/anchor';
import { LogPages } from './log-pages';

/** Rows asked for above and below what is seen. */
export const logMargin = 40;

/** The totals change with the feed, the pages stay. */
export interface LogView {
  readonly state: LogState;
  readonly pages: LogPages;
}

/** A row of the log as it is drawn: its text may still be on its way. */
export interface ShownRow {
  readonly index: number;
  /** Null while it is not known, which happens only in a filtered view. */
  readonly n: number | null;
  readonly line: LogRow | undefined;
  /** The row above it, when it is here. */
  readonly before: LogRow | undefined;
  /** Pixels. */
  readonly height: number;
}

/** Opens a view; its rows are pulled by `pages.want`. */
export function openLogView(
  state: LogState,
  listener: {
    /** `LogState.above` as `pages` have it. */
    readonly above: () => number;
    readonly onChange: () => void;
    readonly onError: (error: unknown) => void;
  },
): LogView {
  const address = addressOf(state);
  const load = async (from: number, count: number): Promise<readonly LogRow[]> =>
    (await call('log.rows', { ...address, above: listener.above(), from, count })).rows;
  return { state, pages: new LogPages(load, listener.onChange, listener.onError) };
}

/** What tells the engine which rows are meant. */
export function addressOf(state: LogState): Required<ViewAddress> {
  const { scopeId, levels, selectionId, context, above } = state;
  return { scopeId, levels, selectionId, context, above };
}

/** Whether both are the same rows: the same subtree through the same mask and selection. */
export function isSameView(one: LogState | undefined, other: LogState | undefined): boolean {
  return (
    one !== undefined &&
    one.scopeId === other?.scopeId &&
    one.levels === other.levels &&
    one.selectionId === other.selectionId &&
    one.context === other.context
  );
}

/** Whether nothing is filtered out: then row and number tell each other. */
export function isWhole(view: LogView): boolean {
  return view.state.levels === allLevels && view.state.selectionId === null;
}

/**
 * The rows that have to be drawn at a place. A row of `drawn` that is the same is the same object again: only what has
 * changed is drawn anew.
 */
export function shownRows(
  view: LogView,
  at: { readonly top: number; readonly list: ListGeometry; readonly drawn: readonly ShownRow[] },
): ShownRow[] {
  const { from, to } = visibleRange(at.top, at.list);
  const firstDrawn = at.drawn[0]?.index ?? 0;
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => {
    const index = from + offset;
    const line = view.pages.row(index);
    const row = {
      index,
      line,
      before: view.pages.row(index - 1),
      n: line?.n ?? (isWhole(view) ? index + 1 : null),
      height: heightOfRow(index, at.list),
    };
    const known = at.drawn[index - firstDrawn];
    return known !== undefined && isSameRow(known, row) ? known : row;
  });
}

function isSameRow(one: ShownRow, other: ShownRow): boolean {
  return (
    one.index === other.index &&
    one.line === other.line &&
    one.before === other.before &&
    one.n === other.n &&
    one.height === other.height
  );
}

/** Where a place is in the view: the first row at or after it, or the last one at or before it. */
export async function locate(
  view: LogView,
  at: LogPlaceAddress,
  options: { readonly backwards?: boolean; readonly levels?: LevelMask } = {},
): Promise<{ row: number; n: number } | null> {
  return call('log.locate', { ...addressOf(view.state), at, ...options });
}
