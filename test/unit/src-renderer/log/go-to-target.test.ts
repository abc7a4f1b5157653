import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../../src-renderer/log/go-to-target';

const start = new Date(2026, 10, 25, 23, 58, 30).getTime();
const at = (day: number, hour: number, minute: number, second = 0, ms = 0): number =>
  new Date(2026, 10, day, hour, minute, second, ms).getTime();

describe('where a person wants to go', () => {
  it.each([
    ['48137', 48_137],
    ['48,137', 48_137],
    [' 48 137 ', 48_137],
  ])('%s is a line number', (text, n) => {
    expect(parseTarget(text, start)).toEqual({ kind: 'line', n });
  });

  it('a time without seconds is the whole minute', () => {
    expect(parseTarget('23:59', start)).toEqual({ kind: 'time', from: at(25, 23, 59), to: at(26, 0, 0) });
  });

  it('the minute in which the log begins is that day', () => {
    expect(parseTarget('23:58', start)).toMatchObject({ from: at(25, 23, 58) });
  });

  it('a time before the log’s beginning is the next day', () => {
    expect(parseTarget('00:03:12.5', start)).toEqual({
      kind: 'time',
      from: at(26, 0, 3, 12, 500),
      to: at(26, 0, 3, 12, 600),
    });
  });

  it('an ISO time is what it says', () => {
    expect(parseTarget('2026-11-25T14:03:12.5Z', start)).toMatchObject({
      from: Date.UTC(2026, 10, 25, 14, 3, 12, 500),
    });
    expect(parseTarget('2026-11-25 14:03', start)).toMatchObject({ from: at(25, 14, 3), to: at(25, 14, 4) });
    expect(parseTarget('2026-11-25', start)).toMatchObject({ from: at(25, 0, 0), to: at(26, 0, 0) });
  });

  it('“first error” is understood in any case', () => {
    expect(parseTarget('First Error', start)).toEqual({ kind: 'first-error' });
  });

  it.each(['', 'abc', '25:00', '12:61', '2026-13-45', '-3'])('“%s” is nothing', (text) => {
    expect(parseTarget(text, start)).toBeNull();
  });
});
