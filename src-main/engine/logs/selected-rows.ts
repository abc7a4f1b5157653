/** The rows that a selection found in a view, as the view itself is read: by row, by line, by time. */
import { allLevels } from '../../../src-shared/model';
import { levelsOfRows, type FoundRows } from './found-rows';
import { lastOf } from './last-of';
import type { Levels } from './levels';
import type { LogReader } from './log-reader';
import { placeOfRow, type LogRows, type ViewLine } from './log-rows';
import type { LogView } from './log-view';

/** See the head of this file. It is of use until the view is refreshed. */
export class SelectedRows implements LogRows {
  readonly reader: LogReader;
  readonly matching: number;
  readonly #view: LogView;
  readonly #found: FoundRows;
  readonly #isAlike: boolean;
  /** Rows before each chunk of the head. */
  readonly #chunks: number[] = [];

  constructor(view: LogView, found: FoundRows, isAlike: boolean) {
    this.#view = view;
    this.#found = found;
    this.#isAlike = isAlike;
    this.reader = view.reader;
    const { blockCount, chunks } = this.reader;
    let rows = found.before(blockCount, blockCount);
    for (const chunk of chunks) {
      this.#chunks.push(rows);
      rows += found
        .rowsInHead(chunk.firstSequence, chunk.length, blockCount)
        .reduce((sum, is) => sum + is, 0);
    }
    this.matching = rows;
  }

  rowsBefore(segment: number): number {
    const { blockCount, segmentCount } = this.reader;
    if (segment >= segmentCount) return this.matching;
    return segment < blockCount
      ? this.#found.before(segment, blockCount)
      : this.#chunks[segment - blockCount];
  }

  segmentOfRow(row: number): number {
    return lastOf(0, this.reader.segmentCount - 1, (segment) => this.rowsBefore(segment) <= row);
  }

  levelsIn(segment: number): Levels {
    const { blockCount } = this.reader;
    if (segment < blockCount) return this.#found.levelsIn(segment, blockCount);
    const rows = this.rowMask(segment);
    return this.reader.useColumns(segment, ({ flags }) => levelsOfRows(rows, flags));
  }

  rowMask(segment: number): Uint8Array {
    const { blockCount } = this.reader;
    const firstSequence = this.reader.firstSequence(segment);
    const length = this.reader.lengthOf(segment);
    if (segment < blockCount) return this.#found.rowsIn(segment, length, blockCount);
    return this.#found.rowsInHead(firstSequence, length, blockCount);
  }

  rows(from: number, count: number): ViewLine[] {
    const lines = this.#lines(from, this.#isAlike ? count + 1 : count);
    const rows = lines.slice(0, count);
    return rows.map((line, at) => ({
      ...line,
      row: from + at,
      ...(this.#isAlike ? { alike: this.#alike(line, lines.at(at + 1)) } : {}),
    }));
  }

  /** Rows as the view numbers them. */
  #lines(from: number, count: number): ViewLine[] {
    const lines: ViewLine[] = [];
    if (count <= 0 || from < 0 || from >= this.matching) return lines;
    const { segmentCount } = this.reader;
    for (let segment = this.segmentOfRow(from); segment < segmentCount && lines.length < count; segment++) {
      const row = this.rowsBefore(segment);
      if (this.rowsBefore(segment + 1) === row) continue;
      const rows = { only: this.rowMask(segment), skip: Math.max(0, from - row) };
      this.#view.eachRow(segment, rows, (line) => lines.push(line) < count);
    }
    return lines;
  }

  /** What a row stands for: the lines up to the next row, as far as they were looked at. */
  #alike(line: ViewLine, next: ViewLine | undefined): { lines: number; lastN: number } {
    const { blockCount } = this.reader;
    const segment = this.reader.segmentOf(line.sequence);
    const unknown = segment < blockCount ? this.#found.nextUnknown(segment, blockCount) : blockCount;
    const known = unknown < blockCount ? this.#view.rowsBefore(unknown) : this.#view.matching;
    const end = Math.max(line.row + 1, Math.min(next?.row ?? this.#view.matching, known));
    const lines = end - line.row;
    if (lines === 1) return { lines, lastN: line.n };
    if (this.#view.mask === allLevels) return { lines, lastN: line.n + lines - 1 };
    return { lines, lastN: this.#view.lineAt(placeOfRow(this.#view, end - 1).sequence) };
  }
}
