/**
 * What a person reads of a search while it goes on: rows of the part around its beginning that was looked through
 * without a gap, and how many of them have come in above, so that who reads can keep the place.
 */
import type { ContextSize } from '../../../src-shared/log-view';
import { ContextRows, type KnownRange } from './context-rows';
import type { FoundRows } from './found-rows';
import { placeOfRow, rowsBeforeLine } from './log-rows';
import type { LogView } from './log-view';

/** Rows, and how many have come in above the first ones that there were: that only grows. */
export interface ReadRows {
  readonly rows: ContextRows;
  readonly above: number;
}

interface Known extends ReadRows {
  /** What the rows were made of. */
  readonly key: string;
  /** Sequence of the first row; null while there is none. */
  readonly first: number | null;
}

/** See the head of this file. */
export class Reading {
  readonly #found: FoundRows;
  /** Blocks around the beginning that were all looked at. */
  #from: number;
  #to: number;
  readonly #known = new Map<ContextSize, Known>();

  /** @param block the one at which it began; the number of blocks when that was the head */
  constructor(found: FoundRows, block: number) {
    this.#found = found;
    this.#from = block;
    this.#to = block;
  }

  /** Rows with so many lines around each hit; of use until something is found or the view is refreshed. */
  read(view: LogView, context: ContextSize): ReadRows {
    const { blockCount, lineCount } = view.reader;
    const key = `${this.#found.version} ${blockCount} ${lineCount}`;
    const before = this.#known.get(context);
    if (before?.key === key) return before;
    const rows = new ContextRows(view, this.#found, { context, range: this.#range(blockCount) });
    const first = before?.first ?? null;
    const known = {
      key,
      rows,
      above: (before?.above ?? 0) + (first === null ? 0 : rowsBeforeLine(rows, first)),
      first: rows.matching === 0 ? null : placeOfRow(rows, 0).sequence,
    };
    this.#known.set(context, known);
    return known;
  }

  #range(blocks: number): KnownRange {
    while (this.#from > 0 && this.#found.isDone(this.#from - 1)) this.#from--;
    while (this.#to < blocks && this.#found.isDone(this.#to)) this.#to++;
    const isPartly = this.#to < blocks && this.#found.isKnown(this.#to);
    return { from: this.#from, to: isPartly ? this.#to + 1 : this.#to, head: this.#to === blocks };
  }
}
