/** How a run's log lies in the catalog and the block files; implements the port of logs/log-reader.ts. */
import { decodeBlock, type Block } from '../logs/block';
import { decodeBlockRecord, encodeBlockRecord, sumBlockRecord, type BlockRecord } from '../logs/block-index';
import type { Levels } from '../logs/levels';
import type { LogRecords } from '../logs/log-reader';
import type { LogChanges, LogPosition } from '../logs/run-log';
import { blocksInSpan, decodeSpanRecord, encodeSpanRecord, type SpanRecord } from '../logs/span-index';
import type { BlockFiles } from './block-files';
import { chunkKey, chunkSequence, key, keyRange, kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';

/** What nearly every record of a block fits into. */
const recordMemoryBytes = 32 * 1024;

/** Reads logs from a store and its files. */
export class StoredLogs implements LogRecords {
  readonly #store: ReadableStore;
  readonly #files: BlockFiles;
  /** Records of blocks are read into it, one after the other. */
  #recordMemory: Uint8Array | null = null;

  constructor(store: ReadableStore, files: BlockFiles) {
    this.#store = store;
    this.#files = files;
  }

  spanRecords(run: number, from: number, limit: number): SpanRecord[] {
    const start = key(kinds.span, run, from);
    const end = key(kinds.span, run, from + limit);
    return this.#store.range(start, end).map((record) => decodeSpanRecord(record.value));
  }

  blockRecords(run: number, from: number, limit: number): BlockRecord[] {
    const start = key(kinds.block, run, from);
    const end = key(kinds.block, run, from + limit);
    return this.#store.range(start, end).map((record) => decodeBlockRecord(record.value));
  }

  blockLevels(run: number, from: number, limit: number, has: (node: number) => boolean): Levels[] {
    // Taken away meanwhile: `has` may read whatever it needs.
    let memory = this.#recordMemory ?? new Uint8Array(recordMemoryBytes);
    this.#recordMemory = null;
    const levels: Levels[] = [];
    while (levels.length < limit) {
      const record = key(kinds.block, run, from + levels.length);
      const bytes = this.#store.readInto(record, memory);
      if (bytes === null) break;
      if (bytes <= memory.length) levels.push(sumBlockRecord(memory.subarray(0, bytes), has));
      else memory = new Uint8Array(bytes);
    }
    this.#recordMemory = memory;
    return levels;
  }

  chunks(run: number, fromSequence: number): Block[] {
    const { start, end } = keyRange(kinds.chunk, run);
    // Chunks are few. The last one that begins at or before the line may hold it; the ones before it cannot.
    const keys = this.#store.keys(start, end);
    const at = keys.findLastIndex((chunk) => chunkSequence(chunk) <= fromSequence);
    return this.#store
      .range(keys[Math.max(0, at)] ?? start, end)
      .map((record) => decodeBlock(record.value))
      .filter((chunk) => chunk.firstSequence + chunk.length > fromSequence);
  }

  /** The file of a run's sealed blocks. */
  fileOf(run: number): string {
    return this.#files.pathOf(run);
  }

  readBytes(run: number, offset: number, into: Uint8Array): void {
    this.#files.readInto(run, offset, into);
  }

  /** Where the log of a run stands; drops from its file what no record names. */
  position(run: number): LogPosition {
    const { start, end } = keyRange(kinds.block, run);
    const blocks = this.#store.keys(start, end).length;
    const last = blocks === 0 ? undefined : this.blockRecords(run, blocks - 1, 1)[0];
    const fileBytes = last === undefined ? 0 : last.offset + last.bytes;
    const lastSealedSequence = last === undefined ? 0 : last.firstSequence + last.length - 1;
    this.#files.truncate(run, fileBytes);
    const spanRange = keyRange(kinds.span, run);
    const spans = this.#store.keys(spanRange.start, spanRange.end).length;
    return {
      blocks,
      spans,
      loose: this.blockRecords(run, spans * blocksInSpan, blocks),
      fileBytes,
      lastSealedSequence,
      lastTime: last?.lastTime ?? 0,
      chunks: this.chunks(run, lastSealedSequence + 1),
    };
  }
}

/** Adds what has changed in a log to the batch; the text of sealed blocks goes to the file, which comes first. */
export function writeLog(batch: WriteBatch, run: number, changes: LogChanges): void {
  for (const sequence of changes.removedChunks) batch.remove(chunkKey(run, sequence));
  for (const chunk of changes.chunks) batch.put(chunkKey(run, chunk.firstSequence), chunk.bytes);
  for (const { number, record } of changes.sealed) {
    batch.put(key(kinds.block, run, number), encodeBlockRecord(record));
  }
  for (const { number, record } of changes.spans) {
    batch.put(key(kinds.span, run, number), encodeSpanRecord(record));
  }
}
