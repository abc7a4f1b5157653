import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatElapsed,
  formatEstimate,
  formatExactTime,
  formatLogTime,
  formatMoment,
} from '../../../../src-renderer/format/times';

const plain = (text: string): string => text.replaceAll('\u202f', ' ').replace(/(\d),(\d)/g, '$1.$2');

describe('a duration', () => {
  it('has the unit that fits it', () => {
    expect(plain(formatDuration(12.4))).toBe('12 ms');
    expect(plain(formatDuration(4300))).toBe('4.3 s');
    expect(plain(formatDuration(192_400))).toBe('3 min 12 s');
    expect(plain(formatDuration(185_000))).toBe('3 min 05 s');
    expect(plain(formatDuration(6_480_000))).toBe('1 h 48 min');
    expect(plain(formatDuration(2 * 86_400_000 + 3 * 3_600_000))).toBe('2 d 3 h');
  });

  it('never reads 60.0 s, 1,000 ms or less than nothing', () => {
    expect(plain(formatDuration(59_960))).toBe('1 min 00 s');
    expect(plain(formatDuration(999.7))).toBe('1.0 s');
    expect(plain(formatDuration(-5))).toBe('0 ms');
    expect(plain(formatElapsed(-5))).toBe('0 s');
  });

  it('that still grows does not run ahead', () => {
    expect(plain(formatElapsed(16_999))).toBe('16 s');
    expect(plain(formatElapsed(866_400))).toBe('14 min 26 s');
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e9 }), (ms) => !formatElapsed(ms).includes('NaN')));
  });
});

describe('a time', () => {
  const time = new Date(2025, 10, 24, 2, 4, 7, 99).getTime();

  it('in the log has milliseconds, and microseconds for who looks closer', () => {
    expect(formatLogTime(time + 0.123)).toBe('02:04:07.099');
    expect(formatExactTime(time + 0.123)).toBe('2025-11-24 02:04:07.099123');
    expect(formatExactTime(time)).toBe('2025-11-24 02:04:07.099000');
  });

  it('of another day says which', () => {
    const words = { today: 'Today', yesterday: 'Yesterday' };
    const noon = new Date(2025, 10, 24, 12).getTime();
    expect(formatMoment(time, noon, words)).toBe('Today 02:04');
    expect(formatMoment(time, noon + 86_400_000, words)).toBe('Yesterday 02:04');
    expect(formatMoment(time, noon + 3 * 86_400_000, words)).toMatch(/24.* 02:04$/);
    expect(formatMoment(time, noon + 400 * 86_400_000, words)).toMatch(/2025.* 02:04$/);
  });
});

describe('an estimate', () => {
  it('is as coarse as what it says', () => {
    expect(plain(formatEstimate(-1000))).toBe('5 s');
    expect(plain(formatEstimate(36_000))).toBe('40 s');
    expect(plain(formatEstimate(58_000))).toBe('1 min');
    expect(plain(formatEstimate(361_000))).toBe('6 min');
    expect(plain(formatEstimate(59.6 * 60_000))).toBe('1 h');
    expect(plain(formatEstimate(127 * 60_000))).toBe('2 h 10 min');
    expect(plain(formatEstimate(71 * 3_600_000))).toBe('3 d');
  });
});
