/**
 * The reading end of one run's log: sealed blocks by number and the chunks of the head, as they are committed. It
 * reads only what is durable, so the engine and a command line in another process see the same.
 */
import type { Block } from './block';
import type { BlockRecord } from './block-index';
import { blocksInSpan, type SpanPlaces, type SpanRecord } from './span-index';

/** What the reader needs of the storage. */
export interface LogRecords {
  /** Records of spans from number `from` on, at most `limit`. */
  spanRecords(run: number, from: number, limit: number): SpanRecord[];
  /** Records of sealed blocks from number `from` on, at most `limit`. */
  blockRecords(run: number, from: number, limit: number): BlockRecord[];
  /** Chunks of the head block that hold lines from `fromSequence` on, in order; the first may begin before it. */
  chunks(run: number, fromSequence: number): Block[];
  /** A sealed block. */
  readBlock(run: number, record: { readonly offset: number; readonly bytes: number }): Block;
}

/** Decoded blocks kept per run. */
const cachedBlocks = 32;
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

/** See the head of this file. */
export class LogReader {
  readonly run: number;
  readonly #records: LogRecords;
  readonly #spans: SpanPlaces[] = [];
  /** Records of the sealed blocks behind the last span. */
  #loose: BlockRecord[] = [];
  readonly #cache = new Map<number, Block>();
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
    const cached = this.#cache.get(number);
    if (cached !== undefined) {
      this.#cache.delete(number);
      this.#cache.set(number, cached);
      return cached;
    }
    const block = this.#records.readBlock(this.run, this.place(number));
    this.#cache.set(number, block);
    if (this.#cache.size > cachedBlocks) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
    return block;
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
