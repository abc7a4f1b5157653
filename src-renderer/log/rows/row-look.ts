/** How rows of the log are drawn: what all of them have in common, and what is said of one. */
import type { ExtraColumn, TimeKind } from '../log-choices';
import type { WrapRoom } from '../wrap-line';

/** The same object for as long as all of it stays: a row that was drawn with it need not be drawn again. */
export interface RowLook {
  /** What fits into the text column. */
  readonly room: WrapRoom;
  readonly isWrapped: boolean;
  readonly times: TimeKind;
  readonly runStart: number | null;
  readonly extras: readonly ExtraColumn[];
  /** What is marked as a hit; null when nothing is. */
  readonly pattern: RegExp | null;
  /** Line of the hit one is at. */
  readonly hit: number | null;
}

/** What is said of a row, as bits: {@link isSelected} and so on. */
export type RowMarks = number;

/** The person has selected it. */
export const isSelected = 1;
/** Keys act on it. */
export const isCurrent = 2;
/** It was reached by a jump. */
export const isReached = 4;
/** The person has put a mark on its line. */
export const isMarked = 8;
