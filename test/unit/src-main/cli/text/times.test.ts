import { expect, test } from 'vitest';
import {
  durationText,
  elapsedMs,
  isoTime,
  isoTimeWithMicroseconds,
  tookText,
} from '../../../../../src-main/cli/text/times';

test('a time has milliseconds, or is null', () => {
  expect(isoTime(Date.UTC(2026, 0, 2, 3, 4, 5, 6) + 0.789)).toBe('2026-01-02T03:04:05.006Z');
  expect(isoTime(null)).toBeNull();
});

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [1_700_000_000_123.456, '2023-11-14T22:13:20.123456Z'],
  [1_700_000_000_000.001, '2023-11-14T22:13:20.000001Z'],
  [1_700_000_000_999.999, '2023-11-14T22:13:20.999999Z'],
  [1_700_000_000_100, '2023-11-14T22:13:20.100000Z'],
])('the time of a line keeps its microseconds: %d', (time, text) => {
  expect(isoTimeWithMicroseconds(time)).toBe(text);
});

test('microseconds survive the way through milliseconds with a fraction', () => {
  for (let micros = 1_700_000_000_000_000; micros < 1_700_000_000_001_000; micros += 7) {
    expect(isoTimeWithMicroseconds(micros / 1000).slice(-7, -1)).toBe(
      String(micros % 1_000_000).padStart(6, '0'),
    );
  }
});

test('a duration ends with the end, counts while it runs, and is 0 while nothing goes on', () => {
  expect(elapsedMs({ status: 'completed', startedAt: 1000.4, endedAt: 2001 }, 9999)).toBe(1001);
  expect(elapsedMs({ status: 'running', startedAt: 1000, endedAt: null }, 1500)).toBe(500);
  expect(elapsedMs({ status: 'pending', startedAt: null, endedAt: null }, 1500)).toBe(0);
  expect(elapsedMs({ status: 'pending', startedAt: 1000, endedAt: null }, 1500)).toBe(0);
  expect(elapsedMs({ status: 'cancelled', startedAt: null, endedAt: 1500 }, 1500)).toBe(0);
});

test('a duration is never negative', () => {
  expect(elapsedMs({ status: 'running', startedAt: 2000, endedAt: null }, 1500)).toBe(0);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min 0 s'],
  [185_400, '3 min 5 s'],
  [3_599_600, '1 h 0 min'],
  [7_800_000, '2 h 10 min'],
])('%d milliseconds are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('what waits has taken no time', () => {
  expect(tookText({ status: 'pending', startedAt: 1, endedAt: null }, 5)).toBe('-');
  expect(tookText({ status: 'completed', startedAt: 1, endedAt: 5 }, 9)).toBe('4 ms');
});
