/** A log kept as plain bytes, to write and read without a catalog: what storage/log-records.ts does with LMDB. */
import { decodeBlock, type Block } from '../../../../../src-main/engine/logs/block';
import {
  encodeBlockRecord,
  sumBlockRecord,
  type BlockRecord,
} from '../../../../../src-main/engine/logs/block-index';
import type { Levels } from '../../../../../src-main/engine/logs/levels';
import type { LogRecords } from '../../../../../src-main/engine/logs/log-reader';
import {
  blocksInSpan,
  decodeSpanRecord,
  encodeSpanRecord,
  type SpanRecord,
} from '../../../../../src-main/engine/logs/span-index';
import type { LogChanges, LogPosition } from '../../../../../src-main/engine/logs/run-log';

export class MemoryLog implements LogRecords {
  readonly #blocks: { record: BlockRecord; bytes: Uint8Array }[] = [];
  readonly #spans: Uint8Array[] = [];
  #chunks = new Map<number, Uint8Array>();

  write(changes: LogChanges): void {
    for (const sequence of changes.removedChunks) this.#chunks.delete(sequence);
    for (const chunk of changes.chunks) this.#chunks.set(chunk.firstSequence, chunk.bytes);
    for (const { record, bytes } of changes.sealed) this.#blocks.push({ record, bytes });
    for (const { record } of changes.spans) this.#spans.push(encodeSpanRecord(record));
  }
  spanRecords(_run: number, from: number, limit: number): SpanRecord[] {
    return this.#spans.slice(from, from + limit).map((bytes) => decodeSpanRecord(bytes));
  }
  blockRecords(_run: number, from: number, limit: number): BlockRecord[] {
    return this.#blocks.slice(from, from + limit).map((block) => block.record);
  }
  blockLevels(_run: number, from: number, limit: number, has: (node: number) => boolean): Levels[] {
    return this.#blocks
      .slice(from, from + limit)
      .map((block) => sumBlockRecord(encodeBlockRecord(block.record), has));
  }
  chunks(_run: number, fromSequence: number): Block[] {
    return [...this.#chunks]
      .sort(([a], [b]) => a - b)
      .map(([, bytes]) => decodeBlock(bytes))
      .filter((chunk) => chunk.firstSequence + chunk.length > fromSequence);
  }
  readBytes(_run: number, offset: number, into: Uint8Array): void {
    const found = this.#blocks.find(
      ({ record }) => record.offset <= offset && offset < record.offset + record.bytes,
    );
    if (found === undefined) throw new Error('no such block');
    const from = offset - found.record.offset;
    if (from + into.length > found.bytes.length) throw new Error('not within one block');
    into.set(found.bytes.subarray(from, from + into.length));
  }
  get chunkCount(): number {
    return this.#chunks.size;
  }
  position(): LogPosition {
    const last = this.#blocks.at(-1)?.record;
    const lastSealedSequence = last === undefined ? 0 : last.firstSequence + last.length - 1;
    return {
      blocks: this.#blocks.length,
      fileBytes: last === undefined ? 0 : last.offset + last.bytes,
      lastSealedSequence,
      lastTime: last?.lastTime ?? 0,
      spans: this.#spans.length,
      loose: this.blockRecords(1, this.#spans.length * blocksInSpan, this.#blocks.length),
      chunks: this.chunks(1, lastSealedSequence + 1),
    };
  }
}

/** Lines of one chunk, as a batch carries them. */
export function lineRange(texts: readonly string[], levels: readonly number[]) {
  const bytes = texts.map((text) => Buffer.from(`${text.replaceAll('\n', '')}\n`));
  let end = 0;
  return {
    lineEnd: Uint32Array.from(bytes, (text) => (end += text.length)),
    lineFlags: Uint8Array.from(levels),
    text: Buffer.concat(bytes),
    from: 0,
    to: texts.length,
  };
}
