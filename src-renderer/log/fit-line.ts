/** Fits the text of a line into one row: what can be seen, and how many characters cannot. */
import type { LogRow } from '../../src-shared/model';
import { parseAnsi, plainStyle, type AnsiRun } from './ansi';

/** Room that "… + 3,870 characters" takes, in columns of the fixed-width face; and "…" alone. */
const chipColumns = 21;
const ellipsisColumns = 2;
/** Up to so many characters are only hinted at; more of them are counted. */
const mostHinted = 200;
const tabWidth = 8;

/** What is drawn of a line. */
export interface FittedLine {
  readonly runs: readonly AnsiRun[];
  /** Characters that are not drawn. */
  readonly hidden: number;
  /** So many that a reader should know how many. */
  readonly isLong: boolean;
}

const parsed = new WeakMap<LogRow, readonly AnsiRun[]>();

/** The runs of a line, parsed once for as long as the line is kept. */
function runsOf(line: LogRow): readonly AnsiRun[] {
  let runs = parsed.get(line);
  if (runs === undefined) {
    runs = hasEscapes(line.text) ? parseAnsi(line.text) : [{ text: line.text, style: plainStyle }];
    parsed.set(line, runs);
  }
  return runs;
}

/** @param columns characters of the fixed-width face that fit into the row */
export function fitLine(line: LogRow, columns: number): FittedLine {
  const runs = runsOf(line);
  const unsent = line.fullLength === null ? 0 : Math.max(0, line.fullLength - line.text.length);
  if (unsent === 0 && cut(runs, columns).hidden === 0) return { runs, hidden: 0, isLong: false };
  const short = cut(runs, Math.max(0, columns - ellipsisColumns));
  if (short.hidden + unsent <= mostHinted) {
    return { runs: short.kept, hidden: short.hidden + unsent, isLong: false };
  }
  const { kept, hidden } = cut(runs, Math.max(8, columns - chipColumns));
  return { runs: kept, hidden: hidden + unsent, isLong: true };
}

/** The runs up to a number of columns, and how many characters are beyond. */
function cut(runs: readonly AnsiRun[], columns: number): { kept: AnsiRun[]; hidden: number } {
  const kept: AnsiRun[] = [];
  let column = 0;
  let hidden = 0;
  for (const run of runs) {
    if (hidden > 0) {
      hidden += run.text.length;
      continue;
    }
    let end = 0;
    for (const character of run.text) {
      const next = column + widthOf(character, column);
      if (next > columns) break;
      column = next;
      end += character.length;
    }
    hidden = run.text.length - end;
    if (end > 0) kept.push(hidden === 0 ? run : { text: run.text.slice(0, end), style: run.style });
  }
  return { kept, hidden };
}

/** Columns of a character: tabs reach the next stop, East Asian and emoji characters take two. */
function widthOf(character: string, column: number): number {
  if (character === '\t') return tabWidth - (column % tabWidth);
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (code < 0x370 || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
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
