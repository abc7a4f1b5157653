import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTitle, partsOf, wordsOf } from '../../../../src-renderer/palette/fuzzy';

/** Titles that fit, best first. */
function ranked(query: string, titles: readonly string[]): string[] {
  return titles
    .map((title) => ({ title, match: matchTitle(wordsOf(query), title) }))
    .filter(({ match }) => match !== null)
    .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))
    .map(({ title }) => title);
}

const hits = (query: string, title: string): string =>
  partsOf(title, matchTitle(wordsOf(query), title)?.positions ?? [])
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join('');

describe('what a person means by a few letters', () => {
  it('is first what begins with them, then a word that does, then what has them anywhere', () => {
    expect(ranked('run', ['Overrun', 'Show all runs', 'Run again', 'Pause'])).toEqual([
      'Run again',
      'Show all runs',
      'Overrun',
    ]);
  });

  it('is found by the first letters of words', () => {
    expect(ranked('gtl', ['Copy a link to the line', 'Go to line', 'Wrap long lines'])[0]).toBe('Go to line');
    expect(hits('gtl', 'Go to line')).toBe('[G]o [t]o [l]ine');
  });

  it('is found by words in any order, and all of them must be there', () => {
    expect(ranked('resize nightly', ['Nightly resize', 'Nightly import'])).toEqual(['Nightly resize']);
    expect(hits('size nig', 'Nightly resize')).toBe('[Nig]htly re[size]');
  });

  it('is the shorter of two that fit alike', () => {
    expect(ranked('img', ['IMG_4080_large.CR3', 'IMG_4080.CR3'])).toEqual([
      'IMG_4080.CR3',
      'IMG_4080_large.CR3',
    ]);
  });

  it('is everything while nothing is typed', () => {
    expect(ranked('  ', ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('has exactly the letters of the query where it fits, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 20 }), (query, title) => {
        // Letters whose small form is longer than they are would make positions of another text.
        fc.pre(title.toLowerCase().length === title.length);
        const words = wordsOf(query);
        const match = matchTitle(words, title);
        const isThere = words.every((word) => {
          let at = 0;
          return [...word].every((letter) => (at = title.toLowerCase().indexOf(letter, at) + 1) > 0);
        });
        expect(match !== null).toBe(isThere);
        for (const position of match?.positions ?? []) expect(position).toBeLessThan(title.length);
        expect(
          partsOf(title, match?.positions ?? [])
            .map(({ text }) => text)
            .join(''),
        ).toBe(title);
      }),
    );
  });
});
