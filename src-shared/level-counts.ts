/** What is counted of lines by level, apart from the schemas: the page's bundle has no schema library. */
import type { LevelCounts } from './model';

/** Lines of all levels. */
export function linesOf({ debug, info, warn, error }: LevelCounts): number {
  return debug + info + warn + error;
}
