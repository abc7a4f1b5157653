/**
 * Rows of a run's log: those of a view (`log-view.ts`), or those that a selection found in one (`selected-rows.ts`).
 * Both know how many rows lie before each part of the log, and which lines of a part are rows; the rest is here.
 */
import type { Levels } from './levels';
import type { LogReader } from './log-reader';

/** One line that is a row. */
export interface ViewLine {
  /** Row in the view, from 0. */
  readonly row: number;
  /** Number in the subtree, from 1, all levels counted. */
  readonly n: number;
  /** Position in the run, from 1. */
  readonly sequence: number;
  readonly node: number;
  readonly attempt: number;
  /** Position in the job, from 1. */
  readonly line: number;
  /** Whole microseconds since the epoch. */
  readonly time: number;
  /** The stored flags: level, cont, invalid UTF-8, stream. */
  readonly flags: number;
  /** Bytes; a copy. */
  readonly text: Uint8Array;
  /** Where like neighbours are one row: the lines it stands for, and the number of the last one. */
  readonly alike?: { readonly lines: number; readonly lastN: number };
  /** Where lines around hits are rows: whether it is a hit itself, and whether lines between it and the row before are none. */
  readonly around?: { readonly isHit: boolean; readonly afterGap: boolean };
}

/** See the head of this file. A segment is a sealed block or a chunk of the head, as the reader numbers them. */
export interface LogRows {
  readonly reader: LogReader;
  /** Rows that there are. */
  readonly matching: number;
  /** Rows before a segment; before the one behind the last: all. */
  rowsBefore(segment: number): number;
  /** The segment that holds a row; the row has to be there. */
  segmentOfRow(row: number): number;
  /** Rows by level in a segment. */
  levelsIn(segment: number): Levels;
  /** 1 for each line of a segment that is a row, 0 for the others. */
  rowMask(segment: number): Uint8Array;
  /** Rows `from` to `from + count - 1`, as far as there are any. */
  rows(from: number, count: number): ViewLine[];
}

/** Where a row lies. */
export interface RowPlace {
  readonly segment: number;
  /** Its line in the segment, from 0. */
  readonly at: number;
  readonly sequence: number;
  /** Whole microseconds since the epoch. */
  readonly time: number;
}

/** Finds rows one after the other; those that lie in one segment share what was made of it. */
export class RowFinder {
  readonly #rows: LogRows;
  #segment = -1;
  #mask: Uint8Array | null = null;

  constructor(rows: LogRows) {
    this.#rows = rows;
  }

  /** Where a row lies; the row has to be there. */
  place(row: number): RowPlace {
    const { reader } = this.#rows;
    const segment = this.#rows.segmentOfRow(row);
    const before = this.#rows.rowsBefore(segment);
    if (segment !== this.#segment) {
      this.#segment = segment;
      this.#mask = null;
    }
    // Where every line is a row, nobody need look which ones are.
    const isWhole = this.#rows.rowsBefore(segment + 1) - before === reader.lengthOf(segment);
    const at = isWhole
      ? row - before
      : placeOfOne((this.#mask ??= this.#rows.rowMask(segment)), row - before);
    return reader.useColumns(segment, ({ firstSequence, baseTime, time }) => ({
      segment,
      at,
      sequence: firstSequence + at,
      time: baseTime + time[at],
    }));
  }
}

/** Where a row lies; the row has to be there. */
export function placeOfRow(rows: LogRows, row: number): RowPlace {
  return new RowFinder(rows).place(row);
}

/** Position of the 1 with so many before it. */
function placeOfOne(mask: Uint8Array, before: number): number {
  let left = before;
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 1 && left-- === 0) return at;
  }
  throw new Error('The row is not in this part of the log.');
}

/** Rows before a line of the run; the line may be one behind the last. */
export function rowsBeforeLine(rows: LogRows, sequence: number): number {
  const { reader } = rows;
  if (sequence < 1) return 0;
  if (sequence > reader.lineCount) return rows.matching;
  const segment = reader.segmentOf(sequence);
  const end = sequence - reader.firstSequence(segment);
  const mask = rows.rowMask(segment);
  let before = rows.rowsBefore(segment);
  for (let at = 0; at < end; at++) before += mask[at];
  return before;
}

/** The first row at or after a line of the run, or (`backwards`) the last one at or before it; null for none. */
export function rowAt(rows: LogRows, sequence: number, backwards: boolean): number | null {
  const row = backwards ? rowsBeforeLine(rows, sequence + 1) - 1 : rowsBeforeLine(rows, sequence);
  return row < 0 || row >= rows.matching ? null : row;
}
