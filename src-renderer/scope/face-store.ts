/** Which face of a run is shown: its log, its timeline, the graph of its steps, or another run beside it. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useFeedStore } from '../feed/feed-store';

/** The faces, in the order of their keys. */
export const faces = ['log', 'timeline', 'graph', 'compare'] as const;
export type Face = (typeof faces)[number];

/** The face that a person chose, and the one that can be shown. */
export const useFaceStore = defineStore('face', () => {
  const feed = useFeedStore();
  const chosen = shallowRef<Face>('log');
  /** What a window shows that is too small for both: the tree or the face. Larger windows do not ask for it. */
  const pane = shallowRef<'tree' | 'face'>('tree');
  /** Logs that others wrote have neither attempts nor steps. */
  const hasFaces = computed(() => {
    const scope = feed.message?.scope ?? null;
    return scope !== null && scope.origin !== 'files';
  });
  const face = computed<Face>(() => (hasFaces.value ? chosen.value : 'log'));

  /** Shows the face, in a small window instead of the tree. */
  function show(to: Face): void {
    chosen.value = to;
    pane.value = 'face';
  }

  /** In a small window: the tree instead of the face. */
  function showTree(): void {
    pane.value = 'tree';
  }

  return { face, pane, hasFaces, show, showTree };
});
