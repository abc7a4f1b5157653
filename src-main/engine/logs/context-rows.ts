/**
 * The rows of a search as they are read: hits, and so many lines before and after each, among the lines of the view
 * and across the borders of blocks. While the log is still looked through, they are those of the blocks that follow
 * each other without a gap around where it began: rows come in above the first and below the last, never between.
 */
import type { ContextSize } from '../../../src-shared/log-view';
import { contextSizes, edgeLevel, withContext, type HitLines, type Spill } from './around-hits';
import { levelsOfRows, type FoundRows } from './found-rows';
import { lastOf } from './last-of';
import { sumOf, type Levels } from './levels';
import type { LogReader } from './log-reader';
import type { LogRows, ViewLine } from './log-rows';
import type { LogView } from './log-view';

/** Blocks `from` up to but not including `to`, and the head behind them. */
export interface KnownRange {
  readonly from: number;
  readonly to: number;
  readonly head: boolean;
}

/** See the head of this file. It is of use until the view is refreshed or something is found. */
export class ContextRows implements LogRows {
  readonly reader: LogReader;
  readonly #view: LogView;
  readonly #found: FoundRows;
  readonly #context: ContextSize;
  readonly #range: KnownRange;
  /** By block of the range: lines that are rows for hits before it, and for hits behind it. */
  readonly #heads: Uint8Array;
  readonly #tails: Uint8Array;
  /** Rows before each block of the range and, last, before the head; null where hits alone are rows. */
  readonly #before: Float64Array | null;
  /** By line of the head: 1 for a row. */
  readonly #headRows: Uint8Array;
  readonly #headHits: Uint8Array;
  /** Rows before each chunk and, last, all. */
  readonly #chunks: number[];

  constructor(
    view: LogView,
    found: FoundRows,
    { context, range }: { readonly context: ContextSize; readonly range: KnownRange },
  ) {
    this.#view = view;
    this.reader = view.reader;
    this.#found = found;
    this.#context = context;
    this.#range = range;
    const blocks = range.to - range.from;
    this.#heads = new Uint8Array(blocks);
    this.#tails = new Uint8Array(blocks);
    const head = range.head ? found.headLines : { asked: new Uint8Array(), hits: new Uint8Array() };
    this.#headHits = head.hits;
    const spill = this.#spill(head);
    this.#headRows = withContext(head, context, { head: spill, tail: 0 });
    this.#before = context === 0 ? null : this.#sum();
    let rows = this.#beforeBlock(range.to);
    this.#chunks = [rows, ...this.reader.chunks.map((chunk) => (rows += this.#rowsInChunk(chunk)))];
  }

  get matching(): number {
    return this.#chunks[this.#chunks.length - 1];
  }

  rowsBefore(segment: number): number {
    const { blockCount } = this.reader;
    if (segment >= blockCount) return this.#chunks[Math.min(segment - blockCount, this.#chunks.length - 1)];
    return this.#beforeBlock(segment);
  }

  segmentOfRow(row: number): number {
    return lastOf(0, this.reader.segmentCount - 1, (segment) => this.rowsBefore(segment) <= row);
  }

  levelsIn(segment: number): Levels {
    if (segment < this.reader.blockCount) {
      return this.#isInRange(segment) ? this.#levelsOf(segment) : [0, 0, 0, 0];
    }
    const rows = this.rowMask(segment);
    return this.reader.useColumns(segment, ({ flags }) => levelsOfRows(rows, flags));
  }

