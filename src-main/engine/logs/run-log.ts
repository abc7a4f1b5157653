/**
 * The writing end of one run's log: gives each line its sequence and a time that never goes backwards, fills the
 * head block, and hands over what a commit has to write. Numbers are given here and nowhere else.
 */
import { decodeBlock, type Block, type BlockSummary, type BytesMemory, type LineRange } from './block';
import { BlockBuilder, encodeFullBlock } from './block-builder';
import { describeBlock, type BlockRecord } from './block-index';
import { BlockMemory } from './block-memory';
import { blocksInSpan, describeSpan, type SpanRecord } from './span-index';

/** Chunks of a head block at which they are written again as one. */
const chunksMax = 48;

/** A block that became full since the last commit. */
export interface SealedBlock {
  readonly number: number;
  readonly record: BlockRecord;
  readonly bytes: Uint8Array;
}

/** A span that became full since the last commit. */
export interface FullSpan {
  readonly number: number;
  readonly record: SpanRecord;
}

/** A chunk of the head block: its first sequence and its lines. */
export interface Chunk {
  readonly firstSequence: number;
  readonly bytes: Uint8Array;
}

/** What a commit writes of one run's log. */
export interface LogChanges {
  readonly sealed: readonly SealedBlock[];
  readonly spans: readonly FullSpan[];
  readonly chunks: readonly Chunk[];
  /** First sequences of chunks that are part of a block, or of another chunk, now. */
  readonly removedChunks: readonly number[];
}

/** Where a log stands that was written before. */
export interface LogPosition {
  readonly blocks: number;
  readonly fileBytes: number;
  /** Sequence of the last line in a sealed block, 0 for none. */
  readonly lastSealedSequence: number;
  /** Whole microseconds since the epoch, 0 for none. */
  readonly lastTime: number;
  readonly spans: number;
  /** Records of the blocks that no span holds. */
  readonly loose: readonly BlockRecord[];
  readonly chunks: readonly Block[];
}

/** See the head of this file. */
export class RunLog {
  readonly #head: BlockBuilder;
  #lastTime: number;
  #blocks: number;
  #fileBytes: number;
  /** Lines of the head that earlier commits have written as chunks. */
  #chunked = 0;
  #chunkKeys: number[] = [];
  #sealed: SealedBlock[] = [];
  #spans: number;
  /** Records of the blocks that no span holds yet. */
  #loose: BlockRecord[];
  #removed: number[] = [];
  /** Memory of blocks that are sealed; not given: some of their own. */
  readonly #sealedMemory: BytesMemory | undefined;

  /** With `writtenInPlace` sealed blocks lie where they can be written from: {@link giveBlockMemory} takes it back. */
  constructor(position: LogPosition | null, { writtenInPlace = false } = {}) {
    const memory = writtenInPlace ? new BlockMemory() : null;
    this.#sealedMemory = memory === null ? undefined : (bytes) => memory.take(bytes, this.#fileBytes);
    this.#blocks = position?.blocks ?? 0;
    this.#fileBytes = position?.fileBytes ?? 0;
    this.#lastTime = position?.lastTime ?? 0;
    this.#spans = position?.spans ?? 0;
    this.#loose = [...(position?.loose ?? [])];
    this.#head = new BlockBuilder((position?.lastSealedSequence ?? 0) + 1);
    for (const chunk of position?.chunks ?? []) {
      this.#head.appendBlock(chunk);
      this.#chunkKeys.push(chunk.firstSequence);
      this.#lastTime = Math.max(this.#lastTime, chunk.baseTime + chunk.time[chunk.length - 1]);
    }
    this.#chunked = this.#head.length;
  }

  /**
   * Appends lines of one chunk. `firstLine` is the job line number of the first; `time` in milliseconds since the
   * epoch is taken as it is unless it would go backwards.
   */
  append(
    lines: LineRange,
    of: {
      readonly node: number;
      readonly attempt: number;
      readonly stream: number;
      readonly firstLine: number;
    },
    time: number,
  ): void {
    const micros = Math.max(this.#lastTime, Math.round(time * 1000));
    this.#lastTime = micros;
    let from = lines.from;
    let firstLine = of.firstLine;
    while (from < lines.to) {
      if (this.#head.isFull || !this.#head.accepts(micros)) this.#seal();
      const taken = this.#head.length === 0 ? this.#appendFull(lines, from, { ...of, firstLine }, micros) : 0;
      const added = taken > 0 ? taken : this.#head.append(lines, from, of, firstLine, micros);
      from += added;
      firstLine += added;
    }
  }

  /** Blocks that became full since the last call of {@link takeChanges}. */
  get sealed(): readonly SealedBlock[] {
    return this.#sealed;
  }

  /** What has changed since the last call. */
  takeChanges(): LogChanges {
    if (this.#head.isFull) this.#seal();
    const chunks: Chunk[] = [];
    if (this.#chunkKeys.length >= chunksMax) this.#joinChunks(chunks);
    if (this.#head.length > this.#chunked) {
      const firstSequence = this.#head.firstSequence + this.#chunked;
      chunks.push({ firstSequence, bytes: this.#head.encode(this.#chunked) });
      this.#chunkKeys.push(firstSequence);
      this.#chunked = this.#head.length;
    }
    const changes = { sealed: this.#sealed, spans: this.#fullSpans(), chunks, removedChunks: this.#removed };
    this.#sealed = [];
    this.#removed = [];
    return changes;
  }

  #fullSpans(): FullSpan[] {
    const full: FullSpan[] = [];
    while (this.#loose.length >= blocksInSpan) {
      full.push({ number: this.#spans++, record: describeSpan(this.#loose.slice(0, blocksInSpan)) });
      this.#loose = this.#loose.slice(blocksInSpan);
    }
    return full;
  }

  /** Writes what earlier commits wrote as one chunk; what is new since stays apart, so readers may read on. */
  #joinChunks(chunks: Chunk[]): void {
    const joined = new BlockBuilder(this.#head.firstSequence);
    const whole = decodeBlock(this.#head.encode());
    joined.appendBlock({ ...whole, length: this.#chunked });
    chunks.push({ firstSequence: this.#head.firstSequence, bytes: joined.encode() });
    this.#removed.push(...this.#chunkKeys.slice(1));
    this.#chunkKeys = [this.#head.firstSequence];
  }

  /** Makes a block of lines that fill one by themselves; returns how many they are, 0: they do not. */
  #appendFull(
    lines: LineRange,
    from: number,
    of: Parameters<typeof encodeFullBlock>[2],
    time: number,
  ): number {
    const { firstSequence } = this.#head;
    const block = encodeFullBlock(lines, from, of, firstSequence, time, this.#sealedMemory);
    if (block === null) return 0;
    this.#add(block.summary, block.bytes);
    this.#head.skip(block.summary.length);
    return block.summary.length;
  }

  #seal(): void {
    this.#add(this.#head.summary(), this.#head.encode(0, this.#sealedMemory));
    this.#removed.push(...this.#chunkKeys);
    this.#chunkKeys = [];
    this.#chunked = 0;
    this.#head.next();
  }

  #add(summary: BlockSummary, bytes: Uint8Array): void {
    const record = describeBlock(summary, bytes, this.#fileBytes);
    this.#sealed.push({ number: this.#blocks++, record, bytes });
    this.#loose.push(record);
    this.#fileBytes += bytes.length;
  }
}
