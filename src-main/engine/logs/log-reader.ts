/**
 * The reading end of one run's log: sealed blocks by number and the chunks of the head, as they are committed. It
 * reads only what is durable, so the engine and a command line in another process see the same.
 */
import { textOf, type Block, type SparseBlock } from './block';
import { columnsOf, type BlockColumns } from './block-columns';
import type { BlockRecord } from './block-index';
import { lastOf } from './last-of';
import type { Levels } from './levels';
import { blocksInSpan, type SpanPlaces, type SpanRecord } from './span-index';

/** What the reader needs of the storage. */
export interface LogRecords {
  /** Records of spans from number `from` on, at most `limit`. */
  spanRecords(run: number, from: number, limit: number): SpanRecord[];
  /** Records of sealed blocks from number `from` on, at most `limit`. */
  blockRecords(run: number, from: number, limit: number): BlockRecord[];
  /** Lines by level of the blocks from number `from` on, at most `limit`, of the nodes for which `has` holds. */
  blockLevels(run: number, from: number, limit: number, has: (node: number) => boolean): Levels[];
  /** Chunks of the head block that hold lines from `fromSequence` on, in order; the first may begin before it. */
  chunks(run: number, fromSequence: number): Block[];
  /** A sealed block. */
  readBlock(run: number, record: { readonly offset: number; readonly bytes: number }): Block;
  /** A sealed block whose text is read line by line; null for one that can only be read as a whole. */
  readLines(run: number, record: { readonly offset: number; readonly bytes: number }): SparseBlock | null;
  /** The columns of a sealed block. */
  readColumns(run: number, record: { readonly offset: number; readonly bytes: number }): BlockColumns;
}

/** Decoded blocks kept per run, and columns. */
const cachedBlocks = 32;
const cachedColumns = 64;
const recordsAtOnce = 256;
const spansAtOnce = 16;

/** Where a sealed block lies, and when it was written. */
export interface BlockPlace {
  readonly offset: number;
  readonly bytes: number;
  readonly length: number;
  readonly firstSequence: number;
  /** Times in whole microseconds since the epoch. */
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Lines of a block of which so few are asked for are read one by one. */
const fewLines = 8;

/** See the head of this file. */
export class LogReader {
  readonly run: number;
  readonly #records: LogRecords;
  readonly #spans: SpanPlaces[] = [];
  /** Records of the sealed blocks behind the last span. */
  #loose: BlockRecord[] = [];
  readonly #cache = new Map<number, Block>();
  readonly #columns = new Map<number, BlockColumns>();
  #chunks: Block[] = [];
  #nextSequence = 1;

  constructor(records: LogRecords, run: number) {
    this.#records = records;
    this.run = run;
  }

  /** Sealed blocks known. */
  get blockCount(): number {
    return this.spanCount * blocksInSpan + this.#loose.length;
  }
  /** Spans known: span `s` is the blocks from `s * blocksInSpan` on. */
  get spanCount(): number {
    return this.#spans.length;
  }
  /** Records of the blocks behind the last span. */
  get loose(): readonly BlockRecord[] {
    return this.#loose;
  }
  /** Chunks of the head block, in order. */
  get chunks(): readonly Block[] {
    return this.#chunks;
  }

  /** Sealed blocks and chunks: the parts of the log by number, in order. */
  get segmentCount(): number {
    return this.blockCount + this.#chunks.length;
  }
  /** Lines in sealed blocks. */
  get sealedLineCount(): number {
    return this.#lastSealed;
  }
  /** Lines of the run. */
  get lineCount(): number {
    const last = this.#chunks.at(-1);
    return last === undefined ? this.#lastSealed : last.firstSequence + last.length - 1;
  }

  /** Takes in what has been committed since the last call. */
  refresh(): void {
    const sealedBefore = this.#lastSealed;
    this.eachSpan(this.spanCount, (span) => {
      this.#spans.push(placesOf(span));
      this.#loose = this.#loose.slice(blocksInSpan);
    });
    for (;;) {
      const records = this.#records.blockRecords(this.run, this.blockCount, recordsAtOnce);
      this.#loose.push(...records);
      if (records.length < recordsAtOnce) break;
    }
    const sealed = this.#lastSealed;
    if (sealed > sealedBefore) {
      this.#nextSequence = sealed + 1;
      this.#chunks = [];
    }
    for (const chunk of this.#records.chunks(this.run, this.#nextSequence)) {
      // A chunk that others were joined into takes the place of those that are known already.
      while (
        this.#chunks.length > 0 &&
        this.#chunks[this.#chunks.length - 1].firstSequence >= chunk.firstSequence
      ) {
        this.#chunks.pop();
      }
      this.#chunks.push(chunk);
      this.#nextSequence = chunk.firstSequence + chunk.length;
    }
  }

  /** Calls `visit` for the records of the spans from `from` on, as the storage has them. */
  eachSpan(from: number, visit: (span: SpanRecord) => void): void {
    for (let at = from; ;) {
      const spans = this.#records.spanRecords(this.run, at, spansAtOnce);
      for (const span of spans) visit(span);
      if (spans.length < spansAtOnce) return;
      at += spans.length;
    }
  }