  rowMask(segment: number): Uint8Array {
    const firstSequence = this.reader.firstSequence(segment);
    const length = this.reader.lengthOf(segment);
    if (segment >= this.reader.blockCount) return this.#ofHead(this.#headRows, firstSequence, length);
    if (!this.#isInRange(segment)) return new Uint8Array(length);
    const hits = this.#found.rowsIn(segment, length, this.reader.blockCount);
    const spill = this.#spillOf(segment);
    if (this.#context === 0 || (spill.head + spill.tail === 0 && !hits.includes(1))) return hits;
    const asked = this.#view.rowMask(segment);
    if (!this.#found.isDone(segment)) keepFirst(asked, this.#found.lookedIn(segment));
    return withContext({ asked, hits }, this.#context, spill);
  }

  rows(from: number, count: number): ViewLine[] {
    if (count <= 0 || from < 0 || from >= this.matching) return [];
    // The row before tells whether there is a gap.
    const first = this.#context === 0 ? from : Math.max(0, from - 1);
    const found = this.#lines(first, count + from - first);
    const lines = found.slice(from - first);
    return lines.map(({ isHit, ...line }, at) => {
      const row = from + at;
      if (this.#context === 0) return { ...line, row };
      const before = found.at(from - first + at - 1);
      const afterGap = row > 0 && before !== undefined && before.row + 1 !== line.row;
      return { ...line, row, around: { isHit, afterGap } };
    });
  }

  /** Rows as the view numbers them. */
  #lines(from: number, count: number): (ViewLine & { isHit: boolean })[] {
    const lines: (ViewLine & { isHit: boolean })[] = [];
    const { segmentCount } = this.reader;
    for (let segment = this.segmentOfRow(from); segment < segmentCount && lines.length < count; segment++) {
      const row = this.rowsBefore(segment);
      if (this.rowsBefore(segment + 1) === row) continue;
      const first = this.reader.firstSequence(segment);
      const hits = this.#hitsIn(segment);
      const rows = { only: this.rowMask(segment), skip: Math.max(0, from - row) };
      this.#view.eachRow(
        segment,
        rows,
        (line) => lines.push({ ...line, isHit: hits[line.sequence - first] === 1 }) < count,
      );
    }
    return lines;
  }

  #hitsIn(segment: number): Uint8Array {
    const firstSequence = this.reader.firstSequence(segment);
    const length = this.reader.lengthOf(segment);
    const { blockCount } = this.reader;
    return segment < blockCount
      ? this.#found.rowsIn(segment, length, blockCount)
      : this.#ofHead(this.#headHits, firstSequence, length);
  }

  #isInRange(block: number): boolean {
    return block >= this.#range.from && block < this.#range.to;
  }

  #spillOf(block: number): Spill {
    const at = block - this.#range.from;
    return { head: this.#heads[at], tail: this.#tails[at] };
  }

  /** Carries context over the borders of blocks, forwards and backwards; answers with what reaches the head. */
  #spill(head: HitLines): number {
    const { from, to } = this.#range;
    const context = this.#context;
    if (context === 0) return 0;
    let reach = 0;
    for (let block = from; block < to; block++) {
      const looked = this.#found.lookedIn(block);
      const { trail } = this.#found.aroundIn(block);
      this.#heads[block - from] = Math.min(reach, looked);
      reach = Math.max(0, trail < 255 ? context - trail : reach - looked);
    }
    const atHead = reach;
    const firstHit = head.hits.indexOf(1);
    const lead = firstHit === -1 ? 255 : count(head.asked.subarray(0, firstHit));
    reach = Math.max(0, context - lead);
    for (let block = to - 1; block >= from; block--) {
      const looked = this.#found.lookedIn(block);
      const { lead: before } = this.#found.aroundIn(block);
      this.#tails[block - from] = Math.min(reach, looked);
      reach = Math.max(0, before < 255 ? context - before : reach - looked);
    }
    return atHead;
  }

  #beforeBlock(block: number): number {
    const { from, to } = this.#range;
    const at = Math.min(Math.max(from, block), to);
    if (this.#before !== null) return this.#before[at - from];
    const { blockCount } = this.reader;
    return this.#found.before(at, blockCount) - this.#found.before(from, blockCount);
  }

  #sum(): Float64Array {
    const { from, to } = this.#range;
    const before = new Float64Array(to - from + 1);
    for (let block = from; block < to; block++) {
      before[block - from + 1] = before[block - from] + sumOf(this.#levelsOf(block));
    }
    return before;
  }

  /** Rows by level in a block of the range. */
  #levelsOf(block: number): Levels {
    if (this.#context === 0) return this.#found.levelsIn(block, this.reader.blockCount);
    const { levels, edges, lead, trail } = this.#found.aroundIn(block);
    const looked = this.#found.lookedIn(block);
    const { head, tail } = this.#spillOf(block);
    const size = contextSizes.indexOf(this.#context) * 4;
    const all: [number, number, number, number] = [0, 0, 0, 0];
    for (let level = 0; level < 4; level++) all[level] = levels[size + level];
    // Lines before those near the first hit, and behind those near the last.
    const free = lead < 255 ? Math.max(0, lead - this.#context) : looked;
    for (let at = 0; at < Math.min(head, free); at++) all[edgeLevel(edges, at, false)]++;
    const behind =
      lead < 255 ? Math.max(0, trail - this.#context) : Math.max(0, looked - Math.min(head, looked));
    for (let at = 0; at < Math.min(tail, behind); at++) all[edgeLevel(edges, at, true)]++;
    return all;
  }

  #rowsInChunk({ firstSequence, length }: { firstSequence: number; length: number }): number {
    return count(this.#ofHead(this.#headRows, firstSequence, length));
  }

  #ofHead(column: Uint8Array, firstSequence: number, length: number): Uint8Array {
    const from = firstSequence - this.#found.headFirst;
    const lines = new Uint8Array(length);
    if (from >= 0 && this.#range.head) lines.set(column.subarray(from, from + length));
    return lines;
  }
}

function count(rows: Uint8Array): number {
  return rows.reduce((sum, is) => sum + is, 0);
}

/** Leaves the first `most` ones. */
function keepFirst(lines: Uint8Array, most: number): void {
  let left = most;
  for (let at = 0; at < lines.length; at++) if (lines[at] === 1 && left-- <= 0) lines[at] = 0;
}
