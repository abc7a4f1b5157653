/** Marks hits in the text of lines that are drawn. */
import { findRanges, type MatchRange } from '../../../src-shared/log-pattern';
import type { LogQuery } from '../../../src-shared/log-view';
import type { AnsiRun } from '../ansi';

/** A piece of a line in one style, in a hit or not. */
export interface MarkedRun extends AnsiRun {
  readonly isHit: boolean;
}

/** Characters of a line that are looked at for marks: more are rarely drawn. */
const markedMax = 1000;
/** A pattern with more repetitions may take longer than a frame even on a short line. */
const mostRepetitions = 3;

/**
 * Whether a pattern is quick on any line, so that the page may use it: nothing that repeats stands in something that
 * repeats. The engine searches by any pattern, in a thread that it can end.
 */
export function canHighlight({ regex, text }: LogQuery): boolean {
  if (!regex) return true;
  const groups: { hasRepetition: boolean; hasChoice: boolean }[] = [];
  let repetitions = 0;
  let closed: { hasRepetition: boolean; hasChoice: boolean } | null = null;
  for (const [token] of text.matchAll(
    /\\.|\[(?:\\.|[^\]])*\]|\(\?(?:[:=!]|<[=!]|<[^>]*>)|\{\d+(?:,\d*)?\}|[\s\S]/g,
  )) {
    const isRepetition = /^[*+]$/.test(token) || (token.startsWith('{') && token.length > 1);
    if (token.startsWith('(')) groups.push({ hasRepetition: false, hasChoice: false });
    else if (token === '|') for (const group of groups) group.hasChoice = true;
    else if (isRepetition) {
      if (closed !== null && (closed.hasRepetition || closed.hasChoice)) return false;
      if (/^\{\d\}$/.test(token)) continue;
      repetitions++;
      for (const group of groups) group.hasRepetition = true;
    } else if (/^\\[1-9k]$/.test(token)) return false;
    // "?" after a group makes choices, too.
    else if (token === '?') for (const group of groups) group.hasChoice = true;
    closed = token === ')' ? (groups.pop() ?? null) : null;
  }
  return repetitions <= mostRepetitions;
}

/** Where the text of runs, joined, matches. */
export function rangesInRuns(pattern: RegExp, runs: readonly AnsiRun[]): MatchRange[] {
  const text = runs.map((run) => run.text).join('');
  return findRanges(pattern, text.slice(0, markedMax));
}

/** The same for a line that is drawn in parts, one below the other: ranges of each part. */
export function rangesInParts(pattern: RegExp, parts: readonly (readonly AnsiRun[])[]): MatchRange[][] {
  const ranges = rangesInRuns(pattern, parts.flat());
  let start = 0;
  return parts.map((runs) => {
    const from = start;
    start += runs.reduce((length, run) => length + run.text.length, 0);
    const inside = ranges.filter((range) => range.to > from && range.from < start);
    return inside.map((range) => ({
      from: Math.max(0, range.from - from),
      to: Math.min(start, range.to) - from,
    }));
  });
}

/** Cuts runs at the edges of hits; the ranges do not overlap and are in order. */
export function markRuns(runs: readonly AnsiRun[], ranges: readonly MatchRange[]): MarkedRun[] {
  const marked: MarkedRun[] = [];
  let start = 0;
  let next = 0;
  for (const { text, style } of runs) {
    let at = 0;
    while (at < text.length) {
      while (next < ranges.length && (ranges[next]?.to ?? 0) <= start + at) next++;
      const range = ranges[next];
      const isHit = range !== undefined && range.from <= start + at;
      const edge = range === undefined ? Infinity : isHit ? range.to : range.from;
      const end = Math.min(text.length, edge - start);
      marked.push({ text: text.slice(at, end), style, isHit });
      at = end;
    }
    start += text.length;
  }
  return marked;
}
