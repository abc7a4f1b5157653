/**
 * Rows that a person has selected, from one to another, however many there are. They are numbers, not lines: what is
 * beyond the screen need not be here. New lines change no row, so a selection stays while the log is written.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { useLogStore } from './log-store';

/** The selection of the log that is shown; another view begins without one. */
export const useRowSelection = defineStore('row-selection', () => {
  const log = useLogStore();
  /** Where it was begun, and the row that keys move. */
  const range = shallowRef<{ readonly anchor: number; readonly head: number } | null>(null);
  const from = computed(() => (range.value === null ? 0 : Math.min(range.value.anchor, range.value.head)));
  const to = computed(() => (range.value === null ? -1 : Math.max(range.value.anchor, range.value.head)));
  const count = computed(() => to.value - from.value + 1);
  const head = computed(() => range.value?.head ?? null);

  function select(anchor: number, last: number): void {
    const most = log.matching - 1;
    if (most < 0) return;
    const inside = (row: number): number => Math.min(Math.max(0, row), most);
    range.value = { anchor: inside(anchor), head: inside(last) };
  }

  /** Moves the end that keys and pointer hold. */
  function extend(last: number): void {
    select(range.value?.anchor ?? last, last);
  }

  function clear(): void {
    range.value = null;
  }

  function has(row: number): boolean {
    return row >= from.value && row <= to.value;
  }

  watch(() => log.view?.pages, clear);
  // Rows that come in above all others move what is selected down.
  watch(
    [() => log.view?.pages, () => log.view?.state.above ?? 0] as const,
    ([pages, above], [pagesBefore, aboveBefore]) => {
      if (range.value === null || pages !== pagesBefore) return;
      const rows = above - aboveBefore;
      range.value = { anchor: range.value.anchor + rows, head: range.value.head + rows };
    },
    { flush: 'sync' },
  );

  return { from, to, count, head, select, extend, clear, has };
});
