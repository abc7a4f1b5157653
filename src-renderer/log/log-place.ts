/** Where in the log one is: at a row, or at its end while following. Only input of a person ends following. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import {
  clampTop,
  largestTop,
  topAfterPixels,
  topToShow,
  wholeEnd,
  type ListGeometry,
} from '../scroll/anchor';
import { rowHeight } from '../settings/preferences';

/** A place in a growing list of rows. */
export interface LogPlace {
  readonly follow: Readonly<ShallowRef<boolean>>;
  /** Pixels of the box in which rows are drawn. */
  readonly height: Readonly<ShallowRef<number>>;
  /** What is scrolled: all rows, but while following only those whose text is here. */
  readonly list: ComputedRef<ListGeometry>;
  /** The row at the upper edge, with a fraction. */
  readonly top: ComputedRef<number>;
  /** Rows that came since following ended. */
  readonly newRows: ComputedRef<number>;
  /** The same with all the room there is: what has to be drawn. */
  readonly drawn: ComputedRef<ListGeometry>;
  setHeight(pixels: number): void;
  /** Room below the last row that is scrolled with it. */
  setFooter(pixels: number): void;
  /** Starts anew in a list of `count` rows whose first rows to be seen are here. */
  begin(at: 'end' | number, count: number): void;
  /** While following: the text of all rows up to `end` is here. */
  arrived(end: number): void;
  /** Moves by input of a person: up ends following, reaching the end begins it. */
  scrollTo(top: number): void;
  /** The same by pixels, down where they are positive. */
  scrollBy(pixels: number): void;
  /** Moves by a jump; ends following. */
  jumpTo(top: number): void;
  /** Jumps so that the row begins so many pixels below the upper edge, as far as the ends of the list allow. */
  putRow(row: number, pixels: number): void;
  /** Moves no further than it must to have the row wholly in view; ends following when it must. */
  showRow(row: number): void;
  /** The heights of rows have changed: the row stays where it is seen. */
  holdRow(row: number, pixels: number): void;
  /** So many rows have come in above all others: what is seen stays. */
  moveDown(rows: number): void;
  setFollow(on: boolean): void;
}

/**
 * @param count rows in the list now
 * @param heightOf pixels of a row where rows differ
 */
export function createLogPlace(
  count: () => number,
  heightOf: () => ListGeometry['heightOf'] = () => undefined,
): LogPlace {
  const height = shallowRef(0);
  const footer = shallowRef(0);
  const follow = shallowRef(true);
  const row = shallowRef(0);
  const tail = shallowRef(0);
  const seen = shallowRef(0);

  const geometry = (rowCount: number): ListGeometry => ({
    rowCount,
    rowHeight: rowHeight.log,
    height: Math.max(0, height.value - footer.value),
    heightOf: heightOf(),
  });
  const list = computed(() => geometry(follow.value ? tail.value : count()));
  const top = computed(() => (follow.value ? largestTop(list.value) : clampTop(row.value, list.value)));

  function setFollow(on: boolean): void {
    if (follow.value === on) return;
    const before = top.value;
    row.value = before;
    // Nothing moves until the text of the end is here.
    tail.value = wholeEnd(before, geometry(count()));
    seen.value = count();
    follow.value = on;
  }

  function scrollTo(wanted: number): void {
    const isDown = wanted > top.value;
    if (follow.value && isDown) return;
    const all = geometry(count());
    if (isDown && wanted >= largestTop(all)) {
      setFollow(true);
      return;
    }
    if (wanted < top.value) setFollow(false);
    row.value = clampTop(wanted, all);
  }

  return {
    follow,
    height,
    list,
    top,
    drawn: computed(() => ({ ...list.value, height: height.value })),
    newRows: computed(() => (follow.value ? 0 : Math.max(0, count() - seen.value))),
    setHeight(pixels) {
      height.value = pixels;
    },
    setFooter(pixels) {
      footer.value = pixels;
    },
    begin(at, rowCount) {
      follow.value = at === 'end';
      row.value = at === 'end' ? 0 : at;
      tail.value = rowCount;
      seen.value = rowCount;
    },
    arrived(end) {
      tail.value = Math.max(tail.value, end);
    },
    scrollTo,
    scrollBy(pixels) {
      if (follow.value && pixels > 0) return;
      scrollTo(topAfterPixels(top.value, pixels, follow.value ? list.value : geometry(count())));
    },
    jumpTo(wanted) {
      setFollow(false);
      row.value = clampTop(wanted, geometry(count()));
    },
    putRow(wanted, pixels) {
      setFollow(false);
      row.value = topAfterPixels(wanted, -pixels, geometry(count()));
    },
    showRow(wanted) {
      const next = topToShow(wanted, top.value, geometry(count()));
      if (next === top.value) return;
      setFollow(false);
      row.value = next;
    },
    holdRow(held, pixels) {
      if (!follow.value) row.value = topAfterPixels(held, -pixels, geometry(count()));
    },
    moveDown(rows) {
      row.value += rows;
      tail.value += rows;
      seen.value += rows;
    },
    setFollow,
  };
}
