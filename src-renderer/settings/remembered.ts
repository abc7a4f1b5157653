/** Choices that outlive the window. They are kept by the browser until there is a store of settings. */
import { shallowRef, watch, type ShallowRef } from 'vue';

/**
 * A value that is there again after a restart.
 * @param name unique in the window
 * @param read makes a value of what was kept, which may be anything; null when it is of no use
 */
export function remembered<Value>(
  name: string,
  read: (kept: unknown) => Value | null,
  initial: Value,
): ShallowRef<Value> {
  const value = shallowRef(recall(name, read) ?? initial);
  watch(
    value,
    (now) => {
      try {
        storage()?.setItem(keyOf(name), JSON.stringify(now));
      } catch {
        // A full or forbidden storage costs the memory, not the choice.
      }
    },
    { flush: 'sync' },
  );
  return value;
}

function recall<Value>(name: string, read: (kept: unknown) => Value | null): Value | null {
  try {
    const kept = storage()?.getItem(keyOf(name));
    return kept == null ? null : read(JSON.parse(kept));
  } catch {
    return null;
  }
}

const keyOf = (name: string): string => `runsheet.${name}`;

function storage(): Storage | undefined {
  return 'window' in globalThis && 'localStorage' in window ? window.localStorage : undefined;
}
