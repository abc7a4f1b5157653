import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../../src-renderer/format/bytes';

describe('a size', () => {
  it.each([
    [0, '0\u202fbytes'],
    [1, '1\u202fbyte'],
    [999, '999\u202fbytes'],
    [1000, '1.0\u202fkB'],
    [999_949, '999.9\u202fkB'],
    [999_950, '1.0\u202fMB'],
    [3_100_000_000, '3.1\u202fGB'],
    [5_000_000_000_000_000, '5,000.0\u202fTB'],
  ])('of %d bytes is told as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
