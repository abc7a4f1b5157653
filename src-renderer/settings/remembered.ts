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
  const keep = (now: Value): void => {
    try {
      storage(lifetime)?.setItem(keyOf(name), JSON.stringify(now));
    } catch {
      // A full or forbidden storage costs the memory, not the choice.
    }
  };
  // A place changes with each frame that scrolls; a choice is made once, and the app may end right after it.
  watch(value, lifetime === 'window' ? betweenFrames(keep) : keep, { flush: 'sync' });
  return value;
}

/** Milliseconds after which a value is kept, however busy the page is. */
const keptWithinMs = 250;

/** Calls with the latest value when the page has nothing to draw, and before it goes. */
function betweenFrames<Value>(keep: (value: Value) => void): (value: Value) => void {
  if (!('requestIdleCallback' in globalThis)) return keep;
  let waiting: { readonly value: Value } | null = null;
  const keepNow = (): void => {
    if (waiting !== null) keep(waiting.value);
    waiting = null;
  };
  window.addEventListener('pagehide', keepNow);
  return (value) => {
    if (waiting === null) requestIdleCallback(keepNow, { timeout: keptWithinMs });
    waiting = { value };
  };
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
