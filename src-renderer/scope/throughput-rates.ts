/** What a throughput says at a moment: rates now and over the whole time, and the line they draw. */
import type { EndedBySpan, Throughput } from '../../src-shared/throughput';

/** What a rate is told by: so that it has digits before the decimal sign. */
export type RateUnit = 'second' | 'minute' | 'hour';

const unitMs: Readonly<Record<RateUnit, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
/** "Now" is this long; slow jobs need longer to be a rate. */
const nowMs: Readonly<Record<RateUnit, number>> = { second: 30_000, minute: 60_000, hour: 60_000 };

/** Rates in jobs a unit. */
export interface Rates {
  readonly unit: RateUnit;
  /** Null: it has ended, or its jobs take too long for there to be one. */
  readonly now: number | null;
  /** Null: nothing is known of when it began. */
  readonly overall: number | null;
}

/**
 * Rates at a moment.
 * @param now the engine's clock
 * @param endedAt when the scope ended; null: it has not
 */
export function ratesOf(throughput: Throughput, now: number, endedAt: number | null): Rates {
  const { since, ended } = throughput;
  const perMs = since === null ? null : ended / Math.max(1000, (endedAt ?? now) - since);
  const present = (ms: number): number => {
    const spanMs = Math.max(1000, since === null ? ms : Math.min(ms, now - since));
    return endedSince(throughput.recent, now - spanMs) / spanMs;
  };
  const unit = unitOf(perMs ?? present(nowMs.minute));
  return {
    unit,
    now: endedAt !== null || unit === 'hour' ? null : present(nowMs[unit]) * unitMs[unit],
    overall: perMs === null ? null : perMs * unitMs[unit],
  };
}

function unitOf(perMs: number): RateUnit {
  if (perMs === 0 || perMs * unitMs.second >= 0.5) return 'second';
  return perMs * unitMs.minute >= 0.5 ? 'minute' : 'hour';
}

/** Jobs that ended after `time`; the span that it lies in counts by its share. */
function endedSince({ from, spanMs, counts }: EndedBySpan, time: number): number {
  let ended = 0;
  counts.forEach((count, span) => {
    const end = from + (span + 1) * spanMs;
    ended += count * Math.min(1, Math.max(0, (end - time) / spanMs));
  });
  return ended;
}

/** A line in a box: `line` is open, `area` closed along the bottom. Both are paths of SVG. */
export interface SparkPaths {
  readonly line: string;
  readonly area: string;
}

/** Room for the stroke at the top and the bottom. */
const edge = 1.5;
/** Points that a line has at most. */
const mostPoints = 120;

/** Longer spans, so that there are few of them up to `end`, also where nothing has ended for days. */
function coarser({ from, spanMs, counts }: EndedBySpan, end: number): EndedBySpan {
  const each = Math.max(1, Math.ceil((end - from) / spanMs / mostPoints));
  const together = Array.from({ length: Math.ceil(counts.length / each) }, () => 0);
  counts.forEach((count, span) => (together[Math.floor(span / each)] += count));
  return { from, spanMs: spanMs * each, counts: together };
}

/** The line of the whole time in a box of `width` × `height`; null while there is too little to draw one. */
export function sparkPaths(
  throughput: Throughput,
  end: number,
  { width, height }: { readonly width: number; readonly height: number },
): SparkPaths | null {
  if (throughput.history.counts.length === 0) return null;
  const { from, spanMs, counts } = coarser(throughput.history, end);
  const spans = Math.max(0, Math.floor((end - from) / spanMs));
  const rates = Array.from({ length: spans }, (_, span) => counts[span] ?? 0);
  // The span that is under way counts as far as it has come, once that is enough to say something.
  const begun = (end - from) / spanMs - spans;
  if (begun > 0.5) rates.push((counts[spans] ?? 0) / begun);
  if (rates.length < 2) return null;
  const most = Math.max(...rates, Number.EPSILON);
  const points = rates.map((rate, at) => {
    const x = (at * width) / (rates.length - 1);
    return `${x.toFixed(1)} ${(height - edge - ((height - 2 * edge) * rate) / most).toFixed(1)}`;
  });
  const line = `M${points.join('L')}`;
  return { line, area: `${line}L${width} ${height}L0 ${height}Z` };
}
