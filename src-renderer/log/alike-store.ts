/** Folding of neighbours that are alike: the engine finds them, the log shows one row for each group. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { call } from '../engine/client';
import { useLogNote } from './log-note';
import { useLogStore } from './log-store';

/** Whether like lines are folded, and how. */
export const useAlikeStore = defineStore('alike', () => {
  const log = useLogStore();
  const note = useLogNote();
  /** The selection that was asked for; null while nothing is folded. */
  const own = shallowRef<string | null>(null);
  const isOn = computed(() => own.value !== null && log.selectionId === own.value);
  let asked = 0;

  /** Folds like lines of what is shown, or shows all again. */
  async function toggle(): Promise<void> {
    await (isOn.value ? unfold() : fold());
  }

  async function fold(): Promise<void> {
    const state = log.view?.state;
    if (state === undefined) return;
    const request = ++asked;
    await note.attempt(async () => {
      const { scopeId } = state;
      const near = Math.max(1, log.rows[0]?.n ?? 1);
      const select = { kind: 'alike' } as const;
      const { selectionId } = await call('log.select', { scopeId, levels: log.levels, select, near });
      if (request !== asked) {
        await call('log.unselect', { selectionId });
        return;
      }
      const before = own.value;
      own.value = selectionId;
      log.showSelection(selectionId);
      if (before !== null) await call('log.unselect', { selectionId: before });
    });
  }

  async function unfold(): Promise<void> {
    asked++;
    const selectionId = own.value;
    own.value = null;
    if (selectionId === null) return;
    if (log.selectionId === selectionId) log.showSelection(null);
    await note.attempt(async () => {
      await call('log.unselect', { selectionId });
    });
  }

  /** Shows the lines of a row that stands for several, in the full log, at that place. */
  async function open(n: number): Promise<void> {
    const state = log.view?.state;
    if (state === undefined) return;
    await unfold();
    await log.open(state.scopeId, n, log.levels);
  }

  // A selection is of one subtree and one set of levels; in another the same is asked anew.
  watch([() => log.view?.state.scopeId, () => log.levels], ([scopeId]) => {
    if (own.value !== null && scopeId !== undefined) void fold();
  });

  return { isOn, toggle, open };
});
