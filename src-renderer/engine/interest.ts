/** What the window looks at before a person has chosen anything. */
import type { Interest } from '../../src-shared/contract';
import type { LevelMask, LogLevel } from '../../src-shared/model';

/** All four levels, debug included. */
export const allLevels: LevelMask = 15;

/** Levels, lowest first; the position is the bit of a level mask. */
export const levelOrder: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** The bit of a level in a mask. */
export function levelBit(level: LogLevel): LevelMask {
  return 1 << levelOrder.indexOf(level);
}

/** All runs, nothing chosen. */
export function allRuns(): Interest {
  return {
    treeFrom: 0,
    treeCount: 60,
    treeRootId: null,
    scopeId: null,
    selectedId: null,
    levels: allLevels,
    selectionId: null,
    context: null,
  };
}
