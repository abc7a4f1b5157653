/** Where the keys that move go in a list. */

/** Keys that move, by their names in the command table. */
export type MoveKey = 'ArrowUp' | 'ArrowDown' | 'PageUp' | 'PageDown' | 'Home' | 'End';

/** The row that a key leads to from the active one; null in an empty list, or for another key. */
export function rowAfter(
  key: string,
  active: number,
  { rowCount, pageRows }: { readonly rowCount: number; readonly pageRows: number },
): number | null {
  const moves: Readonly<Record<MoveKey, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + pageRows,
    PageUp: active - pageRows,
    Home: 0,
    End: rowCount - 1,
  };
  if (rowCount === 0 || !(key in moves)) return null;
  return Math.min(Math.max(0, moves[key as MoveKey]), rowCount - 1);
}
