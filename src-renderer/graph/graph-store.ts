/** The steps of the scope's run and how they stand: asked again whenever the run has changed, one question at a time. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { GraphStep } from '../../src-shared/timeline';
import { call, toDetails } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { askLatest } from '../timeline/ask-latest';
import { layOut } from './layered-layout';

/** See the head of this file. */
export const useGraphStore = defineStore('graph', () => {
  const feed = useFeedStore();
  const isShown = shallowRef(false);
  const steps = shallowRef<readonly GraphStep[] | null>(null);
  const failure = shallowRef<string | null>(null);
  const runId = computed(() => feed.message?.scope?.runId ?? null);

  const question = askLatest({
    wanted: () => {
      const [id, message] = [runId.value, feed.message];
      if (!isShown.value || id === null || message === null) return null;
      return { key: `${id} ${message.epoch} ${message.revision}`, question: { runId: id } };
    },
    ask: (asked) => call('run.graph', asked),
    answered: (answer, asked) => {
      if (asked.runId !== runId.value) return;
      steps.value = answer.steps;
      failure.value = null;
    },
    failed: (error) => {
      failure.value = toDetails(error).message;
    },
  });

  watch(runId, () => {
    steps.value = null;
    failure.value = null;
  });
  watch([isShown, () => feed.message], question.consider, { immediate: true });

  const shape = computed(() => JSON.stringify(steps.value?.map(({ depends }) => depends) ?? []));
  /** Laid out anew only when steps or what they wait for have changed. */
  const layout = computed(() => layOut(JSON.parse(shape.value) as number[][]));

  return { isShown, steps, failure, runId, layout };
});
