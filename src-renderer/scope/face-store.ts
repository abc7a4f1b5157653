/** Which face of a run is shown: its log, its timeline, or the graph of its steps. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useFeedStore } from '../feed/feed-store';

/** The faces, in the order of their keys. */
export const faces = ['log', 'timeline', 'graph'] as const;
export type Face = (typeof faces)[number];

/** The face that a person chose, and the one that can be shown. */
export const useFaceStore = defineStore('face', () => {
  const feed = useFeedStore();
  const chosen = shallowRef<Face>('log');
  /** Logs that others wrote have neither attempts nor steps. */
  const hasFaces = computed(() => {
    const scope = feed.message?.scope ?? null;
    return scope !== null && scope.origin !== 'files';
  });
  const face = computed<Face>(() => (hasFaces.value ? chosen.value : 'log'));

  function show(to: Face): void {
    chosen.value = to;
  }

  return { face, hasFaces, show };
});
