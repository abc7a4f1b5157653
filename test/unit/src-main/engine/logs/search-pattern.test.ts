import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuery } from '../../../../../src-main/engine/logs/search-pattern';
import { compilePattern } from '../../../../../src-shared/log-pattern';

const piece = fc.constantFrom(
  ...[
    'a',
    'B',
    'ß',
    '漢',
    '😀',
    '\\d',
    '\\s',
    '\\_',
    '\\p{L}',
    '[^x]',
    '[a-',
    ']',
    '{',
    '{2}',
    '(',
    ')',
    '|',
    '^',
    '$',
  ],
  ...[
    '.*',
    '+',
    '?',
    '(?=a)',
    '(?<!b)',
    '\\1',
    '\\',
    '/',
    '-',
    ' ',
    '\\u{61}',
    '(?<n>a)',
    '\\k<n>',
    '[]',
    '\\b',
  ],
);

describe('a query', () => {
  it('is read by the engine that counts its hits and by the window that marks them in the same way', () => {
    const query = fc.record({
      text: fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
      regex: fc.boolean(),
      matchCase: fc.boolean(),
      wholeWord: fc.boolean(),
    });
    fc.assert(
      fc.property(query, fc.string({ unit: 'grapheme' }), (one, text) => {
        const marked = compilePattern(one);
        if (marked === null) {
          expect(() => readQuery(one)).toThrow(/cannot be read/);
          return;
        }
        const { line } = readQuery(one);
        expect([line.source.replaceAll('\\/', '/'), line.flags]).toEqual([
          marked.source.replaceAll('\\/', '/'),
          marked.flags,
        ]);
        expect(line.test(text)).toBe(marked.test(text));
      }),
      { numRuns: 3000 },
    );
  });
});
