import { describe, expect, it } from 'vitest';
import { formatDelta, formatSince, timeText } from '../../../../src-renderer/log/log-times';

describe('the time of a line', () => {
  it('since the start of the run', () => {
    expect(formatSince(247_099.4)).toBe('0:04:07.099');
    expect(formatSince(100 * 3_600_000)).toBe('100:00:00.000');
    expect(formatSince(-1500)).toBe('\u22120:00:01.500');
    expect(formatSince(-0.2)).toBe('0:00:00.000');
  });

  it('since the line before', () => {
    expect(formatDelta(4.2)).toBe('+0.004');
    expect(formatDelta(62_350)).toBe('+1:02.350');
    expect(formatDelta(7_201_000)).toBe('+2:00:01.000');
  });

  it('says nothing where there is no line before', () => {
    const line = { time: 1000 };
    expect(timeText(line, { kind: 'delta', runStart: 0, before: null })).toBe('');
    expect(timeText(line, { kind: 'delta', runStart: 0, before: 990 })).toBe('+0.010');
    expect(timeText(line, { kind: 'relative', runStart: 0, before: null })).toBe('0:00:01.000');
  });
});
