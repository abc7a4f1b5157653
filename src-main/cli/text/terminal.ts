/** What a terminal may be shown: colours where they are wanted, and of foreign text only what is harmless. */
import { stripVTControlCharacters } from 'node:util';
import type { JobStatus, LogLevel } from '../../../src-shared/model';

/** Colours something, or leaves it as it is where colours are not wanted. */
export interface Palette {
  status(status: JobStatus): string;
  level(level: LogLevel, text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const statusColour: Readonly<Record<JobStatus, number>> = {
  pending: 90,
  running: 36,
  completed: 32,
  failed: 31,
  cancelled: 33,
};
const levelColour: Readonly<Record<LogLevel, number>> = { debug: 90, info: 0, warn: 33, error: 31 };

/** The palette for a stream: colours on a terminal that has not been told to do without (NO_COLOR). */
export function paletteFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Palette {
  const colours = stream.isTTY === true && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb';
  const paint = (code: number, text: string): string =>
    colours && code !== 0 ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    status: (status) => paint(statusColour[status], status),
    level: (level, text) => paint(levelColour[level], text),
    dim: (text) => paint(2, text),
    bold: (text) => paint(1, text),
  };
}

/* The characters themselves are what is looked for here. */
/* eslint-disable no-control-regex -- control characters are the subject */
const colourSequence = /(\u001b\[[\d;:]*m)/;
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
/* eslint-enable no-control-regex */

/** Foreign text in one line without control characters: names, reasons, and log lines where no terminal reads. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(controls, ' ');
}

/**
 * A log line for a terminal: colours stay and end with the line, so they never bleed into the next job's; every
 * other control sequence goes, because it would move the cursor or change the title.
 */
export function colouredText(text: string): string {
  if (!text.includes('\u001b')) return plainText(text);
  const parts = text.split(colourSequence);
  return `${parts.map((part, at) => (at % 2 === 1 ? part : plainText(part))).join('')}\u001b[0m`;
}
