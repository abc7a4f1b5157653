/** How a person likes to read logs; remembered. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { ContextSize } from '../../src-shared/log-view';
import { remembered } from '../settings/remembered';

/** What the time of a line is told as: time of day, since the run's start, since the line before. */
export const timeKinds = ['absolute', 'relative', 'delta'] as const;
export type TimeKind = (typeof timeKinds)[number];

/** Lines before and after each hit that are shown, where only hits are. */
export const contextSizes: readonly ContextSize[] = [0, 2, 5];

/** Columns that are shown on request, in this order. */
export const extraColumns = ['seq', 'line', 'attempt', 'stream'] as const;
export type ExtraColumn = (typeof extraColumns)[number];

const oneOf =
  <Value extends string | number>(values: readonly Value[]) =>
  (kept: unknown): Value | null =>
    values.find((value) => value === kept) ?? null;

/** The choices, for all logs. */
export const useLogChoices = defineStore('log-choices', () => {
  const wrap = remembered('log.wrap', (kept) => (typeof kept === 'boolean' ? kept : null), false);
  const times = remembered<TimeKind>('log.times', oneOf(timeKinds), 'absolute');
  const chosen = remembered<readonly ExtraColumn[]>(
    'log.columns',
    (kept) => (Array.isArray(kept) ? extraColumns.filter((column) => kept.includes(column)) : null),
    [],
  );

  const context = remembered<ContextSize>('log.context', oneOf(contextSizes), 0);

  /** The next way to tell times. */
  function cycleTimes(): void {
    times.value = timeKinds[(timeKinds.indexOf(times.value) + 1) % timeKinds.length] ?? 'absolute';
  }

  /** Shows or hides a column. */
  function toggleColumn(column: ExtraColumn): void {
    const before = chosen.value;
    chosen.value = extraColumns.filter((one) => before.includes(one) !== (one === column));
  }

  return { wrap, times, context, columns: computed(() => chosen.value), cycleTimes, toggleColumn };
});
