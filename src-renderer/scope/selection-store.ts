/**
 * What a person has chosen. Choosing a run or a step sets the scope of counts and log; choosing a job shows its
 * details and keeps the scope; narrowing makes the job the scope; widening goes one level up.
 */
import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { NodeId, TreeRow } from '../../src-shared/model';
import { useFeedStore } from '../feed/feed-store';
import { remembered } from '../settings/remembered';

/** Id of the run of any node: `r12` of `r12.3`. */
function runIdOf(id: NodeId): NodeId {
  return id.split('.')[0] ?? id;
}

function readId(kept: unknown): NodeId | null {
  return typeof kept === 'string' && /^r\d+(\.\d+)?$/.test(kept) ? kept : null;
}

/** The chosen row and the scope, as asked for; the feed's message tells what is known of them. */
export const useSelectionStore = defineStore('selection', () => {
  const feed = useFeedStore();
  const scopeId = remembered<NodeId | null>('scope', readId, null, 'window');
  const selectedId = remembered<NodeId | null>('selected', readId, null, 'window');

  /** How often something was chosen; choosing what is chosen already counts, too. */
  const choices = shallowRef(0);

  watch(
    [scopeId, selectedId],
    () => {
      feed.look({ scopeId: scopeId.value, selectedId: selectedId.value });
    },
    { immediate: true },
  );

  // A scope that is gone (its run was removed) would leave the window empty: all runs instead.
  watch(
    () => feed.message,
    (message) => {
      if (message === null || scopeId.value === null || message.scope !== null) return;
      if (feed.answered?.scopeId === scopeId.value) clear();
    },
  );

  /** Chooses a row of the tree. */
  function choose(row: Pick<TreeRow, 'id' | 'kind'>): void {
    choices.value++;
    selectedId.value = row.id;
    if (row.kind !== 'job') scopeId.value = row.id;
    else if (scopeId.value === null || runIdOf(scopeId.value) !== runIdOf(row.id)) {
      scopeId.value = runIdOf(row.id);
    }
  }

  /** Makes a node the scope and chooses it. */
  function narrow(id: NodeId): void {
    choices.value++;
    selectedId.value = id;
    scopeId.value = id;
  }

  /** Goes from the scope to what it is part of; from a run to all runs. */
  function widen(): void {
    const scope = feed.message?.scope;
    if (scope === null || scope === undefined) return;
    if (scope.parentId === null) clear();
    else scopeId.value = scope.parentId;
  }

  /** All runs, nothing chosen. */
  function clear(): void {
    scopeId.value = null;
    selectedId.value = null;
  }

  return { scopeId, selectedId, choices, choose, narrow, widen, clear };
});
