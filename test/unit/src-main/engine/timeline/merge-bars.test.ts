import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarGatherer } from '../../../../../src-main/engine/timeline/merge-bars';
import { SlotLanes } from '../../../../../src-main/engine/timeline/slot-lanes';
import { columnsOf, drawnAttempts, type DrawnAttempt } from './random-attempts';

function gather(drawn: readonly DrawnAttempt[], msPerPixel: number) {
  const { attempts, order } = columnsOf(drawn);
  const lanes = new SlotLanes(attempts);
  for (const at of order) lanes.place(at);
  const gatherer = new BarGatherer(msPerPixel, Infinity);
  for (let lane = 0; lane < lanes.length; lane++) {
    for (let index = 0; index < lanes.of(lane).length; index++) {
      const at = lanes.of(lane).at(index);
      gatherer.add(attempts, at, attempts.outcome[at]);
    }
  }
  return { attempts, lanes, bars: gatherer.bars };
}

const resolution = fc.integer({ min: 1, max: 200 });

describe('bars of the timeline', () => {
  it('stand for every attempt once, and show the worst of theirs', () => {
    fc.assert(
      fc.property(drawnAttempts, resolution, (drawn, msPerPixel) => {
        const { attempts, lanes, bars } = gather(drawn, msPerPixel);
        let bar = 0;
        for (let lane = 0; lane < lanes.length; lane++) {
          for (let index = 0; index < lanes.of(lane).length; bar++) {
            const members = Array.from({ length: bars.attempts[bar] }, (_, more) =>
              lanes.of(lane).at(index + more),
            );
            index += members.length;
            const worst = Math.max(...members.map((at) => attempts.outcome[at]));
            expect(bars.slot[bar]).toBe(lane + 1);
            expect(bars.outcome[bar]).toBe(worst);
            expect(bars.start[bar]).toBe(attempts.start[members[0]]);
            expect(bars.end[bar]).toBe(attempts.end[members.at(-1) ?? 0]);
            expect(members.map((at) => attempts.node[at])).toContain(bars.node[bar]);
            expect(attempts.outcome[bars.node[bar]]).toBe(worst);
            if (members.length > 1) {
              for (const at of members)
                expect(attempts.end[at] - attempts.start[at]).toBeLessThan(2 * msPerPixel);
            }
          }
        }
        expect(bar).toBe(bars.start.length);
      }),
    );
  });

  it('are no more than the pixels have room for', () => {
    fc.assert(
      fc.property(drawnAttempts, resolution, (drawn, msPerPixel) => {
        const { lanes, bars } = gather(drawn, msPerPixel);
        const pixels = 3000 / msPerPixel;
        // A wide bar may part a cell in two; between two wide ones lie two pixels at least.
        expect(bars.start.length).toBeLessThanOrEqual(lanes.length * (pixels + 3));
      }),
    );
  });

  it('stay as they are while the window moves', () => {
    const drawn = Array.from({ length: 40 }, (_, at) => ({ slot: 1, start: at * 7, length: 3, outcome: 1 }));
    const whole = gather(drawn, 10).bars;
    const later = gather(drawn.slice(13), 10).bars;
    expect(later.start.slice(1)).toEqual(whole.start.slice(-later.start.length + 1));
  });
});
