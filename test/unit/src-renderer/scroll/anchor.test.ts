import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampTop,
  largestTop,
  thumbOf,
  topAfterShift,
  topOfThumb,
  topToShow,
  visibleRange,
  type ListGeometry,
} from '../../../../src-renderer/scroll/anchor';

const tenMillion: ListGeometry = { rowCount: 10_000_000, rowHeight: 20, height: 690 };

const lists = fc.record({
  rowCount: fc.integer({ min: 0, max: 20_000_000 }),
  rowHeight: fc.constantFrom(20, 26),
  height: fc.integer({ min: 1, max: 2000 }),
});

describe('a long list', () => {
  it('draws only the rows in view, whatever its length', () => {
    expect(visibleRange(5_000_000.5, tenMillion)).toEqual({ from: 5_000_000, to: 5_000_035 });
    expect(visibleRange(0, { ...tenMillion, rowCount: 3 })).toEqual({ from: 0, to: 3 });
    expect(visibleRange(100, tenMillion, 40)).toEqual({ from: 60, to: 175 });
  });

  it('ends with its last row at the lower edge', () => {
    expect(visibleRange(largestTop(tenMillion), tenMillion).to).toBe(10_000_000);
    expect(clampTop(Number.MAX_SAFE_INTEGER, tenMillion)).toBe(10_000_000 - 34.5);
    expect(clampTop(-3, tenMillion)).toBe(0);
  });

  it('has a thumb that is at the ends exactly when the list is', () => {
    expect(thumbOf(0, tenMillion, 690)).toEqual({ offset: 0, size: 28 });
    expect(thumbOf(largestTop(tenMillion), tenMillion, 690)).toEqual({ offset: 662, size: 28 });
    expect(thumbOf(0, { ...tenMillion, rowCount: 30 }, 690)).toBeNull();
  });

  it('comes back to where it was when its thumb is let go where it is', () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const top = largestTop(list) * share;
        const thumb = thumbOf(top, list, 600);
        if (thumb === null || thumb.size >= 600) return;
        expect(Math.abs(topOfThumb(thumb.offset, list, 600) - top)).toBeLessThan(1e-6 * (1 + top));
      }),
    );
  });

  it('moves no further than it must to show a row', () => {
    expect(topToShow(10, 0, tenMillion)).toBe(0);
    expect(topToShow(50, 0, tenMillion)).toBe(16.5);
    expect(topToShow(5, 100, tenMillion)).toBe(5);
    expect(topToShow(0, 0, { ...tenMillion, height: 0 })).toBe(0);
    fc.assert(
      fc.property(lists, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (list, at, share) => {
        fc.pre(list.rowCount > 0 && list.height >= list.rowHeight);
        const row = at % list.rowCount;
        const top = topToShow(row, largestTop(list) * share, list);
        expect(row).toBeGreaterThanOrEqual(top - 1e-9);
        expect(row + 1).toBeLessThanOrEqual(top + list.height / list.rowHeight + 1e-9);
      }),
    );
  });

  it('keeps a row under the eye when rows come and go above it', () => {
    expect(topAfterShift(120.25, 130, 131, tenMillion)).toBe(121.25);
    expect(topAfterShift(2, 3, 0, tenMillion)).toBe(0);
  });
});
