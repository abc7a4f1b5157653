/** One display clock for all durations that are still growing; it never drives a count. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

const now = shallowRef(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The time of day, moving on every second while somebody looks. */
export function useClock(): Readonly<ShallowRef<number>> {
  if (users++ === 0) {
    now.value = Date.now();
    timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
  }
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer);
  });
  return now;
}
