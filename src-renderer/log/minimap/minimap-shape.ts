/** The arithmetic of the minimap: how rows lie on it, and how its bars are drawn. */
import type { Histogram } from '../../../src-shared/log-view';

/** Pixels from one bar to the next, and of a bar. */
export const barPitch = 3;
export const barHeight = 2;
const leftEdge = 4;
const hitLane = 8;
const hitWidth = 5;
/** Of a bar's room: so much is drawn however few lines a second there are. */
const shortest = 0.3;
/** Pixels that a warning or an error has at least, to be seen. */
const leastWarn = 3;
const leastError = 7;

/** A rectangle in CSS pixels, and what colour it has. */
export interface MinimapBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly tone: 'debug' | 'info' | 'warn' | 'error' | 'hit';
}

/** The rows of a view on a minimap. */
export interface MinimapScale {
  readonly rows: number;
  /** Pixels that all rows take: a short log does not fill the minimap. */
  readonly height: number;
}

/** How many buckets to ask for, and how high they are together. */
export function scaleOf(rows: number, height: number): MinimapScale & { readonly buckets: number } {
  const buckets = Math.max(1, Math.min(rows, Math.floor(height / barPitch), 2000));
  return { rows, buckets, height: Math.min(height, buckets * barPitch) };
}

/** What is in view, in pixels; never so thin that it cannot be seen or taken. */
export function frameOf(
  scale: MinimapScale,
  top: number,
  rowsInView: number,
): { readonly offset: number; readonly size: number } {
  if (scale.rows === 0) return { offset: 0, size: 0 };
  const exact = (Math.min(rowsInView, scale.rows) / scale.rows) * scale.height;
  const size = Math.min(scale.height, Math.max(leastFrame, exact));
  const reach = Math.max(0, scale.rows - rowsInView);
  // The ends are reached together with the log's.
  const offset = reach === 0 ? 0 : (Math.min(top, reach) / reach) * (scale.height - size);
  return { offset, size };
}
const leastFrame = 14;

/** The row at a pixel. */
export function rowAtPixel(scale: MinimapScale, y: number): number {
  if (scale.height === 0) return 0;
  return Math.max(0, Math.min(scale.rows - 1, Math.floor((y / scale.height) * scale.rows)));
}

/** The bars of a histogram over rows, from the bottom up in the order in which they are drawn. */
export function barsOf(histogram: Histogram, width: number): MinimapBar[] {
  const bars: MinimapBar[] = [];
  const room = width - leftEdge - hitLane - 2;
  const shares = rateShares(histogram);
  histogram.info.forEach((info, bucket) => {
    const y = bucket * barPitch;
    const debug = histogram.debug[bucket] ?? 0;
    const warn = histogram.warn[bucket] ?? 0;
    const error = histogram.error[bucket] ?? 0;
    const total = debug + info + warn + error;
    if (total > 0) {
      const length = Math.max(leastError, room * (shares[bucket] ?? 0));
      const part = (count: number, least: number): number =>
        count === 0 ? 0 : Math.max(least, (count / total) * length);
      const errorEnd = leftEdge + part(error, leastError);
      const warnEnd = errorEnd + part(warn, leastWarn);
      const end = leftEdge + length;
      const infoEnd = Math.min(end, warnEnd + (info / total) * length);
      add(bars, { x: leftEdge, y, end: errorEnd, tone: 'error' });
      add(bars, { x: errorEnd, y, end: warnEnd, tone: 'warn' });
      add(bars, { x: warnEnd, y, end: infoEnd, tone: 'info' });
      add(bars, { x: infoEnd, y, end, tone: 'debug' });
    }
    if ((histogram.hits[bucket] ?? 0) > 0) {
      bars.push({ x: width - hitLane, y, width: hitWidth, tone: 'hit' });
    }
  });
  return bars;
}

function add(
  bars: MinimapBar[],
  { x, y, end, tone }: { x: number; y: number; end: number; tone: MinimapBar['tone'] },
): void {
  if (end > x) bars.push({ x, y, width: end - x, tone });
}

/** Lines per second of each bucket as a share of the most, by their logarithms: bursts would hide all else. */
function rateShares(histogram: Histogram): number[] {
  const buckets = histogram.info.length;
  const rates = Array.from({ length: buckets }, (_, at) => {
    const lines =
      (histogram.debug[at] ?? 0) +
      (histogram.info[at] ?? 0) +
      (histogram.warn[at] ?? 0) +
      (histogram.error[at] ?? 0);
    if (lines === 0) return 0;
    const from = histogram.firstTime[at] ?? 0;
    // Up to the next line, so that silence after a bucket counts.
    const next = at + 1 < buckets ? (histogram.firstTime[at + 1] ?? 0) : 0;
    const to = next > 0 ? next : (histogram.lastTime[at] ?? from);
    return Math.log1p((lines * 1000) / Math.max(1, to - from));
  });
  const most = Math.max(...rates, Number.MIN_VALUE);
  return rates.map((rate) => (rate === 0 ? 0 : shortest + (1 - shortest) * (rate / most)));
}
