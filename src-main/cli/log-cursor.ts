/** Goes through the lines of a log that were asked for. Filters select lines; numbers stay those of the subtree. */
import type { LevelMask, LogRow } from '../../src-shared/model';

/** Which lines of a subtree's log. */
export interface LogSelection {
  readonly id: string;
  readonly levels: LevelMask;
  /** Number of the first line; null: from the beginning. */
  readonly from: number | null;
  /** Only the last lines of those there are now; null: all. */
  readonly tail: number | null;
  /** Only lines of the node itself. */
  readonly ownOnly: boolean;
}

/** Where the lines are: a folder's reader. */
export interface LogSource {
  view(id: string, levels: LevelMask): { readonly matching: number; rowOfLine(n: number): number | null };
  rows(id: string, levels: LevelMask, from: number, count: number, textMax: number | null): LogRow[];
}

/** Rows that are read at once. */
const rowsAtOnce = 500;

/** See the head of this file. */
export class LogCursor {
  readonly #reader: LogSource;
  readonly #selection: LogSelection;
  /** Next row of the view, and the row before which it ends for now. */
  #at = 0;
  #end = 0;

  constructor(reader: LogSource, selection: LogSelection) {
    this.#reader = reader;
    this.#selection = selection;
    this.extend();
    this.#at = this.#firstRow();
  }

  /** Takes in the lines that there are in the present snapshot. */
  extend(): void {
    this.#end = this.#reader.view(this.#selection.id, this.#selection.levels).matching;
  }

  /** Some of the next lines, maybe none of those looked at; null at the end. */
  next(): LogRow[] | null {
    if (this.#at >= this.#end) return null;
    const rows = this.#rows(this.#at, Math.min(rowsAtOnce, this.#end - this.#at));
    this.#at = rows.length === 0 ? this.#end : this.#at + rows.length;
    return rows.filter((row) => this.#selects(row));
  }

  #firstRow(): number {
    const { id, levels, from, tail, ownOnly } = this.#selection;
    const first = from === null ? 0 : (this.#reader.view(id, levels).rowOfLine(from) ?? this.#end);
    if (tail === null) return first;
    if (!ownOnly) return Math.max(first, this.#end - tail);
    let missing = tail;
    let at = this.#end;
    while (missing > 0 && at > first) {
      const begin = Math.max(first, at - rowsAtOnce);
      const own = this.#rows(begin, at - begin).filter((row) => this.#selects(row));
      if (own.length >= missing) return own[own.length - missing].row;
      missing -= own.length;
      at = begin;
    }
    return at;
  }

  #rows(from: number, count: number): LogRow[] {
    return this.#reader.rows(this.#selection.id, this.#selection.levels, from, count, null);
  }

  #selects(row: LogRow): boolean {
    const { id, from, ownOnly } = this.#selection;
    return (from === null || row.n >= from) && (!ownOnly || row.jobId === id);
  }
}
