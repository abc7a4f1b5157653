/** What of ended runs is kept, how much there is, and what was removed lately. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Retention, RetentionPreview, RetentionState } from '../../src-shared/transfer';
import { call, toDetails } from '../engine/client';
import { formatBytes } from '../format/bytes';
import { useNavigationStore } from '../shell/navigation-store';
import { storageTexts } from '../texts-log';

/** See the head of this file. */
export const useStorageStore = defineStore('storage', () => {
  const navigation = useNavigationStore();
  const state = shallowRef<RetentionState | null>(null);
  const failure = shallowRef<string | null>(null);
  /** A rule that waits for the person's word, and what it would remove. */
  const asked = shallowRef<{ readonly rule: Retention; readonly removes: RetentionPreview } | null>(null);
  let proposed = 0;

  /** Reads how it stands now. */
  async function load(): Promise<void> {
    try {
      state.value = await call('retention.show', {});
      failure.value = null;
    } catch (error) {
      failure.value = toDetails(error).message;
    }
  }

  /** Changes the rule: at once where nothing goes by it, after a question that says what goes where something does. */
  async function propose(rule: Retention): Promise<void> {
    const proposal = ++proposed;
    const removes = await navigation.attempt(() => call('retention.preview', rule));
    if (removes === undefined || proposal !== proposed) return;
    if (removes.runs > 0) asked.value = { rule, removes };
    else await change(rule);
  }

  async function change(rule: Retention): Promise<void> {
    asked.value = null;
    const before = state.value;
    const changed = await navigation.attempt(() => call('retention.change', rule));
    if (changed === undefined) return;
    state.value = changed;
    const runs = (before?.runs ?? changed.runs) - changed.runs;
    if (runs > 0) navigation.tellDone(storageTexts.removed(runs, formatBytes(freed(before, changed))));
  }

  async function confirm(): Promise<void> {
    if (asked.value !== null) await change(asked.value.rule);
  }

  function forget(): void {
    asked.value = null;
  }

  return { state, failure, asked, load, propose, confirm, forget };
});

function freed(before: RetentionState | null, after: RetentionState): number {
  return Math.max(0, (before?.bytes ?? after.bytes) - after.bytes);
}
