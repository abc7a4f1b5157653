/** The history that is shown: which definition, which of its runs; asked again when the folder has changed. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { HistoryDefinition, HistoryRun } from '../../src-shared/timeline';
import { call, toDetails } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { askLatest } from '../timeline/ask-latest';

/** Runs that are shown at once, at most: the engine tells no more. */
export const mostRuns = 200;
/** Milliseconds between two questions about a folder that changes all the time. */
const pauseMs = 500;

/** See the head of this file. */
export const useHistoryStore = defineStore('history', () => {
  const feed = useFeedStore();
  const isShown = shallowRef(false);
  const definitions = shallowRef<readonly HistoryDefinition[] | null>(null);
  /** The definition that a person chose; undefined: the one that ran last. */
  const chosen = shallowRef<string | null | undefined>(undefined);
  /** Runs that are shown at once. */
  const room = shallowRef(mostRuns);
  /** Position of the latest run that is shown, from the latest of all. */
  const from = shallowRef(0);
  /** Latest first. */
  const runs = shallowRef<readonly HistoryRun[]>([]);
  const total = shallowRef(0);
  const failure = shallowRef<string | null>(null);
  /** Grows when the folder may have changed. */
  const tick = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const current = computed<HistoryDefinition | null>(() => {
    const all = definitions.value ?? [];
    return all.find(({ id }) => id === chosen.value) ?? all[0] ?? null;
  });

  const definitionsQuestion = askLatest({
    wanted: () => (isShown.value ? { key: String(tick.value), question: {} } : null),
    ask: (question) => call('history.definitions', question),
    answered: (answer) => {
      definitions.value = answer.definitions;
      failure.value = null;
      runsQuestion.consider();
    },
    failed: fail,
  });
  const runsQuestion = askLatest({
    wanted: () => {
      const definition = current.value;
      if (!isShown.value || definition === null) return null;
      const question = { id: definition.id, from: from.value, count: Math.min(mostRuns, room.value) };
      return { key: JSON.stringify([question, tick.value]), question };
    },
    ask: (question) => call('history.runs', question),
    answered: (answer, question) => {
      if (question.id !== current.value?.id || question.from !== from.value) return;
      runs.value = answer.runs;
      total.value = answer.total;
      failure.value = null;
      // Runs were removed: what was shown is no more.
      if (answer.runs.length === 0 && from.value > 0) go(answer.total);
    },
    failed: fail,
  });

  function fail(error: unknown): void {
    failure.value = toDetails(error).message;
  }

  function choose(id: string | null): void {
    const isCurrent = id === current.value?.id;
    chosen.value = id;
    // Its runs are here or asked for already.
    if (isCurrent) return;
    from.value = 0;
    runs.value = [];
    runsQuestion.consider();
  }

  /** Shows the runs from this position on, as far as there are any. */
  function go(to: number): void {
    from.value = Math.max(0, Math.min(to, Math.max(0, total.value - room.value)));
    runsQuestion.consider();
  }

  watch([isShown, room], () => {
    definitionsQuestion.consider();
    runsQuestion.consider();
  });
  watch(
    () => `${feed.message?.epoch} ${feed.message?.revision}`,
    () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        tick.value++;
        definitionsQuestion.consider();
        runsQuestion.consider();
      }, pauseMs);
    },
  );

  return { isShown, definitions, chosen, current, room, from, runs, total, failure, choose, go };
});
