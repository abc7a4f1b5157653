/** The text of a line as elements: terminal styles, hits of a search, and parts where it is wrapped. */
import type { MatchRange } from '../../../src-shared/log-pattern';
import type { LogRow } from '../../../src-shared/model';
import { plainStyle, type AnsiRun } from '../ansi';
import { drawStyle } from '../ansi-colors';
import { fitLine } from '../fit-line';
import { markRuns, rangesInParts } from '../search/highlight';
import { roomOf, wrapLine } from '../wrap-line';
import type { RowLook } from './row-look';

/** Room of "12,408 lines alike to 48,153", in columns. */
const alikeColumns = 30;

/** What fits of a line. */
export interface FittedText {
  /** Runs of each line of the screen; one where lines are not wrapped. */
  readonly parts: readonly (readonly AnsiRun[])[];
  /** Characters that are not drawn. */
  readonly hidden: number;
  /** So many that a reader should know how many. */
  readonly isLong: boolean;
}

/** Fits a line into the room it has. */
export function fitText(line: LogRow, look: RowLook): FittedText {
  const own = roomOf(line, look.room);
  if (look.isWrapped) return { ...wrapLine(line, own), isLong: true };
  const columns = (line.alike?.lines ?? 1) > 1 ? own.columns - alikeColumns : own.columns;
  const { runs, hidden, isLong } = fitLine(line, columns);
  return { parts: [runs], hidden, isLong };
}

/** The text when it is one run without style or hit, as that of most lines is; else null. */
export function plainTextOf({ parts }: FittedText, look: RowLook): string | null {
  const [runs, ...others] = parts;
  if (look.isWrapped || look.pattern !== null || runs === undefined || others.length > 0) return null;
  if (runs.length === 0) return '';
  const [run] = runs;
  return runs.length === 1 && run?.style === plainStyle ? run.text : null;
}

/** Elements for the text; `more` stands at its end where it is wrapped. */
export function textNodes({ parts }: FittedText, look: RowLook, more: Node | null): Node[] {
  const ranges = look.pattern === null ? [] : rangesInParts(look.pattern, parts);
  if (!look.isWrapped) return runNodes(parts[0] ?? [], ranges[0]);
  return parts.map((runs, at) => {
    const part = document.createElement('span');
    part.className = 'part';
    part.append(...runNodes(runs, ranges[at]));
    if (more !== null && at === parts.length - 1) part.append(more);
    return part;
  });
}

function runNodes(runs: readonly AnsiRun[], ranges: readonly MatchRange[] = []): Node[] {
  return markRuns(runs, ranges).map(({ text, style, isHit }) => {
    if (!isHit && style === plainStyle) return document.createTextNode(text);
    const element = document.createElement(isHit ? 'mark' : 'span');
    if (!isHit) Object.assign(element.style, cssOf(style));
    element.textContent = text;
    return element;
  });
}

function cssOf(style: AnsiRun['style']): Partial<CSSStyleDeclaration> {
  const css = drawStyle(style);
  return Object.fromEntries(
    Object.entries(css).map(([name, value]) => [
      name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
