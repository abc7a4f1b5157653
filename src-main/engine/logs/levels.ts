/** Lines by level, debug first: what is counted of a part of a log. */
import { allLevels, type LevelMask } from '../../../src-shared/model';

/** See the head of this file. */
export type Levels = readonly [number, number, number, number];

export const noLevels: Levels = [0, 0, 0, 0];

/** Both counts together. */
export function added(one: Levels, other: Levels): Levels {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]];
}

/** Lines of the levels in the mask; default: of all. */
export function sumOf(levels: Levels, mask: LevelMask = allLevels): number {
  let sum = 0;
  for (let level = 0; level < 4; level++) if ((mask & (1 << level)) !== 0) sum += levels[level];
  return sum;
}

/** Entry `at` of a column with four numbers an entry. */
export function levelsAt(column: ArrayLike<number>, at: number): Levels {
  const from = at * 4;
  return [column[from], column[from + 1], column[from + 2], column[from + 3]];
}
