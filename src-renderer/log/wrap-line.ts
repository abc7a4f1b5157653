/**
 * Breaks the text of a line at the edge of its column. The heights of rows are computed from this and never
 * measured, so what is drawn is broken here, too, and not by the browser.
 */
import type { LogRow } from '../../src-shared/model';
import type { AnsiRun } from './ansi';
import { chipColumns } from './fit-line';
import { runsOf, unsentOf, widthOf } from './line-measure';

/** A line over several lines of the screen. */
export interface WrappedLine {
  /** The runs of each line of the screen; one at least. */
  readonly parts: readonly (readonly AnsiRun[])[];
  /** Characters that are not drawn, because the line is longer than the limit. */
  readonly hidden: number;
}

/** The room that text has. */
export interface WrapRoom {
  /** Characters of the fixed-width face in a line of the screen. */
  readonly columns: number;
  /** Lines of the screen that one line of the log takes at most. */
  readonly mostParts: number;
}

const leastColumns = 8;
/** Room of the dotted rule of stderr. */
const ruleColumns = 2;
const known = new WeakMap<LogRow, { readonly room: WrapRoom; readonly wrapped: WrappedLine }>();

/** The line, broken to the room; computed once for as long as line and room stay. */
export function wrapLine(line: LogRow, room: WrapRoom): WrappedLine {
  const before = known.get(line);
  if (before?.room.columns === room.columns && before.room.mostParts === room.mostParts) {
    return before.wrapped;
  }
  const wrapped = wrap(line, room);
  known.set(line, { room, wrapped });
  return wrapped;
}

/** Lines of the screen that the line takes. */
export function partsOf(line: LogRow, room: WrapRoom): number {
  return wrapLine(line, roomOf(line, room)).parts.length;
}

/** The dotted rule of stderr takes some of the room. */
export function roomOf(line: LogRow, room: WrapRoom): WrapRoom {
  return line.stream === 'err' ? { ...room, columns: room.columns - ruleColumns } : room;
}

function wrap(line: LogRow, { columns, mostParts }: WrapRoom): WrappedLine {
  const width = Math.max(leastColumns, columns);
  const all = breakRuns(runsOf(line), width);
  const unsent = unsentOf(line);
  if (all.length <= mostParts && unsent === 0) return { parts: all, hidden: 0 };
  const kept = all.slice(0, Math.max(1, mostParts));
  const last = kept.pop() ?? [];
  const cut = breakRuns(last, Math.max(leastColumns, width - chipColumns))[0] ?? [];
  const parts = [...kept, cut];
  return { parts, hidden: lengthOf(all) - lengthOf(parts) + unsent };
}

function lengthOf(parts: readonly (readonly AnsiRun[])[]): number {
  return parts.flat().reduce((sum, run) => sum + run.text.length, 0);
}

/** Marks stay with the character that they are drawn on: they take no column, so they never begin a part. */
function breakRuns(runs: readonly AnsiRun[], columns: number): AnsiRun[][] {
  const parts: AnsiRun[][] = [[]];
  let column = 0;
  for (const { text, style } of runs) {
    let begin = 0;
    let at = 0;
    for (const character of text) {
      let width = widthOf(character, column);
      // A tab reaches to the edge at most, as on a terminal.
      if (character === '\t') width = Math.min(width, Math.max(1, columns - column));
      if (column + width > columns) {
        if (at > begin) parts.at(-1)?.push({ text: text.slice(begin, at), style });
        parts.push([]);
        begin = at;
        column = 0;
        width = Math.min(columns, widthOf(character, 0));
      }
      column += width;
      at += character.length;
    }
    if (at > begin) parts.at(-1)?.push({ text: text.slice(begin), style });
  }
  return parts;
}
