/** The run that the scope is part of: its name and its definition, which do not change while it runs. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { NodeDetails } from '../../src-shared/model';
import type { ParameterValue } from '../../src-shared/parameter';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';

/** What is known of the scope's run; null while nothing is chosen or it is not here yet. */
export const useScopeRunStore = defineStore('scope-run', () => {
  const feed = useFeedStore();
  const details = shallowRef<NodeDetails | null>(null);
  const runId = computed(() => feed.message?.scope?.runId ?? null);

  watch(
    runId,
    async (id) => {
      if (id === null) {
        details.value = null;
        return;
      }
      try {
        const shown = await call('node.show', { id });
        if (runId.value === id) details.value = shown;
      } catch {
        // The run may be gone by now; the feed says so with its next message.
        if (runId.value === id) details.value = null;
      }
    },
    { immediate: true },
  );

  /** Path of the definition that the run came from, null when it came from none. */
  const definitionPath = computed(() => {
    const path = details.value?.input['path'];
    return typeof path === 'string' ? path : null;
  });

  /** The values that the run was started with. */
  const params = computed(() => {
    const given = details.value?.input['params'];
    return typeof given === 'object' && given !== null ? (given as Record<string, ParameterValue>) : {};
  });

  /** What a run that can only be read was opened from, and when; null for one of this folder. */
  const opened = computed(() => {
    const { openedFrom: path, openedAt: at } = details.value?.input ?? {};
    return typeof path === 'string' && typeof at === 'number' ? { path, at } : null;
  });

  /** A due time started it, and no person. */
  const bySchedule = computed(() => details.value?.input['startedBy'] === 'schedule');

  return { bySchedule, run: details, definitionPath, params, opened };
});
