/** How wide the text of a line is in the fixed-width face, and what it is made of. */
import type { LogRow } from '../../src-shared/model';
import { parseAnsi, plainStyle, type AnsiRun } from './ansi';

const tabWidth = 8;
/** Marks that are drawn onto the character before, and what is not drawn at all. */
const noWidth = /[\p{Mn}\p{Me}\p{Cf}]/u;

const parsed = new WeakMap<LogRow, readonly AnsiRun[]>();

/** The runs of a line, parsed once for as long as the line is kept. */
export function runsOf(line: LogRow): readonly AnsiRun[] {
  let runs = parsed.get(line);
  if (runs === undefined) {
    runs = hasEscapes(line.text) ? parseAnsi(line.text) : [{ text: line.text, style: plainStyle }];
    parsed.set(line, runs);
  }
  return runs;
}

/** Characters (UTF-16 units) of the line that the engine did not send. */
export function unsentOf(line: LogRow): number {
  return line.fullLength === null ? 0 : Math.max(0, line.fullLength - line.text.length);
}

/** Columns of a character: tabs reach the next stop, East Asian and emoji characters take two, marks none. */
export function widthOf(character: string, column: number): number {
  if (character === '\t') return tabWidth - (column % tabWidth);
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (noWidth.test(character)) return 0;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return isWide ? 2 : 1;
}

function hasEscapes(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/.test(text);
}
