/** Which lines are in view, in words: "Lines 48,120 to 48,160 of 312,408". */
import { computed, type ComputedRef } from 'vue';
import { formatCount } from '../format/numbers';
import { wholeEnd } from '../scroll/anchor';
import { texts } from '../texts';
import { useLogStore } from './log-store';
import { useRowSelection } from './row-selection';
import { rowHeight } from '../settings/preferences';

/** The sentence for the status bar; an empty text while there is nothing to say. A filtered view also tells its rows. */
export function useLogRange(): ComputedRef<string> {
  const log = useLogStore();
  const selection = useRowSelection();
  return computed(() => {
    const state = log.view?.state;
    // A log that is put aside, in a small window, has no height and no lines in view.
    if (state === undefined || state.matching === 0 || log.list.height === 0) return '';
    const firstRow = Math.ceil(log.top - 0.25);
    const { height } = log.list;
    // A quarter of a row does not count.
    const end = wholeEnd(log.top, {
      ...log.list,
      rowCount: state.matching,
      height: height + rowHeight.log / 4,
    });
    const lastRow = Math.max(firstRow, end - 1);
    const numberOf = (index: number): string => {
      const n = log.rows.find((row) => row.index === index)?.n;
      return n == null ? '…' : formatCount(n);
    };
    const selected = selection.count > 1 ? `${texts.reading.selected(selection.count)} · ` : '';
    const lines = selected + texts.log.range(numberOf(firstRow), numberOf(lastRow), formatCount(state.total));
    if (state.matching === state.total) return lines;
    const rows = texts.log.filteredRange(
      formatCount(firstRow + 1),
      formatCount(lastRow + 1),
      formatCount(state.matching),
    );
    return `${lines} · ${rows}`;
  });
}
