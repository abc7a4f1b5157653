/** What of ended runs is kept, how much there is, and what was removed lately. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Retention, RetentionState } from '../../src-shared/transfer';
import { call, toDetails } from '../engine/client';
import { formatBytes } from '../format/bytes';
import { useNavigationStore } from '../shell/navigation-store';
import { storageTexts } from '../texts-log';

/** See the head of this file. */
export const useStorageStore = defineStore('storage', () => {
  const navigation = useNavigationStore();
  const state = shallowRef<RetentionState | null>(null);
  const failure = shallowRef<string | null>(null);
  /** A rule that waits for the person's word, because it may remove runs. */
  const asked = shallowRef<Retention | null>(null);

  /** Reads how it stands now. */
  async function load(): Promise<void> {
    try {
      state.value = await call('retention.show', {});
      failure.value = null;
    } catch (error) {
      failure.value = toDetails(error).message;
    }
  }

  /** Changes the rule: at once where it keeps more than before, after a question where it may remove runs. */
  async function propose(rule: Retention): Promise<void> {
    if (state.value !== null && keepsLess(rule, state.value.rule)) asked.value = rule;
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
    if (asked.value !== null) await change(asked.value);
  }

  function forget(): void {
    asked.value = null;
  }

  return { state, failure, asked, load, propose, confirm, forget };
});

function freed(before: RetentionState | null, after: RetentionState): number {
  return Math.max(0, (before?.bytes ?? after.bytes) - after.bytes);
}

/** Whether runs may be removed by one rule that another keeps. */
export function keepsLess(rule: Retention, than: Retention): boolean {
  const isLess = (limit: number | null, before: number | null): boolean =>
    limit !== null && (before === null || limit < before);
  return isLess(rule.days, than.days) || isLess(rule.bytes, than.bytes) || rule.runs < than.runs;
}
