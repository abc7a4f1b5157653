/** Choices that outlive the page. They are kept by the browser until there is a store of settings. */
import { shallowRef, watch, type ShallowRef } from 'vue';

/**
 * How long something is remembered. `lasting`: there again after a restart of the app. `window`: there again when
 * the window's page is loaded anew, after a crash too; it ends with the window.
 */
export type Lifetime = 'lasting' | 'window';

/**
 * A value that is there again after a restart.
 * @param name unique in the window
 * @param read makes a value of what was kept, which may be anything; null when it is of no use
 */
export function remembered<Value>(
  name: string,
  read: (kept: unknown) => Value | null,
  initial: Value,
  lifetime: Lifetime = 'lasting',
): ShallowRef<Value> {
  const value = shallowRef(recall(name, read, lifetime) ?? initial);
  watch(
    value,
    (now) => {
      try {
        storage(lifetime)?.setItem(keyOf(name), JSON.stringify(now));
      } catch {
        // A full or forbidden storage costs the memory, not the choice.
      }
    },
    { flush: 'sync' },
  );
  return value;
}

/** Forgets where the window was: what is shown there ends its page again and again. */
export function forgetWindow(): void {
  storage('window')?.clear();
}

function recall<Value>(
  name: string,
  read: (kept: unknown) => Value | null,
  lifetime: Lifetime,
): Value | null {
  try {
    const kept = storage(lifetime)?.getItem(keyOf(name));
    return kept == null ? null : read(JSON.parse(kept));
  } catch {
    return null;
  }
}

const keyOf = (name: string): string => `runsheet.${name}`;

function storage(lifetime: Lifetime): Storage | undefined {
  const name = lifetime === 'lasting' ? 'localStorage' : 'sessionStorage';
  return 'window' in globalThis && name in window ? window[name] : undefined;
}
