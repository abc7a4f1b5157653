import { describe, expect, it } from 'vitest';
import type { Throughput } from '../../../../src-shared/throughput';
import { ratesOf, sparkPaths } from '../../../../src-renderer/scope/throughput-rates';

const begin = 1_700_000_000_000;

/** A run in which so many jobs ended in each second since it began. */
function throughput(perSecond: readonly number[], change: Partial<Throughput> = {}): Throughput {
  const counts = perSecond.slice(-60);
  return {
    time: begin + perSecond.length * 1000,
    ended: perSecond.reduce((sum, count) => sum + count, 0),
    since: begin,
    recent: { from: begin + (perSecond.length - counts.length) * 1000, spanMs: 1000, counts },
    history: { from: begin, spanMs: 1000, counts: [...perSecond] },
    retrying: 0,
    leftMs: null,
    isLeftFromEarlier: false,
    ...change,
  };
}

describe('the rates of a scope', () => {
  it('tells half a minute as now, and the whole time', () => {
    const run = throughput([...Array<number>(60).fill(2), ...Array<number>(30).fill(4)]);
    const rates = ratesOf(run, run.time, null);
    expect(rates).toMatchObject({ unit: 'second', now: 4 });
    expect(rates.overall).toBeCloseTo(240 / 90, 6);
  });

  it('goes down by itself while nothing ends, without a message', () => {
    const run = throughput(Array<number>(60).fill(3));
    expect(ratesOf(run, run.time + 15_000, null).now).toBeCloseTo(1.5, 6);
    expect(ratesOf(run, run.time + 60_000, null).now).toBe(0);
  });

  it('does not take a run that has just begun for a slow one', () => {
    const run = throughput([5, 5]);
    expect(ratesOf(run, run.time, null)).toEqual({ unit: 'second', now: 5, overall: 5 });
  });

  it('has no rate of now when all has ended, and the whole time ends there', () => {
    const run = throughput([2, 2, 2, 2]);
    expect(ratesOf(run, run.time + 9e6, begin + 4000)).toEqual({ unit: 'second', now: null, overall: 2 });
  });

  it('tells slow jobs by the minute or the hour, so that there is something to read', () => {
    const slow = throughput(Array.from({ length: 600 }, (_, second) => Number(second % 10 === 0)));
    expect(ratesOf(slow, slow.time, null)).toMatchObject({ unit: 'minute', now: 6, overall: 6 });
    const slower = throughput([1], { since: begin - 3_599_000, ended: 4 });
    const rates = ratesOf(slower, slower.time, null);
    expect(rates).toMatchObject({ unit: 'hour', now: null });
    expect(rates.overall).toBeCloseTo(4, 6);
  });
});

describe('the line of a scope', () => {
  const box = { width: 100, height: 30 };

  it('goes from the beginning to the end, highest where most ended', () => {
    const run = throughput([0, 4, 2]);
    expect(sparkPaths(run, begin + 3000, box)).toEqual({
      line: 'M0.0 28.5L50.0 1.5L100.0 15.0',
      area: 'M0.0 28.5L50.0 1.5L100.0 15.0L100 30L0 30Z',
    });
  });

  it('goes on along the bottom while nothing ends', () => {
    expect(sparkPaths(throughput([4]), begin + 3000, box)?.line).toBe('M0.0 1.5L50.0 28.5L100.0 28.5');
  });

  it('takes the span that is under way for what it has come to', () => {
    expect(sparkPaths(throughput([4, 4, 3]), begin + 2750, box)?.line).toBe('M0.0 1.5L50.0 1.5L100.0 1.5');
  });

  it('has few points, however long ago it began', () => {
    const line = sparkPaths(throughput([4, 4]), begin + 9e9, box)?.line ?? '';
    expect(line.split('L').length).toBeLessThanOrEqual(120);
    expect(line).toMatch(/^M0\.0 1\.5L/);
  });

  it('is none while there is nothing to draw', () => {
    expect(sparkPaths(throughput([4]), begin + 1100, box)).toBeNull();
    const nothing = throughput([], { history: { from: 0, spanMs: 1000, counts: [] } });
    expect(sparkPaths(nothing, begin, box)).toBeNull();
  });
});
