import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src-shared/definition-duration';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1h0m0s', 3_600_000],
    ['0s', 0],
    ['1m1ms', 60_001],
  ])('of %s is %d milliseconds', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it.each(['', '30', 's', '30 s', '-1s', '1S', '1.s', '.5s', '1e3s', 'three', '1s ', '5us', '1h 30m'])(
    'is not written as %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});
