/**
 * The arithmetic of long lists. A list is scrolled to a row, not to a pixel: `top` is the row at the upper edge,
 * with a fraction. So ten million rows need no element taller than the window, and every row can be reached.
 */

/** A list and the room it has: pixels for heights, rows for everything else. */
export interface ListGeometry {
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly height: number;
}

/** Where the thumb of a scrollbar is on its track, in pixels. */
export interface Thumb {
  readonly offset: number;
  readonly size: number;
}

const smallestThumb = 28;

/** Rows that fit, with a fraction. */
export function rowsInView(list: ListGeometry): number {
  return list.height / list.rowHeight;
}

/** The largest `top`: there the last row ends at the lower edge. */
export function largestTop(list: ListGeometry): number {
  return Math.max(0, list.rowCount - rowsInView(list));
}

/** `top`, kept inside the list. */
export function clampTop(top: number, list: ListGeometry): number {
  return Math.min(Math.max(0, top), largestTop(list));
}

/**
 * Rows in view, `from` up to but not including `to`; with a margin, so many more on both sides. Scrolling draws at
 * once, so only rows in view need to be drawn; a margin is for what has to be asked for first.
 */
export function visibleRange(top: number, list: ListGeometry, margin = 0): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top) - margin);
  const to = Math.min(list.rowCount, Math.ceil(top + rowsInView(list)) + margin);
  return { from: Math.min(from, to), to };
}

/** The thumb, or null when everything fits. Its place is exact: top and end are reached together with the list's. */
export function thumbOf(top: number, list: ListGeometry, track: number): Thumb | null {
  const reach = largestTop(list);
  if (reach === 0 || track <= 0) return null;
  const size = Math.min(track, Math.max(smallestThumb, (track * rowsInView(list)) / list.rowCount));
  return { size, offset: (track - size) * (clampTop(top, list) / reach) };
}

/** The `top` that puts the thumb at `offset`: the inverse of {@link thumbOf}. */
export function topOfThumb(offset: number, list: ListGeometry, track: number): number {
  const thumb = thumbOf(0, list, track);
  if (thumb === null || track <= thumb.size) return 0;
  return clampTop((offset / (track - thumb.size)) * largestTop(list), list);
}

/** The `top` nearest to the present one at which the row is wholly in view. */
export function topToShow(row: number, top: number, list: ListGeometry): number {
  if (row < top) return clampTop(row, list);
  // Where not even one row fits, its upper edge is what can be shown.
  const lowest = Math.min(row, row + 1 - rowsInView(list));
  return clampTop(Math.max(top, lowest), list);
}

/** The `top` after the row that must not move under the eye went from one place in the list to another. */
export function topAfterShift(top: number, before: number, after: number, list: ListGeometry): number {
  return clampTop(top + (after - before), list);
}
