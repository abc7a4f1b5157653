import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampTop,
  largestTop,
  offsetOfRow,
  rowAtOffset,
  thumbOf,
  topAfterPixels,
  topOfThumb,
  topToShow,
  visibleRange,
  wholeEnd,
  type ListGeometry,
} from '../../../../src-renderer/scroll/anchor';

/** Lists whose rows take one to twelve lines of the screen each. */
const lists = fc
  .record({
    rowCount: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(10_000_000)),
    height: fc.integer({ min: 240, max: 1500 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ rowCount, height, seed }): ListGeometry & { heightOf: (row: number) => number } => ({
    rowCount,
    rowHeight: 20,
    height,
    heightOf: (row) => 20 * (1 + ((row * 7919 + seed * 104_729) % 12)),
  }));
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Pixels from the upper edge to the end of the last row. */
function endOf(top: number, list: ListGeometry & { heightOf: (row: number) => number }): number {
  const last = list.rowCount - 1;
  return offsetOfRow(last, top, list) + list.heightOf(last);
}

describe('a list of rows of different heights', () => {
  it('ends with its last row exactly at the lower edge, at any pixel ratio', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(1, 1.5, 2, 2.25), (list, ratio) => {
        const zoomed = { ...list, height: Math.floor(list.height / ratio) + 240 };
        const top = largestTop(zoomed);
        const end = endOf(top, zoomed);
        if (top === 0) expect(end).toBeLessThanOrEqual(zoomed.height + 1e-6);
        else expect(Math.abs(end - zoomed.height)).toBeLessThan(1e-3);
        expect(visibleRange(top, zoomed).to).toBe(zoomed.rowCount);
      }),
    );
  });

  it('loses no row: what is in view covers the box, and each row begins where the one before ends', () => {
    fc.assert(
      fc.property(lists, share, (list, at) => {
        const top = largestTop(list) * at;
        const { from, to } = visibleRange(top, list);
        expect(offsetOfRow(from, top, list)).toBeLessThanOrEqual(0);
        const end = offsetOfRow(to, top, list);
        expect(end >= list.height - 1e-3 || to === list.rowCount).toBe(true);
        for (let row = from; row < to; row++) {
          expect(rowAtOffset(offsetOfRow(row, top, list) + 1, top, list)).toBe(row);
        }
        expect(wholeEnd(top, list)).toBeLessThanOrEqual(to);
      }),
    );
  });

  it('comes back to where it was after as many pixels up as down', () => {
    fc.assert(
      fc.property(lists, share, fc.integer({ min: 1, max: 4000 }), (list, at, pixels) => {
        const top = largestTop(list) * at;
        const below = topAfterPixels(top, pixels, list);
        fc.pre(below < largestTop(list));
        expect(Math.abs(topAfterPixels(below, -pixels, list) - top)).toBeLessThan(1e-5);
      }),
    );
  });

  it('moves by exactly the pixels of the wheel', () => {
    fc.assert(
      fc.property(lists, share, fc.integer({ min: 1, max: 600 }), (list, at, pixels) => {
        const top = largestTop(list) * at;
        const below = topAfterPixels(top, pixels, list);
        fc.pre(below < largestTop(list));
        const row = Math.ceil(below);
        expect(offsetOfRow(row, top, list) - offsetOfRow(row, below, list)).toBeCloseTo(pixels, 3);
      }),
    );
  });

  it('comes back to where it was when its thumb is let go where it is', () => {
    fc.assert(
      fc.property(lists, share, (list, at) => {
        const top = largestTop(list) * at;
        const thumb = thumbOf(top, list, 600);
        if (thumb === null || thumb.size >= 600) return;
        expect(Math.abs(topOfThumb(thumb.offset, list, 600) - top)).toBeLessThan(1e-6 * (1 + top));
      }),
    );
  });

  it('moves no further than it must to show a row', () => {
    fc.assert(
      fc.property(lists, share, fc.nat(), (list, at, wanted) => {
        const row = wanted % list.rowCount;
        const top = clampTop(largestTop(list) * at, list);
        const shown = topToShow(row, top, list);
        const near = row >= Math.floor(shown) && row < visibleRange(shown, list).to;
        expect(near).toBe(true);
        const offset = offsetOfRow(row, shown, list);
        expect(offset).toBeGreaterThan(-1e-3);
        expect(offset + list.heightOf(row)).toBeLessThan(list.height + 1e-3);
      }),
    );
  });
});
