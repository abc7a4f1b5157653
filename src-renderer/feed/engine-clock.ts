/** The engine's clock as far as this window knows it: that of the latest message, going on since it came. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue';
import { useClock } from '../format/clock';
import { useFeedStore } from './feed-store';

/** Milliseconds since the epoch by the engine's clock; moves on with each message and every second. */
export function useEngineClock(): ComputedRef<number> {
  const feed = useFeedStore();
  const tick = useClock();
  const base = shallowRef({ time: 0, at: 0 });
  const stop = watch(
    () => feed.message?.throughput?.time,
    (time) => {
      if (time !== undefined) base.value = { time, at: performance.now() };
    },
    { immediate: true, flush: 'sync' },
  );
  onScopeDispose(stop);
  return computed(() => {
    // Not used: it only says that a second has passed.
    void tick.value;
    return base.value.time + performance.now() - base.value.at;
  });
}
