import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tickDistance, ticksOf } from '../../../../src-renderer/timeline/ticks';

const at = (clock: string): number => new Date(`2026-03-12T${clock}`).getTime();

describe('ticks of the time axis', () => {
  it('stand at round times of day', () => {
    const span = { from: at('02:10:40'), to: at('02:14:26') };
    expect(ticksOf(span, 840).map(({ label }) => label)).toEqual([
      '02:11:00',
      '02:11:30',
      '02:12:00',
      '02:12:30',
      '02:13:00',
      '02:13:30',
      '02:14:00',
    ]);
    const hours = { from: at('01:20:00'), to: at('09:00:00') };
    expect(ticksOf(hours, 840)[0]?.label).toBe('02:00');
    const short = { from: at('02:10:40.120'), to: at('02:10:40.180') };
    expect(ticksOf(short, 840)[0]?.label).toBe('02:10:40.120');
  });

  it('have room for their labels, are all there, and lie inside the span', () => {
    const spans = fc.record({
      from: fc.double({ min: at('00:00:00'), max: at('23:00:00'), noNaN: true }),
      length: fc.double({ min: 0.7, max: 9.5, noNaN: true }).map((power) => 10 ** power),
      pixels: fc.integer({ min: 120, max: 4000 }),
    });
    fc.assert(
      fc.property(spans, ({ from, length, pixels }) => {
        const to = from + length;
        const ticks = ticksOf({ from, to }, pixels);
        const pixelMs = length / pixels;
        ticks.forEach(({ time }, index) => {
          expect(time).toBeGreaterThanOrEqual(from);
          expect(time).toBeLessThanOrEqual(to);
          const before = ticks[index - 1];
          if (before !== undefined) expect((time - before.time) / pixelMs).toBeGreaterThan(40);
        });
        const distance = tickDistance(pixelMs, 110);
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(length / distance) - 2);
      }),
    );
  });
});
