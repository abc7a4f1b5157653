/** A log line for people: number, time, level, job, text. */
import type { LogRow } from '../../../src-shared/model';
import { localTimeOfDay } from './times';
import { colouredText, plainText, type Palette } from './terminal';

/** How log lines are drawn. */
export interface LogLineStyle {
  readonly palette: Palette;
  /** A terminal reads: colours of the text stay. */
  readonly terminal: boolean;
}

const levelLetter = { debug: 'D', info: 'I', warn: 'W', error: 'E' } as const;
const numberWidth = 6;
const nameWidth = 20;

/** One line without its end. */
export function logLine(row: LogRow, { palette, terminal }: LogLineStyle): string {
  const text = terminal ? colouredText(row.text) : plainText(row.text);
  return [
    palette.dim(String(row.n).padStart(numberWidth)),
    palette.dim(localTimeOfDay(row.time)),
    palette.level(row.level, levelLetter[row.level]),
    palette.bold(shortName(plainText(row.jobName)).padEnd(nameWidth)),
    row.stream === 'system' ? palette.dim(text) : text,
  ]
    .join(' ')
    .trimEnd();
}

function shortName(name: string): string {
  const characters = [...name];
  return characters.length <= nameWidth ? name : `${characters.slice(0, nameWidth - 1).join('')}…`;
}
