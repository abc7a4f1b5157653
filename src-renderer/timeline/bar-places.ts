/** Finds bars: the one below the pointer, and the one that a key goes to. */
import type { TimelineBars } from '../../src-shared/timeline';
import { slotAt, timeAt, xOf, type LaneLayout } from './lane-layout';

/** Pixels beside a bar that still mean it: bars may be two pixels wide. */
const reach = 3;

/** Position of the first bar of a slot, and of the first one behind them. */
function rangeOf(bars: TimelineBars, slot: number): { first: number; end: number } {
  return { first: lowest(bars, slot), end: lowest(bars, slot + 1) };
}

function lowest(bars: TimelineBars, slot: number): number {
  let low = 0;
  let high = bars.slot.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars.slot[middle] ?? 0) >= slot) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The bar of a slot that is nearest to a time, and how far it is from it; null when the slot has none. */
export function nearestBar(
  bars: TimelineBars,
  slot: number,
  time: number,
): { bar: number; away: number } | null {
  const { first, end } = rangeOf(bars, slot);
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars.end[middle] ?? 0) >= time) high = middle;
    else low = middle + 1;
  }
  const away = (bar: number): number =>
    Math.max(0, (bars.start[bar] ?? 0) - time, time - (bars.end[bar] ?? 0));
  const [before, after] = [low - 1, low];
  if (after < end && (before < first || away(after) <= away(before)))
    return { bar: after, away: away(after) };
  return before >= first ? { bar: before, away: away(before) } : null;
}

/** The bar below a point of the canvas, or null. */
export function barAtPoint(bars: TimelineBars, layout: LaneLayout, x: number, y: number): number | null {
  const slot = slotAt(layout, y);
  const time = timeAt(layout, x);
  const found = slot === null ? null : nearestBar(bars, slot, time);
  if (found === null) return null;
  return found.away === 0 || Math.abs(xOf(layout, time + found.away) - x) <= reach ? found.bar : null;
}

/** The bar that a key goes to from another: along its slot, or at its time in the next slot that has one. */
export function barBeside(
  bars: TimelineBars,
  from: number,
  to: 'next' | 'previous' | 'above' | 'below',
): number | null {
  const slot = bars.slot[from] ?? 0;
  if (to === 'next' || to === 'previous') {
    const { first, end } = rangeOf(bars, slot);
    const bar = to === 'next' ? from + 1 : from - 1;
    return bar >= first && bar < end ? bar : null;
  }
  const middle = ((bars.start[from] ?? 0) + (bars.end[from] ?? 0)) / 2;
  const step = to === 'above' ? -1 : 1;
  const [least, most] = [bars.slot[0] ?? 0, bars.slot.at(-1) ?? 0];
  for (let other = slot + step; other >= least && other <= most; other += step) {
    const found = nearestBar(bars, other, middle);
    if (found !== null) return found.bar;
  }
  return null;
}
