/**
 * The reading end of one run's log: sealed blocks by number and the chunks of the head, as they are committed. It
 * reads only what is durable, so the engine and a command line in another process see the same.
 */
import {
  decodeBlock,
  decodeFront,
  frontBytesMax,
  textOf,
  textPlace,
  type Block,
  type BlockColumns,
  type BlockFront,
  type BlockTexts,
} from './block';
import type { BlockRecord } from './block-index';
import { BlockShelf } from './block-shelf';
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
  /** Fills `into` with the bytes of the run's sealed blocks from `offset` on. */
  readBytes(run: number, offset: number, into: Uint8Array): void;
}

/** Sealed blocks that are kept as a whole, and fronts of such. */
const keptBlocks = 32;
const keptFronts = 64;
/** What nearly every block fits into: its text is full at 128 KiB. */
const blockPieceBytes = 160 * 1024;
/** Block numbers that a reader has for itself on the shelves. */
const blocksOfReader = 2 ** 32;

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

/** What several readers keep together of the blocks they have read. */
export class LogShelves {
  readonly blocks: BlockShelf<Block>;
  readonly fronts: BlockShelf<BlockFront>;
  #readers = 0;

  constructor({ blocks = keptBlocks, fronts = keptFronts } = {}) {
    this.blocks = new BlockShelf({ most: blocks, pieceBytes: blockPieceBytes });
    this.fronts = new BlockShelf({ most: fronts, pieceBytes: frontBytesMax });
  }

  /** The key of a new reader's block 0; those of its other blocks follow. */
  firstKey(): number {
    return this.#readers++ * blocksOfReader;
  }
}

/** Lines of a block of which so few are asked for are read one by one. */
const fewLines = 8;

/**
 * See the head of this file. What the `use…` methods hand on is a view of memory that is used again: it must not be
 * kept when they return.
 */
export class LogReader {
  readonly run: number;
  readonly #records: LogRecords;
  readonly #spans: SpanPlaces[] = [];
  /** Records of the sealed blocks behind the last span. */
  #loose: BlockRecord[] = [];
  readonly #shelves: LogShelves;
  readonly #firstKey: number;
  #chunks: Block[] = [];
  #nextSequence = 1;

  constructor(records: LogRecords, run: number, shelves = new LogShelves()) {
    this.#records = records;
    this.run = run;
    this.#shelves = shelves;
    this.#firstKey = shelves.firstKey();
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

  /** Lines of a segment. */
  lengthOf(segment: number): number {
    const sealed = this.blockCount;
    return segment < sealed ? this.place(segment).length : this.#chunks[segment - sealed].length;
  }

  /** A segment with its text. */
  useBlock<Answer>(segment: number, use: (block: Block) => Answer): Answer {
    if (segment >= this.blockCount) return use(this.#chunks[segment - this.blockCount]);
    const { offset, bytes } = this.place(segment);
    const read = (memory: Uint8Array): Block => {
      this.#records.readBytes(this.run, offset, memory);
      return decodeBlock(memory);
    };
    return this.#shelves.blocks.use({ key: this.#firstKey + segment, bytes }, read, use);
  }

  /** A segment without its text. */
  useColumns<Answer>(segment: number, use: (columns: BlockColumns) => Answer): Answer {
    return this.#isWhole(segment) ? this.useBlock(segment, use) : this.#useFront(segment, use);
  }

  /**
   * A segment of which so many lines are asked for. Where a job's lines lie among those of many others, its texts are a
   * small part of a block. The texts are copies and may be kept.
   */
  useLines<Answer>(segment: number, asked: number, use: (lines: BlockTexts) => Answer): Answer {
    const useWhole = (): Answer =>
      this.useBlock(segment, (block) => use({ block, text: (at) => Buffer.from(textOf(block, at)) }));
    if (asked > fewLines || this.#isWhole(segment)) return useWhole();
    return this.#useFront(segment, (front) => {
      if (!front.hasLineEnds) return useWhole();
      const { offset } = this.place(segment);
      const text = (at: number): Uint8Array => {
        const { from, bytes } = textPlace(front, at);
        const copy = Buffer.allocUnsafe(bytes);
        this.#records.readBytes(this.run, offset + from, copy);
        return copy;
      };
      return use({ block: front, text });
    });
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
    return this.useColumns(segment, ({ firstSequence, length, baseTime, time: times }) => {
      const before = lastOf(-1, length - 1, (at) => at < 0 || baseTime + times[at] < time);
      return firstSequence + before + 1;
    });
  }

  /** Whether a segment is at hand as a whole. */
  #isWhole(segment: number): boolean {
    return segment >= this.blockCount || this.#shelves.blocks.has(this.#firstKey + segment);
  }

  #useFront<Answer>(block: number, use: (front: BlockFront) => Answer): Answer {
    const place = this.place(block);
    const bytes = Math.min(place.bytes, frontBytesMax);
    const read = (memory: Uint8Array): BlockFront => {
      this.#records.readBytes(this.run, place.offset, memory);
      return decodeFront(memory);
    };
    return this.#shelves.fronts.use({ key: this.#firstKey + block, bytes }, read, use);
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
