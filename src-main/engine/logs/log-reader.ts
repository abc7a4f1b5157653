/**
 * The reading end of one run's log: sealed blocks by number and the chunks of the head, as they are committed. It
 * reads only what is durable, so the engine and a command line in another process see the same.
 */
import type { Block } from './block';
import type { BlockRecord } from './block-index';

/** What the reader needs of the storage. */
export interface LogRecords {
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

/** See the head of this file. */
export class LogReader {
  readonly run: number;
  readonly #records: LogRecords;
  /** Offset and size of each sealed block, two numbers a block. */
  readonly #places: number[] = [];
  readonly #cache = new Map<number, Block>();
  #chunks: Block[] = [];
  #nextSequence = 1;

  constructor(records: LogRecords, run: number) {
    this.#records = records;
    this.run = run;
  }

  /** Sealed blocks known. */
  get blockCount(): number {
    return this.#places.length / 2;
  }
  /** Chunks of the head block, in order. */
  get chunks(): readonly Block[] {
    return this.#chunks;
  }

  /** Takes in what has been committed since the last call. */
  refresh(): void {
    let sealed = false;
    for (;;) {
      const records = this.#records.blockRecords(this.run, this.blockCount, recordsAtOnce);
      for (const record of records) {
        this.#places.push(record.offset, record.bytes);
        this.#nextSequence = record.firstSequence + record.length;
        sealed = true;
      }
      if (records.length < recordsAtOnce) break;
    }
    if (sealed) this.#chunks = [];
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

  /** Calls `visit` for the records of the sealed blocks from `from` on. */
  eachRecord(from: number, visit: (record: BlockRecord) => void): void {
    for (let at = from; at < this.blockCount;) {
      const records = this.#records.blockRecords(this.run, at, Math.min(recordsAtOnce, this.blockCount - at));
      if (records.length === 0) return;
      for (const record of records) visit(record);
      at += records.length;
    }
  }

  /** Sealed block `number`. */
  block(number: number): Block {
    const cached = this.#cache.get(number);
    if (cached !== undefined) {
      this.#cache.delete(number);
      this.#cache.set(number, cached);
      return cached;
    }
    const block = this.#records.readBlock(this.run, {
      offset: this.#places[number * 2],
      bytes: this.#places[number * 2 + 1],
    });
    this.#cache.set(number, block);
    if (this.#cache.size > cachedBlocks) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
    return block;
  }
}
