/** How two runs differ, in words for the eye. */
import type { ComparedKind } from '../../src-shared/compared-kinds';
import type { Comparison } from '../../src-shared/comparison';
import { formatCount } from '../format/numbers';
import { formatDuration } from '../format/times';
import { compareTexts } from '../texts-compare';

/** `+4`, `−4` or `0`. */
export function countDifference(here: number, there: number): string {
  return signed(here - there, formatCount);
}

/** `+1.2 s`, `−340 ms` or `0`. */
export function durationDifference(here: number, there: number): string {
  return signed(Math.round(here - there), formatDuration);
}

function signed(difference: number, format: (value: number) => string): string {
  if (difference === 0) return compareTexts.same;
  const { more, less } = compareTexts;
  return difference > 0 ? more(format(difference)) : less(format(-difference));
}

/** What a kind is called; beside a later run, what is new here is not new. */
export function kindName(kind: ComparedKind, comparison: Pick<Comparison, 'isLater'> | null): string {
  const { kinds, laterKinds } = compareTexts;
  return comparison?.isLater === true ? { ...kinds, ...laterKinds }[kind] : kinds[kind];
}
