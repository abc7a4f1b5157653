import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, findPatternFault, findRanges } from '../../../src-shared/log-pattern';
import type { LogQuery } from '../../../src-shared/log-view';

const query = (text: string, change: Partial<LogQuery> = {}): LogQuery => ({
  text,
  regex: false,
  matchCase: false,
  wholeWord: false,
  ...change,
});
/** The pattern of a query that can be read. */
function patternOf(one: LogQuery): RegExp {
  const pattern = compilePattern(one);
  if (pattern === null) throw new Error('It cannot be read.');
  return pattern;
}
const hits = (text: string, one: LogQuery): string[] =>
  findRanges(patternOf(one), text).map(({ from, to }) => text.slice(from, to));

describe('a text that is looked for', () => {
  it('is taken as it stands, in any case unless asked otherwise', () => {
    expect(hits('a.b A.B axb [a.b]', query('a.b'))).toEqual(['a.b', 'A.B', 'a.b']);
    expect(hits('a.b A.B', query('A.B', { matchCase: true }))).toEqual(['A.B']);
    expect(hits('path\\to/x (1-2)', query('\\to/x (1-2)'))).toEqual(['\\to/x (1-2)']);
  });

  it('finds itself, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, fc.boolean(), fc.boolean(), (one, matchCase, wholeWord) => {
        expect(patternOf(query(one, { matchCase, wholeWord })).test(`« ${one} »`)).toBe(true);
      }),
    );
  });
});

describe('a whole word', () => {
  it('is not part of another, in any script', () => {
    const whole = { wholeWord: true };
    expect(hits('art party art_2 Art-deco', query('art', whole))).toEqual(['art', 'Art']);
    expect(hits('für fürs „für“', query('für', whole))).toEqual(['für', 'für']);
  });
});

describe('a regular expression', () => {
  it('may be of the newer and of the older kind', () => {
    expect(hits('ab 12 ß', query('\\p{L}+', { regex: true }))).toEqual(['ab', 'ß']);
    expect(hits('{"a":1}', query('{"a":\\d}', { regex: true }))).toEqual(['{"a":1}']);
  });

  it('that matches nothing at all highlights nothing', () => {
    expect(hits('bbb', query('a*', { regex: true }))).toEqual([]);
  });

  it.each([
    ['ab(cd', 3, 'this group has no ")"'],
    ['(a)(b', 4, 'this group has no ")"'],
    ['a)b', 2, 'this ")" has no "("'],
    ['a|*b', 3, 'there is nothing before it to repeat'],
    ['x[a-', 2, 'this "[" has no "]"'],
    ['a\\', 2, 'a "\\" at the end stands for nothing'],
  ])('that cannot be read says what and where: %s', (text, position, message) => {
    expect(findPatternFault({ regex: true, text })).toEqual({ position, message });
    expect(compilePattern(query(text, { regex: true }))).toBeNull();
  });

  it('as a plain text has no faults', () => {
    expect(findPatternFault({ regex: false, text: '(' })).toBeNull();
  });
});
