/**
 * The order of items: numbers within names by their value (`a2` before `a10`), folders level by level, everything
 * else by code unit. It is the same on every machine and in every language, which a locale's order is not.
 */
import { setImmediate } from 'node:timers/promises';

/** Items sorted or merged before others get their turn. */
const itemsPerTurn = 4096;

/** Compares two items; 0 only for equal ones. */
export function compareNaturally(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    const start = numberStart(left, at);
    if ((isDigit(a) || start < at) && (isDigit(b) || start < at)) {
      const byValue = compareNumbers(digits(left, start), digits(right, start));
      if (byValue !== 0) return byValue;
    }
    return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Sorts without holding up the thread for long. Throws the signal's reason when it is aborted. */
export async function sortNaturally(items: readonly string[], signal?: AbortSignal): Promise<string[]> {
  let runs: string[][] = [];
  for (let from = 0; from < items.length; from += itemsPerTurn) {
    signal?.throwIfAborted();
    runs.push(items.slice(from, from + itemsPerTurn).sort(compareNaturally));
    await setImmediate();
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(index + 1 < runs.length ? await merge(runs[index], runs[index + 1], signal) : runs[index]);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  left: readonly string[],
  right: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const merged: string[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  while (fromLeft < left.length && fromRight < right.length) {
    const takesLeft = compareNaturally(left[fromLeft], right[fromRight]) <= 0;
    merged.push(takesLeft ? left[fromLeft] : right[fromRight]);
    if (takesLeft) fromLeft += 1;
    else fromRight += 1;
    if (merged.length % itemsPerTurn === 0) {
      signal?.throwIfAborted();
      await setImmediate();
    }
  }
  for (; fromLeft < left.length; fromLeft += 1) merged.push(left[fromLeft]);
  for (; fromRight < right.length; fromRight += 1) merged.push(right[fromRight]);
  return merged;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Where the run of digits before `at` begins; `at` when there is none. */
function numberStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

function digits(text: string, start: number): string {
  let end = start;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  return text.slice(start, end);
}

/** By value; 0 where the values are equal, as in `7` and `007`. */
function compareNumbers(left: string, right: string): number {
  const a = left.replace(/^0+/, '');
  const b = right.replace(/^0+/, '');
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A path separator comes before everything else, so that a folder's files stay together. */
function rank(code: number): number {
  return code === 47 ? -1 : code;
}
