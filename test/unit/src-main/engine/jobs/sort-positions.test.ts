import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortPositions } from '../../../../../src-main/engine/jobs/sort-positions';
import { finish } from '../timeline/random-attempts';

it('sorting by start gives all of them in order, whatever their number', () => {
  const lengths = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 2000, max: 9000 }));
  fc.assert(
    fc.property(lengths, fc.integer(), (length, seed) => {
      const start = Float64Array.from({ length }, (_, at) => Math.abs(Math.sin(seed + at) * 5000) | 0);
      const positions = Uint32Array.from({ length }, (_, at) => at);
      const sorted = finish(sortPositions(positions, start));
      const expected = [...positions].sort((a, b) => start[a] - start[b] || a - b);
      expect([...sorted]).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

it('sorting gives way to others every few thousand numbers', () => {
  const length = 100_000;
  const start = Float64Array.from({ length }, (_, at) => (at * 7919) % length);
  const work = sortPositions(
    Uint32Array.from({ length }, (_, at) => at),
    start,
  );
  let slices = 0;
  while (work.next().done !== true) slices++;
  expect(slices).toBeGreaterThan(80);
});
