/** Details of the chosen row; the old ones stay until the new ones are here. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { NodeDetails } from '../../src-shared/model';
import { call, toDetails } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { useSelectionStore } from '../scope/selection-store';

/** What `node.show` says of the chosen row, asked again when its row changed. */
export const useDetailsStore = defineStore('details', () => {
  const feed = useFeedStore();
  const selection = useSelectionStore();
  const details = shallowRef<NodeDetails | null>(null);
  const failure = shallowRef<string | null>(null);
  const row = computed(() => {
    const selected = feed.message?.selected ?? null;
    return selected?.id === selection.selectedId ? selected : null;
  });

  /** What `node.show` tells more of is the same while this is; a text, so that it is compared by what it says. */
  const asked = computed(() => {
    const now = row.value;
    // Of children only how they stand is shown, and every change of that is one of the counts.
    const ofChildren = now?.kind === 'job' && now.childCount > 0 ? Object.values(now.stats) : [];
    const changes = [now?.status, now?.attempt, now?.startedAt, now?.reason, now?.endedAt];
    return JSON.stringify([selection.selectedId, ...changes, ...ofChildren]);
  });

  watch(
    asked,
    async () => {
      const id = selection.selectedId;
      if (id === null) {
        details.value = null;
        return;
      }
      try {
        const answer = await call('node.show', { id });
        if (selection.selectedId !== id) return;
        details.value = answer;
        failure.value = null;
      } catch (error) {
        if (selection.selectedId === id) failure.value = toDetails(error).message;
      }
    },
    { immediate: true },
  );

  return { details, row, failure };
});
