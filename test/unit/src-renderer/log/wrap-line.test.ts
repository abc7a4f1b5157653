import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripAnsi } from '../../../../src-renderer/log/ansi';
import { widthOf } from '../../../../src-renderer/log/line-measure';
import { partsOf, wrapLine } from '../../../../src-renderer/log/wrap-line';
import { logRow } from './log-row';

const drawn = (text: string, columns: number, mostParts = 1000, fullLength: number | null = null) => {
  const { parts, hidden } = wrapLine(logRow(1, { text, fullLength }), { columns, mostParts });
  return { parts: parts.map((runs) => runs.map((run) => run.text).join('')), hidden };
};

const pieces = fc.array(
  fc.constantFrom(
    'a',
    ' ',
    '日',
    '\u0301',
    '\t',
    '😀',
    '\u001b[31m',
    '\u001b[0m',
    'שלום',
    '[x]',
    '<b>',
    'word',
  ),
  { maxLength: 200 },
);

describe('a wrapped line', () => {
  it('loses no character and repeats none', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 8, max: 120 }), (parts, columns) => {
        const text = parts.join('');
        const shown = drawn(text, columns);
        expect(shown.parts.join('')).toBe(stripAnsi(text));
        expect(shown.hidden).toBe(0);
      }),
    );
  });

  it('is never wider than its column', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 8, max: 120 }), (parts, columns) => {
        for (const part of drawn(parts.join(''), columns).parts) {
          let column = 0;
          for (const character of part) {
            column +=
              character === '\t'
                ? Math.min(widthOf(character, column), columns - column)
                : widthOf(character, column);
          }
          expect(column).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('takes one row where it fits, and one where it is empty', () => {
    expect(drawn('', 80).parts).toEqual(['']);
    expect(drawn('x'.repeat(80), 80).parts).toHaveLength(1);
    expect(drawn('x'.repeat(81), 80).parts).toEqual(['x'.repeat(80), 'x']);
  });

  it('counts wide characters two columns, and leaves marks with what they are drawn on', () => {
    expect(drawn('日'.repeat(9), 8).parts).toEqual(['日'.repeat(4), '日'.repeat(4), '日']);
    expect(drawn(`${'x'.repeat(8)}\u0301y`, 8).parts).toEqual([`${'x'.repeat(8)}\u0301`, 'y']);
  });

  it('folds what is beyond the limit and tells exactly how many characters that are', () => {
    const { parts, hidden } = drawn('x'.repeat(4000), 80, 12, 10_485_760);
    expect(parts).toHaveLength(12);
    expect(parts.join('').length + hidden).toBe(10_485_760);
    // Room for "+ 3,870 characters".
    expect(parts[11]).toHaveLength(80 - 21);
  });

  it('takes the room of the dotted rule of stderr into account', () => {
    const room = { columns: 80, mostParts: 12 };
    expect(partsOf(logRow(1, { text: 'x'.repeat(80), stream: 'err' }), room)).toBe(2);
    expect(partsOf(logRow(1, { text: 'x'.repeat(80) }), room)).toBe(1);
  });

  it('is not computed anew while nothing has changed', () => {
    const line = logRow(1, { text: 'x'.repeat(500) });
    const first = wrapLine(line, { columns: 80, mostParts: 12 });
    expect(wrapLine(line, { columns: 80, mostParts: 12 })).toBe(first);
    expect(wrapLine(line, { columns: 40, mostParts: 12 }).parts).toHaveLength(12);
  });
});
