import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnsi } from '../../../../../src-renderer/log/ansi';
import { canHighlight, markRuns, rangesInRuns } from '../../../../../src-renderer/log/search/highlight';

const regex = (text: string) => ({ text, regex: true, matchCase: false, wholeWord: false });

describe('hits in a line', () => {
  it('are marked across colours, which keep theirs', () => {
    const runs = parseAnsi('in \u001b[31mlib\u001b[0mraw: bad');
    const marked = markRuns(runs, rangesInRuns(/libraw/, runs));
    expect(marked.map(({ text, isHit }) => [text, isHit])).toEqual([
      ['in ', false],
      ['lib', true],
      ['raw', true],
      [': bad', false],
    ]);
    expect(marked[1]?.style.foreground).toEqual({ index: 1 });
  });

  it('leave the text of the line as it is, wherever they are', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\u001b[1m', '\u001b[0m'), maxLength: 40 });
    fc.assert(
      fc.property(letters, fc.constantFrom(/a/, /ab+/, /b|aa/), (text, pattern) => {
        const runs = parseAnsi(text);
        const plain = runs.map((run) => run.text).join('');
        const marked = markRuns(runs, rangesInRuns(pattern, runs));
        expect(marked.map((run) => run.text).join('')).toBe(plain);
        const outside = plain.replace(new RegExp(pattern, 'g'), '');
        const unmarked = marked.filter(({ isHit }) => !isHit).map((run) => run.text);
        expect(unmarked.join('')).toBe(outside);
      }),
    );
  });
});

describe('a pattern that could freeze the window', () => {
  it.each(['(a+)+$', '(a|aa)+', '(a?){50}', '((x*)y)*', '(?:a{2,})*b', '.*.*.*.*x', '(a)\\1*'])(
    'is not used to mark lines: %s',
    (text) => {
      expect(canHighlight(regex(text))).toBe(false);
    },
  );

  it.each(['err(or)?', '\\d+ms', '(foo|bar)', '[(+*]+', 'a{3}', '(?:ab)+', '^\\[\\w+\\].*failed', '{"a":1}'])(
    'others are: %s',
    (text) => {
      expect(canHighlight(regex(text))).toBe(true);
    },
  );
});
