import { describe, expect, it } from 'vitest';
import { mostCaughtUp, onTimeMs, planDues } from '../../../../../src-main/engine/schedule/catch-up';

const now = 1_000_000_000;

describe('due times that have come by', () => {
  it('are on time up to a minute late, and then only the latest', () => {
    expect(planDues([now - onTimeMs], now, 'none')).toEqual({
      caughtUp: [],
      onTime: now - onTimeMs,
      missed: [],
    });
    expect(planDues([now - 2000, now - 1000], now, 'none')).toEqual({
      caughtUp: [],
      onTime: now - 1000,
      missed: [now - 2000],
    });
  });

  it('that are later were missed: none, one, or all of them are made up for', () => {
    const dues = [now - 300_000, now - 200_000, now - 100_000];
    expect(planDues(dues, now, 'none')).toEqual({ caughtUp: [], onTime: null, missed: dues });
    expect(planDues(dues, now, 'once')).toEqual({
      caughtUp: dues.slice(2),
      onTime: null,
      missed: dues.slice(0, 2),
    });
    expect(planDues(dues, now, 'all')).toEqual({ caughtUp: dues, onTime: null, missed: [] });
  });

  it('once is done by the one that is due now anyway', () => {
    expect(planDues([now - 300_000, now], now, 'once')).toEqual({
      caughtUp: [],
      onTime: now,
      missed: [now - 300_000],
    });
  });

  it('all has an end: the latest are made up for', () => {
    const dues = Array.from({ length: mostCaughtUp + 5 }, (_, index) => now - 1_000_000 + index);
    const plan = planDues(dues, now, 'all');
    expect(plan.missed).toEqual(dues.slice(0, 5));
    expect(plan.caughtUp).toEqual(dues.slice(5));
  });
});
