import { describe, expect, it } from 'vitest';
import { formatCount, formatOf, formatPlural, parseCount } from '../../../../src-renderer/format/numbers';

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
