/** Fits the text of a line into one row: what can be seen, and how many characters cannot. */
import type { LogRow } from '../../src-shared/model';
import type { AnsiRun } from './ansi';
import { runsOf, unsentOf, widthOf } from './line-measure';

/** Room that "… + 3,870 characters" takes, in columns of the fixed-width face; and "…" alone. */
export const chipColumns = 21;
const ellipsisColumns = 2;
/** Up to so many characters are only hinted at; more of them are counted. */
const mostHinted = 200;

/** What is drawn of a line. */
export interface FittedLine {
  readonly runs: readonly AnsiRun[];
  /** Characters that are not drawn. */
  readonly hidden: number;
  /** So many that a reader should know how many. */
  readonly isLong: boolean;
}

/** @param columns characters of the fixed-width face that fit into the row */
export function fitLine(line: LogRow, columns: number): FittedLine {
  const runs = runsOf(line);
  const unsent = unsentOf(line);
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
