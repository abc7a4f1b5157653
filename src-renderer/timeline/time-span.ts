/** The arithmetic of the part of a run that is shown: zooming around a place, moving, staying inside the run. */

/** From and to, in milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The shortest part that is shown, in milliseconds. */
const shortest = 2;

export const lengthOf = ({ from, to }: TimeSpan): number => to - from;

/** The run with room for what comes: a little behind its end, more while it goes on. */
export function wholeRun(from: number, to: number, isLive: boolean): TimeSpan {
  const length = Math.max(to - from, shortest);
  return { from: from - length * 0.005, to: from + length * (isLive ? 1.04 : 1.005) };
}

/** `factor` below 1 shows less; the time `around` stays where it is. */
export function zoomed(span: TimeSpan, factor: number, around: number, bounds: TimeSpan): TimeSpan {
  const length = Math.min(Math.max(lengthOf(span) * factor, shortest), lengthOf(bounds));
  const share = (around - span.from) / lengthOf(span);
  const from = around - share * length;
  return inside({ from, to: from + length }, bounds);
}

/** Moved by so many milliseconds. */
export function moved(span: TimeSpan, by: number, bounds: TimeSpan): TimeSpan {
  return inside({ from: span.from + by, to: span.to + by }, bounds);
}

/** The same length inside the bounds, or the bounds where it is longer. */
export function inside(span: TimeSpan, bounds: TimeSpan): TimeSpan {
  const length = lengthOf(span);
  if (length >= lengthOf(bounds)) return bounds;
  const from = Math.min(Math.max(span.from, bounds.from), bounds.to - length);
  return { from, to: from + length };
}

/** The same length with `part` in its middle, or with its beginning where it is longer; `span` where it reaches in. */
export function reaching(span: TimeSpan, part: TimeSpan, bounds: TimeSpan): TimeSpan {
  if (part.from <= span.to && part.to >= span.from) return span;
  const length = lengthOf(span);
  const from = lengthOf(part) > length ? part.from - length * 0.1 : (part.from + part.to - length) / 2;
  return inside({ from, to: from + length }, bounds);
}

/** Between two spans, by a share from 0 to 1: lengths change by ratio, so zooming looks even. */
export function between(a: TimeSpan, b: TimeSpan, share: number): TimeSpan {
  const ratio = lengthOf(b) / lengthOf(a);
  const length = lengthOf(a) * ratio ** share;
  // The time that both show at the same place stays there; where there is none they are moved evenly.
  const even = Math.abs(ratio - 1) < 1e-6 ? share : (ratio ** share - 1) / (ratio - 1);
  const from = a.from + (b.from - a.from) * even;
  return { from, to: from + length };
}
