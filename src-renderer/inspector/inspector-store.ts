/** The feed inspector: every message since it was opened. While it is closed nothing is recorded and nothing costs. */
import { defineStore } from 'pinia';
import { computed, shallowRef, triggerRef } from 'vue';
import type { FeedMessage, FeedParcel } from '../../src-shared/contract';
import { call } from '../engine/client';
import { useFeedStore } from '../feed/feed-store';
import { isListed, mostEntries, toEntry, type EntryFilter, type FeedEntry } from './feed-entries';

/** Questions for the engine's clock; the one that was answered soonest counts. */
const clockQuestions = 5;

/** See the head of this file. */
export const useInspectorStore = defineStore('inspector', () => {
  const feed = useFeedStore();
  const isOpen = shallowRef(false);
  const isPaused = shallowRef(false);
  const filter = shallowRef<EntryFilter>('all');
  const text = shallowRef('');
  const entries = shallowRef<FeedEntry[]>([]);
  const listed = computed(() => {
    if (filter.value === 'all' && text.value.trim() === '') return entries.value.slice();
    return entries.value.filter((entry) => isListed(entry, filter.value, text.value));
  });
  /** Engine's clock less this page's `performance.now()`; null: not known yet. */
  const clockOffset = shallowRef<number | null>(null);
  let epoch: string | null = null;
  let count = 0;
  let stop: (() => void) | null = null;

  function record(message: FeedMessage, paintedAt: number, sent: FeedMessage | FeedParcel): void {
    if (message.epoch !== epoch) void readClock(message.epoch);
    if (isPaused.value) return;
    const delayMs = paintedAt + (clockOffset.value ?? 0) - message.committedAt;
    const entry = toEntry(message, sent, { number: ++count, delayMs });
    entries.value.push(clockOffset.value === null ? { ...entry, delayMs: null } : entry);
    if (entries.value.length > mostEntries) entries.value.splice(0, entries.value.length - mostEntries);
    triggerRef(entries);
  }

  /** The answer is read halfway between question and answer, give or take half the way. */
  async function readClock(ofEpoch: string | null): Promise<void> {
    epoch = ofEpoch;
    clockOffset.value = null;
    let soonest = Infinity;
    try {
      for (let question = 0; question < clockQuestions; question++) {
        const askedAt = performance.now();
        const { time } = await call('feed.clock', {});
        const tookMs = performance.now() - askedAt;
        if (tookMs >= soonest) continue;
        soonest = tookMs;
        clockOffset.value = time - (askedAt + tookMs / 2);
      }
    } catch {
      // The engine is away just now; its clock is read with the next message.
      epoch = null;
    }
  }

  function open(): void {
    if (isOpen.value) return;
    isOpen.value = true;
    isPaused.value = false;
    void readClock(feed.message?.epoch ?? null);
    stop = feed.inspect(record);
  }

  function close(): void {
    stop?.();
    stop = null;
    isOpen.value = false;
    clear();
  }

  function clear(): void {
    entries.value = [];
    count = 0;
  }

  return {
    isOpen,
    isPaused,
    filter,
    text,
    entries,
    listed,
    open,
    close,
    clear,
    toggle: () => (isOpen.value ? close() : open()),
  };
});
