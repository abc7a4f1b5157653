import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptTimes, attemptUse } from '../../../src-shared/attempt-totals';

const tried = (startedAt: number | null, endedAt: number | null) => ({ startedAt, endedAt });

describe('the time of a job', () => {
  it('is split in what it ran and what it waited between its attempts', () => {
    const attempts = [tried(1000, 5300), tried(10_000, 40_000), tried(50_300, 55_100)];
    expect(attemptTimes(attempts, true, 99_999)).toEqual({
      totalMs: 54_100,
      runningMs: 39_100,
      waitingMs: 15_000,
    });
  });

  it('goes on while the latest attempt runs, and while another is waited for', () => {
    expect(attemptTimes([tried(0, 100), tried(300, null)], false, 1000)).toEqual({
      totalMs: 1000,
      runningMs: 800,
      waitingMs: 200,
    });
    expect(attemptTimes([tried(0, 100)], false, 1000)).toEqual({
      totalMs: 1000,
      runningMs: 100,
      waitingMs: 900,
    });
  });

  it('is none before the first start', () => {
    expect(attemptTimes([], false, 5)).toBeNull();
    expect(attemptTimes([tried(null, null)], false, 5)).toBeNull();
  });

  it('is never negative and always the sum of its parts, whatever the clock did', () => {
    const time = fc.integer({ min: 0, max: 10_000 });
    const attempt = fc.record({ startedAt: fc.option(time), endedAt: fc.option(time) });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 5 }), fc.boolean(), time, (attempts, hasEnded, now) => {
        const times = attemptTimes(attempts, hasEnded, now);
        if (times === null) return;
        expect(times.runningMs).toBeGreaterThanOrEqual(0);
        expect(times.waitingMs).toBeGreaterThanOrEqual(0);
        expect(times.totalMs).toBe(times.runningMs + times.waitingMs);
      }),
    );
  });
});

describe('what attempts have used together', () => {
  const used = (cpuMs: number, peakBytes: number, isPeakBound = false) => ({
    usage: { cpuMs, peakBytes, isPeakBound },
  });

  it('is the sum of the processor time and the highest peak', () => {
    expect(attemptUse([used(10, 500), { usage: null }, used(5, 900), used(1, 300)])).toEqual({
      cpuMs: 16,
      peakBytes: 900,
      isPeakBound: false,
    });
  });

  it('is a bound only when the highest peak is one', () => {
    expect(attemptUse([used(1, 900), used(1, 700, true)])?.isPeakBound).toBe(false);
    expect(attemptUse([used(1, 700), used(1, 900, true)])?.isPeakBound).toBe(true);
  });

  it('is nothing when nobody knows', () => {
    expect(attemptUse([{ usage: null }])).toBeNull();
  });
});
