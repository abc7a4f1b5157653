/** Where one is in the log, for a page that is loaded again. */
import type { LevelMask, NodeId } from '../../src-shared/model';
import { remembered } from '../settings/remembered';

/** A place in the log of a scope. */
interface KeptLogPlace {
  readonly scopeId: NodeId;
  readonly levels: LevelMask;
  /** The row at the upper edge with a fraction, or the end, which is followed. */
  readonly top: number | 'end';
}

/** Milliseconds: while somebody scrolls, not every frame is kept. */
const keepDelayMs = 150;

/** The place is kept as long as there is the window. */
export function keptLogPlace(): {
  /** Where it was before the page was loaded again. */
  readonly before: KeptLogPlace | null;
  /** Keeps a place, soon, or when the page is left. */
  readonly keep: (place: KeptLogPlace) => void;
} {
  const kept = remembered<KeptLogPlace | null>('log-place', read, null, 'window');
  let latest = kept.value;
  let timer: ReturnType<typeof setTimeout> | null = null;
  function keepNow(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (latest !== null && !isSamePlace(latest, kept.value)) kept.value = latest;
  }
  globalThis.addEventListener('pagehide', keepNow);
  return {
    before: kept.value,
    keep: (place) => {
      latest = place;
      timer ??= setTimeout(keepNow, keepDelayMs);
    },
  };
}

function isSamePlace(one: KeptLogPlace, other: KeptLogPlace | null): boolean {
  return one.scopeId === other?.scopeId && one.levels === other.levels && one.top === other.top;
}

function read(kept: unknown): KeptLogPlace | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { scopeId, levels, top } = kept as Partial<KeptLogPlace>;
  const isTop = top === 'end' || (typeof top === 'number' && top >= 0);
  return typeof scopeId === 'string' && typeof levels === 'number' && isTop ? { scopeId, levels, top } : null;
}
