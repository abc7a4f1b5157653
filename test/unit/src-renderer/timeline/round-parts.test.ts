import fc from 'fast-check';
import { expect, it } from 'vitest';
import { roundParts } from '../../../../src-renderer/timeline/round-parts';

it('rounded parts add up, and none is off by a whole unit', () => {
  const parts = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(parts, (given) => {
      const sum = given.reduce((total, part) => total + part, 0);
      const rounded = roundParts(given, 1000);
      expect(rounded.reduce((total, part) => total + part, 0)).toBe(sum > 0 ? 1000 : 0);
      rounded.forEach((part, at) => {
        if (sum > 0) expect(Math.abs(part - ((given[at] ?? 0) / sum) * 1000)).toBeLessThan(1.000001);
      });
    }),
  );
  expect(roundParts([1, 1, 1], 1000)).toEqual([334, 333, 333]);
});
