/**
 * The arithmetic of long lists. A list is scrolled to a row, not to a pixel: `top` is the row at the upper edge,
 * with the share of it that is above the edge as its fraction. So ten million rows need no element taller than the
 * window, and every row can be reached, whatever the heights of the rows.
 */

/** A list and the room it has: pixels for heights, rows for everything else. */
export interface ListGeometry {
  readonly rowCount: number;
  readonly rowHeight: number;
  readonly height: number;
  /** Pixels of a row where rows differ, `rowHeight` at least. Asked only for rows near the view and the end. */
  readonly heightOf?: ((row: number) => number) | undefined;
}

/** Where the thumb of a scrollbar is on its track, in pixels. */
export interface Thumb {
  readonly offset: number;
  readonly size: number;
}

const smallestThumb = 28;

/** Rows that fit, with a fraction; where rows differ, the most that can fit. */
export function rowsInView(list: ListGeometry): number {
  return list.height / list.rowHeight;
}

/** Pixels of a row. */
export function heightOfRow(row: number, list: ListGeometry): number {
  return list.heightOf?.(row) ?? list.rowHeight;
}

/** The largest `top`: there the last row ends at the lower edge. */
export function largestTop(list: ListGeometry): number {
  if (list.heightOf === undefined) return Math.max(0, list.rowCount - rowsInView(list));
  let room = list.height;
  for (let row = list.rowCount - 1; row >= 0; row--) {
    const height = list.heightOf(row);
    if (height >= room) return row + (height - room) / height;
    room -= height;
  }
  return 0;
}

/** `top`, kept inside the list. */
export function clampTop(top: number, list: ListGeometry): number {
  return Math.min(Math.max(0, top), largestTop(list));
}

/** The `top` so many pixels further down, or up when they are negative. */
export function topAfterPixels(top: number, pixels: number, list: ListGeometry): number {
  if (list.heightOf === undefined) return clampTop(top + pixels / list.rowHeight, list);
  let row = Math.floor(top);
  let within = (top - row) * heightOfRow(row, list) + pixels;
  while (within < 0 && row > 0) within += list.heightOf(--row);
  while (row < list.rowCount && within >= list.heightOf(row)) within -= list.heightOf(row++);
  return clampTop(row + Math.max(0, within) / heightOfRow(row, list), list);
}

/**
 * Rows in view, `from` up to but not including `to`; with a margin, so many more on both sides. Scrolling draws at
 * once, so only rows in view need to be drawn; a margin is for what has to be asked for first.
 */
export function visibleRange(top: number, list: ListGeometry, margin = 0): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top) - margin);
  const to = Math.min(list.rowCount, lowerEdge(top, list) + margin);
  return { from: Math.min(from, to), to };
}

/** The row that is cut by the lower edge or begins at it. */
function lowerEdge(top: number, list: ListGeometry): number {
  if (list.heightOf === undefined) return Math.ceil(top + rowsInView(list));
  let row = Math.floor(top);
  let room = list.height + (top - row) * heightOfRow(row, list);
  while (room > 0 && row < list.rowCount) room -= list.heightOf(row++);
  return row;
}

/** The end of the rows that are wholly in view or above: the row that the lower edge cuts is not among them. */
export function wholeEnd(top: number, list: ListGeometry): number {
  if (list.heightOf === undefined) return Math.min(list.rowCount, Math.floor(top + rowsInView(list)));
  let row = Math.floor(top);
  let room = list.height + (top - row) * heightOfRow(row, list);
  while (row < list.rowCount && room >= list.heightOf(row)) room -= list.heightOf(row++);
  return row;
}

/** Pixels from the upper edge to the beginning of a row that is at or below it and in view. */
export function offsetOfRow(row: number, top: number, list: ListGeometry): number {
  const first = Math.floor(top);
  let offset = -(top - first) * heightOfRow(first, list);
  for (let at = first; at < row; at++) offset += heightOfRow(at, list);
  return offset;
}

/** The row that is so many pixels below the upper edge; the first or last one when there is none there. */
export function rowAtOffset(pixels: number, top: number, list: ListGeometry): number {
  let row = Math.floor(top);
  let offset = offsetOfRow(row, top, list);
  while (row < list.rowCount - 1 && offset + heightOfRow(row, list) <= pixels) {
    offset += heightOfRow(row++, list);
  }
  return Math.max(0, Math.min(row, list.rowCount - 1));
}

/** The thumb, or null when everything fits. Its place is exact: top and end are reached together with the list's. */
export function thumbOf(top: number, list: ListGeometry, track: number): Thumb | null {
  const reach = largestTop(list);
  if (reach === 0 || track <= 0) return null;
  const share = Math.min(1, rowsInView(list) / list.rowCount);
  // Few rows that are tall leave no room for the usual size.
  const size = Math.min(track * (share < 1 ? 1 : 0.9), Math.max(smallestThumb, track * share));
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
  const lowest = Math.min(row, largestTop({ ...list, rowCount: row + 1 }));
  return clampTop(Math.max(top, lowest), list);
}

/** The `top` after the row that must not move under the eye went from one place in the list to another. */
export function topAfterShift(top: number, before: number, after: number, list: ListGeometry): number {
  return clampTop(top + (after - before), list);
}
