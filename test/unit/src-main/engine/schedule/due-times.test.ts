import { describe, expect, it } from 'vitest';
import {
  cronProblem,
  dueTimesBetween,
  isTimezone,
  nextDue,
  nextDueTimes,
} from '../../../../../src-main/engine/schedule/due-times';
import type { ScheduleTimes } from '../../../../../src-shared/schedule';

const cron = (expression: string, timezone: string | null = 'UTC'): ScheduleTimes => ({
  kind: 'cron',
  expression,
  timezone,
});
const at = (text: string): number => new Date(text).getTime();
const next = (times: ScheduleTimes, after: string, most: number): string[] =>
  nextDueTimes(times, at(after), most).map((due) => new Date(due).toISOString());

describe('due times', () => {
  it('come by a cron expression of five fields', () => {
    expect(next(cron('0 2 * * *'), '2026-01-01T02:00:00Z', 2)).toEqual([
      '2026-01-02T02:00:00.000Z',
      '2026-01-03T02:00:00.000Z',
    ]);
    expect(next(cron('*/20 9-10 * * 1-5'), '2026-01-02T10:30:00Z', 3)).toEqual([
      '2026-01-02T10:40:00.000Z',
      '2026-01-05T09:00:00.000Z',
      '2026-01-05T09:20:00.000Z',
    ]);
  });

  it('come by one of six fields, seconds in front', () => {
    expect(next(cron('*/15 0 2 * * *'), '2026-01-01T02:00:20Z', 3)).toEqual([
      '2026-01-01T02:00:30.000Z',
      '2026-01-01T02:00:45.000Z',
      '2026-01-02T02:00:00.000Z',
    ]);
  });

  it('follow the clock of the time zone in Berlin: once where an hour is left out, once where it comes twice', () => {
    const nightly = cron('30 2 * * *', 'Europe/Berlin');
    // 02:30 does not exist on 29 March: it is due when the clock goes on, at 03:00.
    expect(next(nightly, '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    // 02:30 comes twice on 25 October: the first one counts.
    expect(next(nightly, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('follow the clock of the time zone in New York', () => {
    expect(next(cron('30 2 * * *', 'America/New_York'), '2026-03-07T12:00:00Z', 2)).toEqual([
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
    expect(next(cron('30 1 * * *', 'America/New_York'), '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('of every half hour go on through both changes without a gap or a second one', () => {
    for (const [timezone, day] of [
      ['Europe/Berlin', '2026-03-28T22:00:00Z'],
      ['Europe/Berlin', '2026-10-24T22:00:00Z'],
      ['America/New_York', '2026-03-08T04:00:00Z'],
      ['America/New_York', '2026-11-01T03:00:00Z'],
    ]) {
      const dues = nextDueTimes(cron('*/30 * * * *', timezone), at(day), 12);
      expect(dues.map((due) => (due - at(day)) / 1_800_000)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    }
  });

  it('of an interval are its multiples, wherever one looks from', () => {
    const every: ScheduleTimes = { kind: 'every', everyMs: 15 * 60_000 };
    expect(next(every, '2026-01-01T00:07:13Z', 2)).toEqual([
      '2026-01-01T00:15:00.000Z',
      '2026-01-01T00:30:00.000Z',
    ]);
    expect(nextDue(every, at('2026-01-01T00:15:00Z'))).toBe(at('2026-01-01T00:30:00Z'));
  });

  it('of a span are found from its end, whatever its length', () => {
    const seconds = cron('* * * * * *');
    const span = { after: at('2026-01-01T00:00:00Z'), until: at('2026-06-01T00:00:00.500Z') };
    const { dues, hasEarlier } = dueTimesBetween(seconds, span, 1000);
    expect(dues).toHaveLength(1000);
    expect(dues.at(-1)).toBe(at('2026-06-01T00:00:00Z'));
    expect(dues[0]).toBe(at('2026-06-01T00:00:00Z') - 999_000);
    expect(hasEarlier).toBe(true);
    expect(dueTimesBetween(cron('0 2 1 * *'), span, 1000)).toEqual({
      dues: [1, 2, 3, 4, 5].map((month) => at(`2026-0${month}-01T02:00:00Z`)),
      hasEarlier: false,
    });
    expect(dueTimesBetween(seconds, { after: span.until, until: span.until }, 5)).toEqual({
      dues: [],
      hasEarlier: false,
    });
  });
});

describe('a cron expression', () => {
  it.each([
    ['0 2', 'has 2 fields; it has 5 (minute, hour, day, month, weekday), or 6 with seconds in front'],
    [
      '0 0 2 * * * 2026',
      'has 7 fields; it has 5 (minute, hour, day, month, weekday), or 6 with seconds in front',
    ],
    ['@daily', 'is a nickname, and Runsheet wants the fields: "0 2 * * *"'],
    ['61 2 * * *', 'cannot be read: invalid value for minute: 61'],
    ['0 0 31 2 *', 'never comes: there is no such day'],
  ])('%s is refused with a reason', (expression, problem) => {
    expect(cronProblem(expression)).toBe(problem);
  });

  it('of five or six fields is fine', () => {
    for (const good of ['0 2 * * *', '* * * * * *', '0 12 L * *', '30 8 * JAN-MAR mon#1'])
      expect(cronProblem(good)).toBeNull();
  });

  it('knows which time zones there are', () => {
    expect(['Europe/Berlin', 'UTC', 'America/New_York'].every(isTimezone)).toBe(true);
    expect(isTimezone('Europe/Berlinn')).toBe(false);
  });
});
