/**
 * Which lines of a block a query finds. The text of a block is searched as a whole wherever that finds the same
 * lines: plain text among its bytes, patterns in the text that one decoding makes of it. A person searches what
 * there is to see: terminal escapes are taken out first, and invalid bytes are U+FFFD.
 */
import { isAscii } from 'node:buffer';
import { textOf, type Block } from './block';
import { escapeByte, escapesInLines, withoutEscapes } from './plain-text';
import { lineFinder } from './line-find/line-finder';
import type { SearchPattern } from './search-pattern';

/** Lines of a block of which so few are asked for are tested one by one. */
const fewLines = 16;

/** Writes 1 into `hits` for each line that the query finds of those for which `asked` has a 1. */
export function matchLines(
  block: Pick<Block, 'length' | 'text' | 'textEnd'>,
  pattern: SearchPattern,
  asked: Uint8Array,
  hits: Uint8Array,
): void {
  const text = Buffer.from(block.text.buffer, block.text.byteOffset, block.text.byteLength);
  const hasEscapes = text.includes(escapeByte);
  if (isFew(asked) || cannotBeSearchedAtOnce(text, pattern, hasEscapes)) {
    for (let at = 0; at < block.length; at++) {
      if (asked[at] === 1 && matchesLine(textOf(block, at), pattern, hasEscapes)) hits[at] = 1;
    }
    return;
  }
  const { needle } = pattern;
  if (needle !== null && !hasEscapes) {
    const canBeFound = !needle.anyCase || isAscii(text);
    if (canBeFound && lineFinder()?.find(block, needle, asked, hits) === true) return;
  }
  if (pattern.bytes !== null && !hasEscapes) matchBytes(text, pattern.bytes, { block, asked, hits });
  else {
    const ascii = isAscii(text);
    const decoded = ascii ? text.toString('latin1') : text.toString();
    const seen = hasEscapes ? decoded.replace(escapesInLines, '') : decoded;
    const lineOf = ascii && !hasEscapes ? byEnds(block.textEnd) : byLineEnds(seen);
    matchText(seen, pattern.lines, { lineOf, asked, hits });
  }
}

/** Whether a line of bytes matches. */
function matchesLine(bytes: Uint8Array, pattern: SearchPattern, mayHaveEscapes: boolean): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (pattern.bytes !== null && !mayHaveEscapes) return text.includes(pattern.bytes);
  return pattern.line.test(withoutEscapes(text.toString()));
}

function isFew(asked: Uint8Array): boolean {
  let few = 0;
  for (let at = asked.indexOf(1); at !== -1; at = asked.indexOf(1, at + 1))
    if (++few > fewLines) return false;
  return true;
}

/** `^` and `$` hold at every line terminator, and of those a line may have others than LF in it. */
function cannotBeSearchedAtOnce(text: Buffer, pattern: SearchPattern, hasEscapes: boolean): boolean {
  if (!pattern.hasAnchors && !hasEscapes) return false;
  return text.includes(13) || (!isAscii(text) && (text.includes('\u2028') || text.includes('\u2029')));
}

interface BytesIn {
  readonly block: Pick<Block, 'textEnd'>;
  readonly asked: Uint8Array;
  readonly hits: Uint8Array;
}

/** Lines end with LF, which is not in `bytes`: no hit reaches into another line. */
function matchBytes(text: Buffer, bytes: Buffer, { block, asked, hits }: BytesIn): void {
  const { textEnd } = block;
  let line = 0;
  for (let at = text.indexOf(bytes); at !== -1; at = text.indexOf(bytes, textEnd[line])) {
    line = lineAt(textEnd, line, at);
    hits[line] = asked[line];
  }
}

interface TextIn {
  /** The line that a place in the text is in, and where the next one begins; places only grow. */
  readonly lineOf: (at: number) => { readonly line: number; readonly next: number };
  readonly asked: Uint8Array;
  readonly hits: Uint8Array;
}

function matchText(text: string, pattern: RegExp, { lineOf, asked, hits }: TextIn): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    // Behind the last LF is no line.
    if (match.index >= text.length) break;
    const { line, next } = lineOf(match.index);
    hits[line] = asked[line];
    pattern.lastIndex = next;
  }
}

/** Places in a text that has a character a byte. */
function byEnds(textEnd: Uint32Array): TextIn['lineOf'] {
  let line = 0;
  return (at) => {
    line = lineAt(textEnd, line, at);
    return { line, next: textEnd[line] };
  };
}

/** Places in any text, by counting its LFs. */
function byLineEnds(text: string): TextIn['lineOf'] {
  let line = 0;
  let end = text.indexOf('\n');
  return (at) => {
    for (; end < at; end = text.indexOf('\n', end + 1)) line++;
    return { line, next: end + 1 };
  };
}

/** The first line from `from` on that ends behind a place; most often it is near. */
function lineAt(textEnd: Uint32Array, from: number, at: number): number {
  let low = from;
  let step = 1;
  while (low + step < textEnd.length && textEnd[low + step - 1] <= at) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, textEnd.length - 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (textEnd[middle] > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
