import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  inside,
  lengthOf,
  moved,
  reaching,
  wholeRun,
  zoomed,
} from '../../../../src-renderer/timeline/time-span';

const bounds = { from: 1000, to: 11_000 };
const spans = fc
  .tuple(fc.integer({ min: 1000, max: 10_900 }), fc.integer({ min: 10, max: 10_000 }))
  .map(([from, length]) => inside({ from, to: from + length }, bounds));

describe('the part of a run that is shown', () => {
  it('stays where a bar reaches into it, and goes to the middle or the beginning of one that does not', () => {
    const span = { from: 2000, to: 3000 };
    expect(reaching(span, { from: 1500, to: 2000 }, bounds)).toBe(span);
    expect(reaching(span, { from: 5000, to: 5200 }, bounds)).toEqual({ from: 4600, to: 5600 });
    expect(reaching(span, { from: 5000, to: 9000 }, bounds)).toEqual({ from: 4900, to: 5900 });
    expect(reaching(span, { from: 10_900, to: 11_000 }, bounds)).toEqual({ from: 10_000, to: 11_000 });
  });

  it('stays inside the run, whatever is done to it', () => {
    fc.assert(
      fc.property(
        spans,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: -20_000, max: 20_000 }),
        (span, factor, share, by) => {
          const around = span.from + lengthOf(span) * share;
          for (const one of [zoomed(span, factor, around, bounds), moved(span, by, bounds)]) {
            expect(one.from).toBeGreaterThanOrEqual(bounds.from - 1e-6);
            expect(one.to).toBeLessThanOrEqual(bounds.to + 1e-6);
            expect(lengthOf(one)).toBeGreaterThan(0);
          }
          expect(lengthOf(moved(span, by, bounds))).toBeCloseTo(lengthOf(span), 6);
        },
      ),
    );
  });

  it('is zoomed around a time that stays in its place', () => {
    const span = zoomed({ from: 4000, to: 6000 }, 0.5, 4500, bounds);
    expect(span).toEqual({ from: 4250, to: 5250 });
    expect(zoomed(span, 2, 4500, bounds)).toEqual({ from: 4000, to: 6000 });
    expect(zoomed(span, 1e9, 4500, bounds)).toEqual(bounds);
  });

  it('glides from one to the other evenly', () => {
    fc.assert(
      fc.property(spans, spans, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const middle = between(a, b, share);
        const [least, most] = [Math.min(lengthOf(a), lengthOf(b)), Math.max(lengthOf(a), lengthOf(b))];
        expect(lengthOf(middle)).toBeGreaterThanOrEqual(least - 1e-6);
        expect(lengthOf(middle)).toBeLessThanOrEqual(most + 1e-6);
        expect(between(a, b, 0).from).toBeCloseTo(a.from, 6);
        expect(between(a, b, 1).from).toBeCloseTo(b.from, 6);
        expect(between(a, b, 1).to).toBeCloseTo(b.to, 6);
      }),
    );
  });

  it('has room behind now while the run goes on', () => {
    expect(wholeRun(0, 1000, true).to).toBe(1040);
    expect(wholeRun(0, 1000, false).to).toBeCloseTo(1005, 6);
    expect(lengthOf(wholeRun(5, 5, false))).toBeGreaterThan(0);
  });
});
