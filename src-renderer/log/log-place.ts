/** Where in the log one is: at a row, or at its end while following. Only input of a person ends following. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { clampTop, largestTop, rowsInView, type ListGeometry } from '../scroll/anchor';

/** Height of a row in pixels, the same as `--log-row`. */
export const logRowHeight = 20;

/** A place in a growing list of rows. */
export interface LogPlace {
  readonly follow: Readonly<ShallowRef<boolean>>;
  /** What is scrolled: all rows, but while following only those whose text is here. */
  readonly list: ComputedRef<ListGeometry>;
  /** The row at the upper edge, with a fraction. */
  readonly top: ComputedRef<number>;
  /** Rows that came since following ended. */
  readonly newRows: ComputedRef<number>;
  setHeight(pixels: number): void;
  /** Starts anew in a list of `count` rows whose first rows to be seen are here. */
  begin(at: 'end' | number, count: number): void;
  /** While following: the text of all rows up to `end` is here. */
  arrived(end: number): void;
  /** Moves by input of a person: up ends following, reaching the end begins it. */
  scrollTo(top: number): void;
  /** Moves by a jump; ends following. */
  jumpTo(top: number): void;
  setFollow(on: boolean): void;
}

/** @param count rows in the list now */
export function createLogPlace(count: () => number): LogPlace {
  const height = shallowRef(0);
  const follow = shallowRef(true);
  const row = shallowRef(0);
  const tail = shallowRef(0);
  const seen = shallowRef(0);

  const geometry = (rowCount: number): ListGeometry => ({
    rowCount,
    rowHeight: logRowHeight,
    height: height.value,
  });
  const list = computed(() => geometry(follow.value ? tail.value : count()));
  const top = computed(() => (follow.value ? largestTop(list.value) : clampTop(row.value, list.value)));

  function setFollow(on: boolean): void {
    if (follow.value === on) return;
    const before = top.value;
    row.value = before;
    // Nothing moves until the text of the end is here.
    tail.value = Math.min(count(), Math.floor(before + rowsInView(list.value)));
    seen.value = count();
    follow.value = on;
  }

  return {
    follow,
    list,
    top,
    newRows: computed(() => (follow.value ? 0 : Math.max(0, count() - seen.value))),
    setHeight(pixels) {
      height.value = pixels;
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
    scrollTo(wanted) {
      const isDown = wanted > top.value;
      if (follow.value && isDown) return;
      const all = geometry(count());
      if (isDown && wanted >= largestTop(all)) {
        setFollow(true);
        return;
      }
      if (wanted < top.value) setFollow(false);
      row.value = clampTop(wanted, all);
    },
    jumpTo(wanted) {
      setFollow(false);
      row.value = clampTop(wanted, geometry(count()));
    },
    setFollow,
  };
}
