/** Where one is in the log, for a page that is loaded again. */
import type { ShallowRef } from 'vue';
import type { LevelMask, NodeId } from '../../src-shared/model';
import { remembered } from '../settings/remembered';

/** A place in the log of a scope. */
interface KeptLogPlace {
  readonly scopeId: NodeId;
  readonly levels: LevelMask;
  /** The row at the upper edge with a fraction, or the end, which is followed. */
  readonly top: number | 'end';
}

/** The place that is kept as long as there is the window. */
export function keptLogPlace(): ShallowRef<KeptLogPlace | null> {
  return remembered<KeptLogPlace | null>('log-place', read, null, 'window');
}

function read(kept: unknown): KeptLogPlace | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { scopeId, levels, top } = kept as Partial<KeptLogPlace>;
  const isTop = top === 'end' || (typeof top === 'number' && top >= 0);
  return typeof scopeId === 'string' && typeof levels === 'number' && isTop ? { scopeId, levels, top } : null;
}
