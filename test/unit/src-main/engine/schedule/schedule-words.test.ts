import { expect, it } from 'vitest';
import { scheduleWords } from '../../../../../src-main/engine/schedule/schedule-words';
import type { Schedule } from '../../../../../src-shared/schedule';

const cron = (expression: string, timezone: string | null = null): Schedule => ({
  when: { kind: 'cron', expression, timezone },
  catchUp: 'none',
});
const every = (everyMs: number): Schedule => ({ when: { kind: 'every', everyMs }, catchUp: 'none' });

it.each([
  [cron('0 2 * * *', 'Europe/Berlin'), 'every day at 02:00, Europe/Berlin'],
  [cron('0 9 * * 1-5'), 'at 09:00, Monday through Friday'],
  [cron('*/5 * * * *'), 'every 5 minutes'],
  [cron('* * * * * *'), 'every second'],
  [cron('15 30 4 * * *'), 'every day at 04:30:15'],
  [cron('0 12 * * 5#2'), 'at 12:00, on the second Friday of the month'],
  [every(900_000), 'every 15 minutes'],
  [every(60_000), 'every minute'],
  [every(5_400_000), 'every 1 hour 30 minutes'],
  [null, 'when Runsheet starts'],
])('a schedule is said in plain words: %j', (schedule, words) => {
  expect(scheduleWords(schedule, schedule === null)).toBe(words);
});

it('a definition may start by the clock and with the app', () => {
  expect(scheduleWords(cron('0 2 * * *'), true)).toBe('every day at 02:00; and when Runsheet starts');
});
