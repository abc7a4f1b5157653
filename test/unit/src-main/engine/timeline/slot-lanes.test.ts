import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotLanes } from '../../../../../src-main/engine/timeline/slot-lanes';
import { columnsOf, drawnAttempts } from './random-attempts';

describe('lanes of the timeline', () => {
  it('never hold two attempts at a time, and lose none', () => {
    fc.assert(
      fc.property(drawnAttempts, (drawn) => {
        const { attempts, order } = columnsOf(drawn);
        const lanes = new SlotLanes(attempts);
        for (const at of order) lanes.place(at);
        const seen: number[] = [];
        for (let lane = 0; lane < lanes.length; lane++) {
          let until = -Infinity;
          for (let index = 0; index < lanes.of(lane).length; index++) {
            const at = lanes.of(lane).at(index);
            expect(attempts.start[at]).toBeGreaterThanOrEqual(until);
            expect(attempts.slot[at]).toBe(lane + 1);
            until = attempts.end[at];
            seen.push(at);
          }
        }
        expect(seen.sort((a, b) => a - b)).toEqual(drawn.map((_, at) => at));
      }),
    );
  });

  it('are as many as attempts ran at once, where no slot was recorded', () => {
    fc.assert(
      fc.property(drawnAttempts, (drawn) => {
        const { attempts, order } = columnsOf(
          drawn.map((one) => ({ ...one, slot: 0, length: one.length + 1 })),
        );
        const lanes = new SlotLanes(attempts);
        for (const at of order) lanes.place(at);
        const atOnce = order.map(
          (at) =>
            order.filter(
              (other) =>
                attempts.start[other] <= attempts.start[at] && attempts.end[other] > attempts.start[at],
            ).length,
        );
        expect(lanes.length).toBe(Math.max(0, ...atOnce));
      }),
    );
  });

  it('are those that were recorded, where they were', () => {
    const { attempts, order } = columnsOf([
      { slot: 3, start: 0, length: 10, outcome: 1 },
      { slot: 1, start: 5, length: 10, outcome: 1 },
      { slot: 3, start: 10, length: 10, outcome: 1 },
    ]);
    const lanes = new SlotLanes(attempts);
    for (const at of order) lanes.place(at);
    expect([...attempts.slot.subarray(0, 3)]).toEqual([3, 1, 3]);
    expect(lanes.length).toBe(3);
  });

  it('find the first attempt that ends after a time', () => {
    fc.assert(
      fc.property(drawnAttempts, fc.integer({ min: -10, max: 3000 }), (drawn, time) => {
        const { attempts, order } = columnsOf(drawn);
        const lanes = new SlotLanes(attempts);
        for (const at of order) lanes.place(at);
        for (let lane = 0; lane < lanes.length; lane++) {
          const ends = Array.from(
            { length: lanes.of(lane).length },
            (_, index) => attempts.end[lanes.of(lane).at(index)],
          );
          const found = ends.findIndex((end) => end > time);
          expect(lanes.firstAfter(lane, time)).toBe(found === -1 ? ends.length : found);
        }
      }),
    );
  });
});
