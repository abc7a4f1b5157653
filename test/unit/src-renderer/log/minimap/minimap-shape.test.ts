import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barsOf, frameOf, rowAtPixel, scaleOf } from '../../../../../src-renderer/log/minimap/minimap-shape';

/** A histogram of buckets of 10 lines, `ms` apart. */
function histogram(buckets: { error?: number; warn?: number; hits?: number; ms?: number }[]) {
  let time = 1000;
  const firstTime = buckets.map(({ ms = 100 }) => (time += ms) - ms);
  return {
    ...{ from: 0, to: buckets.length * 10, firstTime },
    debug: buckets.map(() => 0),
    info: buckets.map(({ error = 0, warn = 0 }) => 10 - error - warn),
    warn: buckets.map(({ warn = 0 }) => warn),
    error: buckets.map(({ error = 0 }) => error),
    hits: buckets.map(({ hits = 0 }) => hits),
    lastTime: buckets.map(({ ms = 100 }, at) => (firstTime[at] ?? 0) + ms - 1),
  };
}

describe('the minimap', () => {
  it('shows one error among ever so many lines, in its own colour and wide enough', () => {
    const one = { ...histogram([{}]), info: [99_999], error: [1] };
    expect(barsOf(one, 52).find(({ tone }) => tone === 'error')).toMatchObject({ x: 4, width: 7 });
  });

  it('is longer where there are more lines per second', () => {
    const bars = barsOf(histogram([{ ms: 1000 }, { ms: 10 }, { ms: 100 }]), 52);
    const [slow, fast, middle] = bars.map(({ width }) => width);
    expect(slow).toBeLessThan(middle ?? 0);
    expect(middle).toBeLessThan(fast ?? 0);
    expect(Math.max(...bars.map(({ x, width }) => x + width))).toBeLessThanOrEqual(52 - 8);
  });

  it('shows hits in the right lane', () => {
    const hits = barsOf(histogram([{}, { hits: 3 }]), 52).filter(({ tone }) => tone === 'hit');
    expect(hits).toEqual([{ x: 44, y: 3, width: 5, tone: 'hit' }]);
  });

  it('of a short log does not fill its room, and has a bar for each line', () => {
    expect(scaleOf(20, 600)).toEqual({ rows: 20, buckets: 20, height: 60 });
    expect(scaleOf(10_000_000, 600)).toEqual({ rows: 10_000_000, buckets: 200, height: 600 });
  });

  it('has a frame that reaches both ends with the log, and a row for each pixel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 50, max: 1500 }),
        (rows, height) => {
          const scale = scaleOf(rows, height);
          const inView = 40;
          const end = frameOf(scale, Math.max(0, rows - inView), inView);
          expect(frameOf(scale, 0, inView).offset).toBe(0);
          expect(end.offset + end.size).toBeCloseTo(scale.height);
          expect(rowAtPixel(scale, 0)).toBe(0);
          expect(rowAtPixel(scale, scale.height)).toBe(rows - 1);
        },
      ),
    );
  });
});
