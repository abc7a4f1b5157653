/** How much room the lines that are being written take. */
import { rowHeight } from '../settings/preferences';

/** Rows at most; what is more is counted in the last one. */
export const mostTails = 6;

/** Pixels below the last row for so many of them in a log of this height; at most half of it. */
export function tailsHeight(count: number, height: number): number {
  const rows = Math.min(count, mostTails, Math.floor(height / 2 / rowHeight.log));
  return Math.max(0, rows) * rowHeight.log;
}
