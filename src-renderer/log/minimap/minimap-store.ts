/** The histogram behind the minimap: one question at a time, and another only when the picture would change. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { CommandInput } from '../../../src-shared/contract';
import type { Histogram } from '../../../src-shared/log-view';
import { call } from '../../engine/client';
import { addressOf } from '../log-view';
import { useLogStore } from '../log-store';
import { useSearchStore } from '../search/search-store';
import { scaleOf } from './minimap-shape';

/** A histogram and what it answers to. */
export interface MinimapPicture {
  readonly histogram: Histogram;
  /** Rows of the view when it was counted. */
  readonly rows: number;
}

type Question = CommandInput<'log.histogram'>;
/** Parts of a search after each of which hits are asked for again. */
const searchParts = 50;

/** See the head of this file. */
export const useMinimapStore = defineStore('minimap', () => {
  const log = useLogStore();
  const search = useSearchStore();
  /** Pixels; 0 while there is no minimap to be seen. */
  const height = shallowRef(0);
  const picture = shallowRef<MinimapPicture | null>(null);
  let isAsking = false;

  /** What the picture has to be of now. */
  const wanted = computed(() => {
    const state = log.view?.state;
    if (state === undefined || height.value === 0 || state.matching === 0) return null;
    const { buckets } = scaleOf(state.matching, height.value);
    const found = search.state;
    const question: Question = {
      ...addressOf(state),
      above: null,
      axis: 'rows',
      buckets,
      hitsOf: found?.selectionId ?? null,
    };
    // A view that grew by less than a bar looks the same; so does a search that went on by a fiftieth.
    const growth = Math.floor(Math.log(state.matching) / Math.log1p(1 / buckets));
    const part = found === null ? 0 : Math.floor((found.scanned / Math.max(1, found.total)) * searchParts);
    const key = JSON.stringify([question, growth, part, found !== null && found.found > 0]);
    return { question, key, rows: state.matching };
  });
  const wantedKey = computed(() => wanted.value?.key ?? null);

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    let answered: string | null = null;
    while (wanted.value !== null && wanted.value.key !== answered) {
      const { question, key, rows } = wanted.value;
      answered = key;
      const histogram = await count(question);
      if (histogram !== null) picture.value = { histogram, rows };
    }
    isAsking = false;
  }

  /** Null when it cannot be had: the picture of before stays, and the next growth asks again. */
  async function count(question: Question): Promise<Histogram | null> {
    try {
      return await call('log.histogram', question);
    } catch {
      return null;
    }
  }

  watch(wantedKey, (key) => {
    if (key === null) picture.value = null;
    else void ask();
  });

  return { height, picture };
});
