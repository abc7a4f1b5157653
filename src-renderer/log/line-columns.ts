/** Widths of the columns of the log in pixels: one place for what is drawn and for what is computed from it. */
import type { ExtraColumn, TimeKind } from './log-choices';

/** Where the window is narrow, job names shrink to their colour bar. */
export const levelWidth = { wide: 22, narrow: 20 };
export const jobWidth = { wide: 112, narrow: 18 };
/** Right of the text. */
export const textPadding = 14;

const extraWidths: Readonly<Record<ExtraColumn, number>> = { seq: 88, line: 76, attempt: 34, stream: 58 };
const timeWidths: Readonly<Record<TimeKind, { wide: number; narrow: number }>> = {
  absolute: { wide: 96, narrow: 92 },
  relative: { wide: 104, narrow: 100 },
  delta: { wide: 88, narrow: 84 },
};

/** Width of a column that is shown on request. */
export function extraWidth(column: ExtraColumn): number {
  return extraWidths[column];
}

/** Width of the time column. */
export function timeWidth(kind: TimeKind, isNarrow: boolean): number {
  return isNarrow ? timeWidths[kind].narrow : timeWidths[kind].wide;
}
