/**
 * The histogram behind the minimap: one question at a time, another only when the picture would change, and of a log
 * that grows only what came in behind.
 */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { Histogram } from '../../../src-shared/log-view';
import { call } from '../../engine/client';
import { addressOf } from '../log-view';
import { useLogStore } from '../log-store';
import { useSearchStore } from '../search/search-store';
import { coarse, inBars, nextPart, noBuckets, withPart, type CountedBuckets } from './counted-buckets';
import { scaleOf } from './minimap-shape';

/** A histogram and what it answers to. */
export interface MinimapPicture {
  readonly histogram: Histogram;
  /** Rows of the view when it was counted. */
  readonly rows: number;
}

/** Milliseconds after which a picture is asked for though the page has no time to spare. */
const latestMs = 250;

/** Parts of a search after each of which hits are asked for again. */
const searchParts = 50;

/** See the head of this file. */
export const useMinimapStore = defineStore('minimap', () => {
  const log = useLogStore();
  const search = useSearchStore();
  /** Pixels; 0 while there is no minimap to be seen. */
  const height = shallowRef(0);
  const picture = shallowRef<MinimapPicture | null>(null);
  /** What was counted last, and of what. */
  let known: { readonly subject: string; readonly buckets: CountedBuckets } | null = null;
  let isAsking = false;

  /** What the picture has to be of now. */
  const wanted = computed(() => {
    const state = log.view?.state;
    if (state === undefined || height.value === 0 || state.matching === 0) return null;
    const rows = state.matching;
    const { buckets: bars } = scaleOf(rows, height.value);
    const found = search.state;
    const question = { ...addressOf(state), above: null, hitsOf: found?.selectionId ?? null };
    // A view that grew by less than a bar looks the same; so does a search that went on by a fiftieth.
    const growth = Math.floor(Math.log(rows) / Math.log1p(1 / bars));
    const part = found === null ? 0 : Math.floor((found.scanned / Math.max(1, found.total)) * searchParts);
    // Lines come in behind all others; what is found may lie anywhere.
    const growsBehind = question.selectionId === null && question.hitsOf === null;
    return {
      question,
      rows,
      bars,
      growsBehind,
      /** What the picture is of, whatever has come in. */
      subject: JSON.stringify([question, height.value]),
      key: JSON.stringify([question, bars, growth, part, found !== null && found.found > 0]),
    };
  });
  type Wanted = NonNullable<typeof wanted.value>;
  const wantedKey = computed(() => wanted.value?.key ?? null);

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    let answered: string | null = null;
    while (wanted.value !== null && wanted.value.key !== answered) {
      // While counts and lines come in all the time, these are painted first.
      await spareTime();
      const now = wanted.value;
      if (now === null) break;
      answered = now.key;
      const buckets = await count(now);
      if (buckets === null) continue;
      known = { subject: now.subject, buckets };
      picture.value = { histogram: inBars(buckets, now.bars), rows: now.rows };
    }
    isAsking = false;
  }

  /** Null when it cannot be had, or nobody wants it any more: the picture of before stays. */
  async function count({
    question,
    subject,
    rows,
    bars,
    growsBehind,
  }: Wanted): Promise<CountedBuckets | null> {
    let buckets =
      growsBehind && known?.subject === subject && known.buckets.rows <= rows
        ? known.buckets
        : noBuckets(rows, bars);
    try {
      for (let part = nextPart(buckets, rows); part !== null; part = nextPart(buckets, rows)) {
        const { rowsPerBucket } = buckets;
        const answer = await call('log.histogram', {
          ...question,
          axis: 'rows',
          buckets: part.buckets,
          part: { rowsPerBucket, first: part.first },
        });
        if (wanted.value?.subject !== subject) return null;
        // Rows that are gone meanwhile: a selection is found anew.
        if (answer.to <= buckets.rows) return null;
        buckets = coarse(withPart(buckets, part, answer), bars);
      }
      return buckets;
    } catch {
      return null;
    }
  }

  function spareTime(): Promise<void> {
    if (picture.value === null) return Promise.resolve();
    return new Promise((resolve) => {
      requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: latestMs },
      );
    });
  }

  watch(wantedKey, (key) => {
    if (key === null) picture.value = null;
    else void ask();
  });

  return { height, picture };
});
