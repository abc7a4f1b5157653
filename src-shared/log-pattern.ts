/**
 * What a person looks for, as the pattern that marks it in a line as it is read: without terminal escapes. The engine
 * reads a query the same way (`readQuery`), so that what is counted is what is marked.
 */
import type { LogQuery } from './log-view';

/** A match. `from` is its first UTF-16 unit, `to` the one behind its last. */
export interface MatchRange {
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a pattern: a sentence, and the character (from 1) at which it goes wrong. */
export interface PatternFault {
  readonly message: string;
  readonly position: number;
}

/**
 * The pattern of a query, without the flag `g`: `test` tells whether a line is a hit. A regular expression may use
 * what Unicode patterns have, and what only older ones take (`\y`, a lone `{`), too. Null for one that cannot be read,
 * see {@link findPatternFault}. (This file knows no schemas: the window's page must not load their library.)
 */
export function compilePattern(query: LogQuery): RegExp | null {
  if (findPatternFault(query) !== null) return null;
  const source = query.regex ? query.text : escapePattern(query.text);
  const isUnicode = attempt(source, 'u') !== null;
  const word = isUnicode ? String.raw`[\p{L}\p{M}\p{N}_]` : String.raw`\w`;
  const whole = query.wholeWord ? `(?<!${word})(?:${source})(?!${word})` : source;
  return new RegExp(whole, `${query.matchCase ? '' : 'i'}${isUnicode ? 'u' : ''}`);
}

/** What is wrong with a regular expression; null when nothing is. */
export function findPatternFault({ regex, text }: Pick<LogQuery, 'regex' | 'text'>): PatternFault | null {
  if (!regex || attempt(text, 'u') !== null) return null;
  const reason = reasonOf(text);
  if (reason === null) return null;
  let valid = text.length - 1;
  while (valid > 0 && reasonOf(text.slice(0, valid)) !== null) valid--;
  return { message: sentences[reason] ?? reason, position: valid + 1 };
}

/** Where a text matches, first to last, at most `limit` times. Matches of no length are left out. */
export function findRanges(pattern: RegExp, text: string, limit = 200): MatchRange[] {
  const all = new RegExp(pattern.source, `${pattern.flags}g`);
  const ranges: MatchRange[] = [];
  for (const match of text.matchAll(all)) {
    if (ranges.length === limit) break;
    if (match[0] !== '') ranges.push({ from: match.index, to: match.index + match[0].length });
  }
  return ranges;
}

/** A text as a pattern that matches itself. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function attempt(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

/** What the engine of patterns says, after "Invalid regular expression: /…/: "; null for a valid one. */
function reasonOf(source: string): string | null {
  try {
    new RegExp(source);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.slice(message.lastIndexOf(': ') + 2);
  }
}

const sentences: Readonly<Record<string, string>> = {
  'Unterminated group': 'this group has no ")"',
  "Unmatched ')'": 'this ")" has no "("',
  'Unterminated character class': 'this "[" has no "]"',
  'Nothing to repeat': 'there is nothing before it to repeat',
  '\\ at end of pattern': 'a "\\" at the end stands for nothing',
  'Invalid group': 'this kind of group is not known',
  'Invalid capture group name': 'the name of this group is not one',
  'Duplicate capture group name': 'another group has this name',
  'numbers out of order in {} quantifier': 'the numbers in "{}" are out of order',
  'Range out of order in character class': 'the range in "[]" is out of order',
  'Invalid named reference': 'this refers to no group',
  'Invalid named capture referenced': 'this refers to no group',
};
