/**
 * How well a title is meant by what a person typed. Each word of the query must be found: best at the beginning, then
 * at the beginning of a word, then anywhere, last as letters in their order. Of two that fit alike the shorter wins.
 */

/** A title that fits. */
export interface Match {
  /** Larger is better; only compared with others of the same query. */
  readonly score: number;
  /** Positions of the letters that fit, ascending. */
  readonly positions: readonly number[];
}

const scores = {
  start: 100,
  word: 80,
  inside: 50,
  letters: 10,
  letterAtWord: 8,
  letterAfterLetter: 4,
} as const;
/** A longer title loses this much for each of its letters. */
const lengthCost = 0.05;

/** The words of a query, in lower case. */
export function wordsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** How a title fits the words; null when one of them is not in it. No words: everything fits alike. */
export function matchTitle(words: readonly string[], title: string): Match | null {
  const text = title.toLowerCase();
  let score = -text.length * lengthCost;
  const found: Match[] = [];
  for (const word of words) {
    const match = matchWhole(word, text) ?? matchLetters(word, text);
    if (match === null) return null;
    score += match.score;
    found.push(match);
  }
  return { score, positions: found.length === 1 ? found[0].positions : positionsOf(found) };
}

/** Where any of them fits, ascending. */
function positionsOf(found: readonly Match[]): number[] {
  return [...new Set(found.flatMap(({ positions }) => positions))].sort((a, b) => a - b);
}

function matchWhole(word: string, text: string): Match | null {
  let best = -1;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (best === -1) best = at;
    if (!startsWord(text, at)) continue;
    best = at;
    break;
  }
  if (best === -1) return null;
  const score = best === 0 ? scores.start : startsWord(text, best) ? scores.word : scores.inside;
  return { score, positions: Array.from(word, (_, index) => best + index) };
}

/** Each letter at the next beginning of a word if there is one that has it, else at its next place. */
function matchLetters(word: string, text: string): Match | null {
  return matchFrom(word, text, true) ?? matchFrom(word, text, false);
}

function matchFrom(word: string, text: string, prefersWords: boolean): Match | null {
  const positions: number[] = [];
  let score: number = scores.letters;
  let from = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, from);
    if (next === -1) return null;
    const at = (prefersWords ? nextWordStart(letter, text, from) : null) ?? next;
    if (startsWord(text, at)) score += scores.letterAtWord;
    if (positions.at(-1) === at - 1) score += scores.letterAfterLetter;
    positions.push(at);
    from = at + 1;
  }
  return { score, positions };
}

function nextWordStart(letter: string, text: string, from: number): number | null {
  for (let at = text.indexOf(letter, from); at !== -1; at = text.indexOf(letter, at + 1)) {
    if (startsWord(text, at)) return at;
  }
  return null;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || (isWordLetter(text[at] ?? '') && !isWordLetter(text[at - 1] ?? ''));
}

function isWordLetter(letter: string): boolean {
  // A comparison is much faster than a pattern, and most titles are ASCII; the text is in lower case.
  if (letter <= '\u007f') return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  return /[\p{L}\p{N}]/u.test(letter);
}

/** Parts of a title, those that fit apart from the rest. */
export function partsOf(
  title: string,
  positions: readonly number[],
): { readonly text: string; readonly isHit: boolean }[] {
  const hits = new Set(positions);
  const parts: { text: string; isHit: boolean }[] = [];
  for (let at = 0; at < title.length; at++) {
    const isHit = hits.has(at);
    const last = parts.at(-1);
    if (last?.isHit === isHit) last.text += title[at] ?? '';
    else parts.push({ text: title[at] ?? '', isHit });
  }
  return parts;
}
