import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatOf,
  formatPlural,
  parseCount,
  readWhole,
} from '../../../../src-renderer/format/numbers';

describe('a number on the screen', () => {
  it('is exact and never abbreviated', () => {
    expect(formatCount(96_214).replace(/\D/g, '')).toBe('96214');
    expect(formatCount(10_000_000).replace(/\D/g, '')).toBe('10000000');
    expect(formatCount(0)).toBe('0');
  });

  it('has narrow spaces around the slash', () => {
    expect(formatOf(12, 12)).toBe('12\u202f/\u202f12');
  });

  it('agrees with its noun', () => {
    expect(formatPlural(1, 'job', 'jobs')).toBe('1 job');
    expect(formatPlural(0, 'job', 'jobs')).toBe('0 jobs');
  });
});

describe('a line number that is typed', () => {
  it('may be grouped in any way', () => {
    for (const text of ['48120', '48,120', '48.120', '48 120', ' 48’120 ', '48_120']) {
      expect(parseCount(text)).toBe(48_120);
    }
  });

  it('is a whole number', () => {
    for (const text of ['', 'x', '-3', '4812377th', '1e5', '9'.repeat(16)])
      expect(parseCount(text)).toBeNull();
  });
});

describe('a limit that is typed', () => {
  it('may be empty, grouped or negative, and has bounds', () => {
    expect(readWhole('  ', 1, 10)).toBeUndefined();
    expect(readWhole(' 7 ', 1, 10)).toBe(7);
    expect(readWhole('1,000', 1, 10_000)).toBe(1000);
    expect(readWhole('-5', -10, 10)).toBe(-5);
    expect(readWhole('\u22125', -10, 10)).toBe(-5);
    for (const text of ['0', '11', 'x', '1e3', '--1']) expect(readWhole(text, 1, 10)).toBeNull();
  });
});
