/**
 * The scope's run beside another run of its definition: totals, and the rows in view of one kind of jobs. Asked again
 * whenever the folder has changed, one question at a time.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { comparedKinds, type ComparedKind } from '../../src-shared/compared-kinds';
import type { ComparedJob, Comparison } from '../../src-shared/comparison';
import type { CommandOutput } from '../../src-shared/contract';
import type { NodeId } from '../../src-shared/model';
import { call, toDetails } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { askLatest } from '../timeline/ask-latest';

/** Rows that are here. */
export interface ComparedWindow {
  readonly kind: ComparedKind;
  readonly from: number;
  readonly rows: readonly ComparedJob[];
}

/** Milliseconds between two questions about a folder that changes all the time. */
const pauseMs = 500;
/** The kinds that are shown first: what is worth looking at. */
const worthLooking = comparedKinds.filter((kind) => kind !== 'alike' && kind !== 'open');

/** See the head of this file. */
export const useCompareStore = defineStore('compare', () => {
  const feed = useFeedStore();
  const isShown = shallowRef(false);
  const answer = shallowRef<CommandOutput<'compare.show'> | null>(null);
  const failure = shallowRef<string | null>(null);
  /** The run that a person chose; null: the usual one. */
  const chosenId = shallowRef<NodeId | null>(null);
  const chosenKind = shallowRef<ComparedKind | null>(null);
  const view = shallowRef({ from: 0, count: 0 });
  const list = shallowRef<ComparedWindow | null>(null);

  const scopeId = computed(() => feed.message?.scope?.id ?? null);
  const runId = computed(() => feed.message?.scope?.runId ?? null);
  /** Grows when the folder may have changed. */
  const tick = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const comparison = computed<Comparison | null>(() => answer.value?.comparison ?? null);
  /** What is shown is of the scope and the run that were chosen before. */
  const isOld = shallowRef(false);

  /** The kinds that there are; the chosen one stays when its last job has become another. */
  const kinds = computed(() =>
    comparedKinds.filter((one) => one === chosenKind.value || (comparison.value?.counts[one] ?? 0) > 0),
  );
  const kind = computed<ComparedKind>(
    () =>
      chosenKind.value ?? worthLooking.find((one) => kinds.value.includes(one)) ?? kinds.value[0] ?? 'alike',
  );

  const question = askLatest({
    wanted: () =>
      isShown.value && scopeId.value !== null
        ? {
            key: `${scopeId.value} ${chosenId.value} ${tick.value}`,
            question: { scopeId: scopeId.value, withId: chosenId.value },
          }
        : null,
    ask: (asked) => call('compare.show', asked),
    answered: (told, asked) => {
      if (asked.scopeId !== scopeId.value || asked.withId !== chosenId.value) return;
      answer.value = told;
      isOld.value = false;
      failure.value = null;
      rowsQuestion.consider();
    },
    failed: fail,
  });
  const rowsQuestion = askLatest({
    wanted: () => {
      const told = comparison.value;
      if (!isShown.value || told === null || isOld.value || view.value.count === 0) return null;
      const address = { scopeId: told.scope.here?.id ?? '', withId: told.with.id };
      const asked = { ...address, kind: kind.value, ...view.value };
      return { key: `${JSON.stringify(asked)} ${told.version}`, question: asked };
    },
    ask: (asked) => call('compare.jobs', asked),
    answered: ({ rows }, asked) => {
      const told = comparison.value;
      if (asked.scopeId !== told?.scope.here?.id || asked.withId !== told.with.id) return;
      if (asked.kind === kind.value) list.value = { kind: asked.kind, from: asked.from, rows };
    },
    failed: fail,
  });

  function fail(error: unknown): void {
    failure.value = toDetails(error).message;
  }

  function choose(id: NodeId): void {
    chosenId.value = id;
  }

  function chooseKind(to: ComparedKind): void {
    chosenKind.value = to;
  }

  /** Which rows are in view. */
  function look(from: number, count: number): void {
    view.value = { from, count };
  }

  watch(runId, () => {
    chosenId.value = null;
    chosenKind.value = null;
    answer.value = null;
    list.value = null;
  });
  watch([scopeId, chosenId], () => {
    // Stays until the new answer is there.
    isOld.value = true;
    failure.value = null;
  });
  watch(
    () => `${feed.message?.epoch} ${feed.message?.revision}`,
    () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        tick.value++;
      }, pauseMs);
    },
  );
  watch([isShown, tick, scopeId, chosenId], question.consider, { immediate: true });
  watch([view, kind], rowsQuestion.consider);

  return { isShown, answer, comparison, isOld, failure, kinds, kind, list, choose, chooseKind, look };
});