  /** Records of the blocks of a span. */
  recordsOfSpan(span: number): BlockRecord[] {
    return this.#records.blockRecords(this.run, span * blocksInSpan, blocksInSpan);
  }

  /** Where sealed block `number` lies. */
  place(number: number): BlockPlace {
    const span = Math.floor(number / blocksInSpan);
    if (span >= this.#spans.length) return this.#loose[number - this.#spans.length * blocksInSpan];
    const places = this.#spans[span];
    const at = number % blocksInSpan;
    let { firstSequence } = places;
    for (let before = 0; before < at; before++) firstSequence += places.length[before];
    return {
      firstSequence,
      offset: places.offset[at],
      bytes: places.bytes[at],
      length: places.length[at],
      firstTime: places.firstTime[at],
      lastTime: places.lastTime[at],
    };
  }

  /** Sealed block `number`. */
  block(number: number): Block {
    return kept(this.#cache, cachedBlocks, number, () =>
      this.#records.readBlock(this.run, this.place(number)),
    );
  }

  /** A segment with its text. */
  segment(segment: number): Block {
    return segment < this.blockCount ? this.block(segment) : this.#chunks[segment - this.blockCount];
  }

  /**
   * A segment of which so many lines are asked for. Where a job's lines lie among those of many others, its texts are a
   * small part of a block.
   */
  lines(segment: number, asked: number): SparseBlock {
    if (asked <= fewLines && segment < this.blockCount && !this.#cache.has(segment)) {
      const sparse = this.#records.readLines(this.run, this.place(segment));
      if (sparse !== null) return sparse;
    }
    const block = this.segment(segment);
    return { block, text: (at) => textOf(block, at) };
  }

  /** A segment without its text. */
  columns(segment: number): BlockColumns {
    const sealed = this.blockCount;
    if (segment >= sealed) return columnsOf(this.#chunks[segment - sealed]);
    const block = this.#cache.get(segment);
    if (block !== undefined) return columnsOf(block);
    return kept(this.#columns, cachedColumns, segment, () =>
      this.#records.readColumns(this.run, this.place(segment)),
    );
  }

  /** Lines by level of each block of a span, of the nodes for which `has` holds. */
  levelsInSpan(span: number, has: (node: number) => boolean): Levels[] {
    return this.#records.blockLevels(this.run, span * blocksInSpan, blocksInSpan, has);
  }

  /** Sequence of a segment's first line. */
  firstSequence(segment: number): number {
    const sealed = this.blockCount;
    return segment < sealed
      ? this.place(segment).firstSequence
      : this.#chunks[segment - sealed].firstSequence;
  }

  /** The segment that holds a line of the run; the line has to be there. */
  segmentOf(sequence: number): number {
    const span = lastOf(-1, this.spanCount - 1, (at) => at < 0 || this.#spans[at].firstSequence <= sequence);
    const last = span + 1 < this.spanCount ? (span + 1) * blocksInSpan - 1 : this.segmentCount - 1;
    return lastOf(Math.max(0, span) * blocksInSpan, last, (at) => this.firstSequence(at) <= sequence);
  }

  /**
   * The first line at or after a time (whole microseconds since the epoch); one more than the last line when there
   * is none.
   */
  sequenceAt(time: number): number {
    const span = lastOf(-1, this.spanCount - 1, (at) => at < 0 || this.#spans[at].firstTime[0] < time);
    const last = span + 1 < this.spanCount ? (span + 1) * blocksInSpan - 1 : this.segmentCount - 1;
    const segment = lastOf(
      Math.max(0, span) * blocksInSpan - 1,
      last,
      (at) => at < 0 || this.#firstTime(at) < time,
    );
    if (segment < 0) return 1;
    const columns = this.columns(segment);
    const before = lastOf(
      -1,
      columns.length - 1,
      (at) => at < 0 || columns.baseTime + columns.time[at] < time,
    );
    return columns.firstSequence + before + 1;
  }

  #firstTime(segment: number): number {
    const sealed = this.blockCount;
    if (segment < sealed) return this.place(segment).firstTime;
    // The base of a chunk is that of its head block.
    const chunk = this.#chunks[segment - sealed];
    return chunk.baseTime + chunk.time[0];
  }

  /** Sequence of the last line in a sealed block, 0 for none. */
  get #lastSealed(): number {
    if (this.blockCount === 0) return 0;
    const last = this.place(this.blockCount - 1);
    return last.firstSequence + last.length - 1;
  }
}

/** What is kept under a number, or is made now; what was used last stays longest. */
function kept<Value>(cache: Map<number, Value>, most: number, number: number, make: () => Value): Value {
  const known = cache.get(number);
  const value = known ?? make();
  if (known !== undefined) cache.delete(number);
  cache.set(number, value);
  if (cache.size > most) {
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  }
  return value;
}

/** The columns in memory of their own: what a record's bytes hold besides is not kept. */
function placesOf(span: SpanRecord): SpanPlaces {
  return {
    firstSequence: span.firstSequence,
    offset: span.offset.slice(),
    bytes: span.bytes.slice(),
    length: span.length.slice(),
    firstTime: span.firstTime.slice(),
    lastTime: span.lastTime.slice(),
  };
}
