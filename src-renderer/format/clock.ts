/** Display clocks for durations that are still growing or running out; they never drive a count. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

interface Clock {
  readonly now: ShallowRef<number>;
  users: number;
  timer: ReturnType<typeof setInterval> | undefined;
}

const clocks = new Map<number, Clock>();

/** The time of day, moving on every second (or every `periodMs`) while somebody looks. */
export function useClock(periodMs = 1000): Readonly<ShallowRef<number>> {
  const clock = clocks.get(periodMs) ?? { now: shallowRef(0), users: 0, timer: undefined };
  clocks.set(periodMs, clock);
  if (clock.users++ === 0) {
    clock.now.value = Date.now();
    clock.timer = setInterval(() => {
      clock.now.value = Date.now();
    }, periodMs);
  }
  onScopeDispose(() => {
    if (--clock.users === 0) clearInterval(clock.timer);
  });
  return clock.now;
}
