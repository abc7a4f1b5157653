import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coarse,
  inBars,
  nextPart,
  noBuckets,
  withPart,
  type BucketPart,
  type CountedBuckets,
} from '../../../../../src-renderer/log/minimap/counted-buckets';
import type { Histogram } from '../../../../../src-shared/log-view';

/** Row `r` is an error when `r` divides by 7, and was written `r + 1` milliseconds after the start. */
function isError(row: number): boolean {
  return row % 7 === 0;
}

/** What the engine answers of a log of `rows` (docs/protocol: `log.histogram`). */
function answer(rows: number, { first, buckets }: BucketPart, rowsPerBucket: number): Histogram {
  const begin = (bucket: number) => Math.min(rows, Math.floor((first + bucket) * rowsPerBucket));
  const inside = Array.from({ length: buckets }, (_, bucket) =>
    Array.from({ length: begin(bucket + 1) - begin(bucket) }, (_, at) => begin(bucket) + at),
  );
  return {
    ...{
      from: begin(0),
      to: begin(buckets),
      debug: inside.map(() => 0),
      warn: inside.map(() => 0),
      hits: [],
    },
    info: inside.map((all) => all.filter((row) => !isError(row)).length),
    error: inside.map((all) => all.filter(isError).length),
    firstTime: inside.map((all) => (all[0] ?? -1) + 1),
    lastTime: inside.map((all) => (all.at(-1) ?? -1) + 1),
  };
}

function counted(
  known: CountedBuckets,
  rows: number,
  bars: number,
): { buckets: CountedBuckets; asked: number } {
  let buckets = known;
  let asked = 0;
  for (let part = nextPart(buckets, rows); part !== null; part = nextPart(buckets, rows)) {
    asked += part.buckets;
    buckets = coarse(withPart(buckets, part, answer(rows, part, buckets.rowsPerBucket)), bars);
  }
  return { buckets, asked };
}

const sum = (column: readonly number[]): number => column.reduce((all, one) => all + one, 0);

describe('counted buckets', () => {
  it('hold every row once, in order, however the log has grown', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 12 }),
        (mostBars, growth) => {
          let rows = growth[0] ?? 1;
          let buckets = noBuckets(rows, Math.min(rows, mostBars));
          for (const by of growth) {
            rows += by;
            const bars = Math.min(rows, mostBars);
            buckets = counted(buckets, rows, bars).buckets;
            expect(buckets.rows).toBe(rows);
            expect(buckets.counts.info.length).toBeLessThanOrEqual(2 * bars);
            const all = Array.from({ length: rows }, (_, row) => row);
            const histogram = inBars(buckets, bars);
            expect(histogram.info).toHaveLength(bars);
            expect(sum(histogram.error)).toBe(all.filter(isError).length);
            expect(sum(histogram.info) + sum(histogram.error)).toBe(rows);
            expect(histogram.lastTime.findLast((time) => time > 0)).toBe(rows);
            // Each bar begins where the one before has ended.
            const filled = histogram.firstTime.flatMap((first, bar) =>
              first > 0 ? [{ first, last: histogram.lastTime[bar] ?? 0 }] : [],
            );
            filled.forEach(({ first }, at) => {
              expect(first).toBe((filled[at - 1]?.last ?? 0) + 1);
            });
          }
        },
      ),
    );
  });

  it('are the bars themselves as long as nothing has come in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 300 }), (rows, most) => {
        const bars = Math.min(rows, most);
        const { buckets } = counted(noBuckets(rows, bars), rows, bars);
        const exact = answer(rows, { first: 0, buckets: bars }, rows / bars);
        // The last one also takes what the division has left over.
        expect(inBars(buckets, bars).info.slice(0, -1)).toEqual(exact.info.slice(0, -1));
        expect(inBars(buckets, bars).firstTime).toEqual(exact.firstTime);
      }),
    );
  });

  it('are asked for only where rows have come in', () => {
    const bars = 200;
    const before = counted(noBuckets(1_000_000, bars), 1_000_000, bars).buckets;
    const { asked, buckets } = counted(before, 1_004_000, bars);
    expect(asked).toBeLessThanOrEqual(2);
    expect(buckets.rows).toBe(1_004_000);
  });
});
