import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BusyParts } from '../../../../../src-main/engine/timeline/busy-parts';
import { outcomes } from '../../../../../src-main/engine/timeline/attempt-columns';
import { drawnAttempts } from './random-attempts';

describe('slots in use over the run', () => {
  it('add up to the time that attempts took, however long the run becomes', () => {
    fc.assert(
      fc.property(
        drawnAttempts,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 5000 }),
        (drawn, asked, scale) => {
          const parts = new BusyParts(1000);
          for (const { start, length, outcome } of drawn) {
            parts.use(1000 + start * scale, 1000 + (start + length) * scale);
            if (outcome === outcomes.failed) parts.fail(1000 + (start + length) * scale, 1);
          }
          const span = 3000 * scale;
          const { busy, failed } = parts.read(1000 + span, asked, []);
          const took = drawn.reduce((sum, { length }) => sum + length * scale, 0);
          const told = busy.reduce((sum, slots) => sum + (slots * span) / asked, 0);
          expect(told).toBeCloseTo(took, -1);
          expect(failed.reduce((sum, one) => sum + one, 0)).toBe(
            drawn.filter(({ outcome }) => outcome === outcomes.failed).length,
          );
        },
      ),
    );
  });

  it('count what still runs, without keeping it', () => {
    const parts = new BusyParts(0);
    parts.use(0, 500);
    expect(parts.read(1000, 2, [500, 750]).busy).toEqual([1, 1.5]);
    expect(parts.read(1000, 2, []).busy).toEqual([1, 0]);
  });

  it('are told where they were', () => {
    const parts = new BusyParts(0);
    parts.use(0, 100);
    parts.use(101_000, 101_100);
    parts.fail(101_100, 1);
    const { busy, failed } = parts.read(200_000, 10, []);
    expect(busy[0]).toBeCloseTo(0.005, 3);
    expect(busy[5]).toBeCloseTo(0.005, 3);
    expect(failed).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });
});
