/**
 * A query as regular expressions. One is for a line; the other is for many lines at once and finds the same lines,
 * because nothing in it can take an LF: `^` and `$` hold at line ends, word boundaries do anyway, and every part
 * that would match an LF is written so that it does not.
 */
import { isAscii } from 'node:buffer';
import { RegExpParser, RegExpSyntaxError, visitRegExpAST, type AST } from '@eslint-community/regexpp';
import { RunsheetError } from '../../../src-shared/errors';
import type { LogQuery } from '../../../src-shared/log-view';

/** See the head of this file. */
export interface SearchPattern {
  /** The bytes that a line has to hold, when that is all that is asked. */
  readonly bytes: Buffer | null;
  /**
   * The same for `line-find/`; with `anyCase` in lower case, letters of the other case count as well, and it holds
   * for text that is ASCII.
   */
  readonly needle: { readonly bytes: Buffer; readonly anyCase: boolean } | null;
  /** Tests the text of one line. */
  readonly line: RegExp;
  /** Finds lines in a text of many (`lastIndex` says where to begin). */
  readonly lines: RegExp;
  /** `^` or `$` is in it: where a line holds other line terminators than LF, the lines have to be tested one by one. */
  readonly hasAnchors: boolean;
}

/** ES2024: what later versions add (modifiers that let `.` match an LF) is not understood by every engine we run on. */
const parser = new RegExpParser({ ecmaVersion: 2024 });

/** Reads a query; throws `bad-input` with what is wrong and where. */
export function readQuery(query: LogQuery): SearchPattern {
  const { regex, matchCase, wholeWord } = query;
  const source = regex ? query.text : query.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const unicode = !regex || isPattern(source);
  const word = unicode ? String.raw`[\p{L}\p{M}\p{N}_]` : String.raw`\w`;
  const whole = wholeWord ? `(?<!${word})(?:${source})(?!${word})` : source;
  const flags = `${matchCase ? '' : 'i'}${unicode ? 'u' : ''}`;
  const { text, hasAnchors } = withoutLineEnds(whole, unicode);
  const bytes = regex || wholeWord ? null : bytesOf(query.text);
  return {
    bytes: matchCase ? bytes : null,
    needle: bytes === null ? null : needleOf(bytes, !matchCase),
    line: new RegExp(whole, flags),
    lines: new RegExp(text, `${flags}gm`),
    hasAnchors,
  };
}

/** Whether it is a pattern in the strict reading; the lenient one throws `bad-input`. */
function isPattern(source: string): boolean {
  try {
    parser.parsePattern(source, 0, source.length, { unicode: true });
    return true;
  } catch {
    // What only the strict reading refuses, such as an escaped "_", is taken as people mean it.
  }
  try {
    parser.parsePattern(source, 0, source.length, { unicode: false });
    return false;
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    const reason = error.message.replace(/^Invalid regular expression: \/[^]*\/\w*: /, '');
    throw new RunsheetError(
      'bad-input',
      `The pattern cannot be read after character ${error.index}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`,
      { hint: 'Without "regular expression" the text is searched as it stands.' },
    );
  }
}

/** Null where the bytes say something else than the text: of U+FFFD, which stands for invalid bytes, and of LF. */
function bytesOf(text: string): Buffer | null {
  return /[\n\uFFFD]|\p{Cs}/u.test(text) ? null : Buffer.from(text);
}

function needleOf(bytes: Buffer, anyCase: boolean): SearchPattern['needle'] {
  if (!anyCase) return { bytes, anyCase };
  return isAscii(bytes) ? { bytes: Buffer.from(bytes.toString('latin1').toLowerCase()), anyCase } : null;
}

/** The pattern with every part that could match an LF written so that it cannot. */
function withoutLineEnds(source: string, unicode: boolean): { text: string; hasAnchors: boolean } {
  const changes: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  let hasAnchors = false;
  const replace = ({ start, end }: AST.Node, text: string): void => {
    changes.push({ start, end, text });
  };
  const guard = (node: AST.Node): void => {
    replace(node, String.raw`(?:(?!\n)${node.raw})`);
  };
  visitRegExpAST(parser.parsePattern(source, 0, source.length, { unicode }), {
    onAssertionEnter(node) {
      if (node.kind === 'start' || node.kind === 'end') hasAnchors = true;
    },
    onCharacterEnter(node) {
      // Nothing matches the empty class.
      if (node.value === lf && !isInClass(node)) replace(node, '[]');
    },
    onCharacterSetEnter(node) {
      if (isInClass(node) || !canBeLineEnd(node)) return;
      if (node.kind === 'space') replace(node, String.raw`[^\S\n]`);
      else guard(node);
    },
    onCharacterClassEnter(node) {
      if (!node.negate) {
        if (node.elements.some((element) => canBeLineEnd(element))) guard(node);
        // A hyphen behind the LF would make a range of the two.
      } else if (node.raw.startsWith('[^-')) guard(node);
      else replace(node, String.raw`[^\n${node.raw.slice(2)}`);
    },
  });
  let text = '';
  let end = 0;
  for (const change of changes.sort((one, other) => one.start - other.start)) {
    text += source.slice(end, change.start) + change.text;
    end = change.end;
  }
  return { text: text + source.slice(end), hasAnchors };
}

const lf = 10;

function isInClass(node: AST.Character | AST.CharacterSet): boolean {
  return node.parent?.type === 'CharacterClass' || node.parent?.type === 'CharacterClassRange';
}

/** Whether a part may match an LF; a property may, for all that is known here. */
function canBeLineEnd(node: AST.CharacterClassElement | AST.CharacterSet): boolean {
  switch (node.type) {
    case 'Character':
      return node.value === lf;
    case 'CharacterClassRange':
      return node.min.value <= lf && lf <= node.max.value;
    case 'CharacterSet':
      if (node.kind === 'any') return false;
      if (node.kind === 'space') return !node.negate;
      return node.kind === 'property' || node.negate;
    default:
      return true;
  }
}
