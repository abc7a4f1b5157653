/**
 * A block: up to {@link blockLinesMax} lines of one run in their final order, columns apart from text. The same
 * form serves the head block's chunks in the catalog and the sealed blocks in the run's file.
 *
 * Layout, little-endian: 32 bytes of head (version u8, 3 spare, lines u32, sources u32, text bytes u32, first
 * sequence f64, base time f64), sources (node u32, first job line u32, attempt u32 each), time u32 (microseconds
 * after the base, which is whole microseconds since the epoch), text end u32, source u16, flags u8, then the text.
 *
 * Each line of the text ends with LF, which nothing else in it is: so a whole block is searched or exported at once.
 * Version 1 had no LF between lines; it is read, not written.
 */
import { flagLevelMask } from './line-batch';

/** Lines in a full block. */
export const blockLinesMax = 1024;

const version = 2;
const versionWithoutLineEnds = 1;
const lf = 10;
/** Bytes in front of a block's sources, and of each source. */
const headBytes = 32;
const sourceBytes = 12;
/** Bytes of a line's columns. */
const lineBytes = 11;

/** Bits 4 and 5 of a stored line's flags are its stream; the lower four are those of `line-batch.ts`. */
export const streamShift = 4;

/** One job and attempt that has lines in a block, and its job line number of the first of them. */
export interface LineSource {
  readonly node: number;
  readonly attempt: number;
  readonly firstLine: number;
}

/** Lines of one job and attempt in a block. */
export interface SourceCounts extends LineSource {
  /** Lines by level, debug first. */
  readonly levels: readonly [number, number, number, number];
}

/** What a block holds, without its lines. */
export interface BlockSummary {
  readonly firstSequence: number;
  readonly length: number;
  /** Times in whole microseconds since the epoch. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly sources: readonly SourceCounts[];
}

/** Numbers of a source in a block: node, first job line, attempt. */
const sourceNumbers = 3;

/**
 * The sources of a block as they lie in it, {@link sourceNumbers} each: nothing is made for each of them, because a
 * block may have a thousand. Plain numbers, because blocks are sent to other threads.
 */
export type LineSources = Uint32Array;

export function sourceCount(sources: LineSources): number {
  return sources.length / sourceNumbers;
}
export function nodeOfSource(sources: LineSources, source: number): number {
  return sources[source * sourceNumbers];
}
/** Job line number of the first line that the source has in the block. */
export function firstLineOfSource(sources: LineSources, source: number): number {
  return sources[source * sourceNumbers + 1];
}
export function attemptOfSource(sources: LineSources, source: number): number {
  return sources[source * sourceNumbers + 2];
}
/** 1 for each source whose node is asked for, 0 for the others. */
export function maskOfSources(sources: LineSources, isAsked: (node: number) => boolean): Uint8Array {
  const mask = new Uint8Array(sourceCount(sources));
  for (let source = 0; source < mask.length; source++)
    mask[source] = isAsked(nodeOfSource(sources, source)) ? 1 : 0;
  return mask;
}

/** A block as it is read. All columns are views of one buffer. */
export interface Block {
  readonly firstSequence: number;
  readonly length: number;
  /** Whole microseconds since the epoch. */
  readonly baseTime: number;
  readonly sources: LineSources;
  /** Microseconds after `baseTime`. */
  readonly time: Uint32Array;
  /** Offset in `text` behind the line's LF. */
  readonly textEnd: Uint32Array;
  readonly source: Uint16Array;
  readonly flags: Uint8Array;
  readonly text: Uint8Array;
}

/** Level of line `at`: 0 debug to 3 error. */
export function levelOf(block: Pick<Block, 'flags'>, at: number): number {
  return block.flags[at] & flagLevelMask;
}

/** Bytes of line `at` without its LF; a view. */
export function textOf(block: Pick<Block, 'text' | 'textEnd'>, at: number): Uint8Array {
  return block.text.subarray(at === 0 ? 0 : block.textEnd[at - 1], block.textEnd[at] - 1);
}

/** A block without its text, and where that begins in the block. */
interface BlockLines extends Omit<Block, 'text'> {
  readonly textOffset: number;
}

/** Reads a block; throws when the bytes are not one. */
export function decodeBlock(bytes: Uint8Array): Block {
  const { aligned, head } = alignedHead(bytes);
  const written = aligned.byteLength < headBytes ? 0 : head.getUint8(0);
  if (written !== version && written !== versionWithoutLineEnds) throw new Error('This is not a log block.');
  const textBytes = head.getUint32(12, true);
  if (encodedBytes(head.getUint32(4, true), head.getUint32(8, true), textBytes) !== aligned.byteLength) {
    throw new Error('A log block is cut off.');
  }
  const { textOffset, ...lines } = linesOf(aligned, head);
  const text = new Uint8Array(aligned.buffer, aligned.byteOffset + textOffset, textBytes);
  return written === version ? { ...lines, text } : withLineEnds({ ...lines, text });
}

/** A block without its text: what is needed to find a row, a time or a level. */
export type BlockColumns = Omit<Block, 'text' | 'textEnd'>;

/** A block and the way to the texts of its lines. */
export interface BlockTexts {
  readonly block: BlockColumns;
  /** A copy of the bytes of line `at` without its LF. */
  readonly text: (at: number) => Uint8Array;
}

/** The beginning of a block: all of it but the text. The text lies behind it, so a reader needs a fifth of a block. */
export interface BlockFront extends BlockLines {
  /** Whether {@link textPlace} is true of it: not for version 1, whose text is read as a whole. */
  readonly hasLineEnds: boolean;
}

/** Bytes at the beginning of a block that hold its front for sure. */
export const frontBytesMax = headBytes + blockLinesMax * (sourceBytes + lineBytes);

/** Reads the front from the first bytes of a block: {@link frontBytesMax}, or all that it has. */
export function decodeFront(bytes: Uint8Array): BlockFront {
  const { aligned, head } = alignedHead(bytes);
  return { ...linesOf(aligned, head), hasLineEnds: head.getUint8(0) === version };
}

/** Where the text of line `at` lies in the block, without its LF. */
export function textPlace({ textOffset, textEnd }: BlockFront, at: number): { from: number; bytes: number } {
  const start = at === 0 ? 0 : textEnd[at - 1];
  return { from: textOffset + start, bytes: textEnd[at] - 1 - start };
}

/** Typed arrays need alignment, and a value from the catalog may lie anywhere. */
function alignedHead(bytes: Uint8Array): { aligned: Uint8Array; head: DataView } {
  // A copy; `slice` of a Buffer makes none.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return { aligned, head: new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength) };
}

function linesOf({ buffer, byteOffset }: Uint8Array, head: DataView): BlockLines {
  const length = head.getUint32(4, true);
  const countOfSources = head.getUint32(8, true);
  const offset = byteOffset + headBytes + countOfSources * sourceBytes;
  return {
    firstSequence: head.getFloat64(16, true),
    length,
    baseTime: head.getFloat64(24, true),
    sources: new Uint32Array(buffer, byteOffset + headBytes, countOfSources * sourceNumbers),
    time: new Uint32Array(buffer, offset, length),
    textEnd: new Uint32Array(buffer, offset + length * 4, length),
    source: new Uint16Array(buffer, offset + length * 8, length),
    flags: new Uint8Array(buffer, offset + length * 10, length),
    textOffset: offset + length * lineBytes - byteOffset,
  };
}

/** A block of version 1 as one of now. */
function withLineEnds(block: Block): Block {
  const text = new Uint8Array(block.text.length + block.length);
  const textEnd = new Uint32Array(block.length);
  for (let at = 0, from = 0; at < block.length; at++) {
    const end = block.textEnd[at];
    text.set(block.text.subarray(from, end), from + at);
    text[end + at] = lf;
    textEnd[at] = end + at + 1;
    from = end;
  }
  return { ...block, text, textEnd };
}

function encodedBytes(lines: number, sources: number, textBytes: number): number {
  return headBytes + sources * sourceBytes + lines * lineBytes + textBytes;
}

/** Where the lines of one item of a batch lie; see `line-batch.ts`. */
export interface LineRange {
  readonly lineEnd: Uint32Array;
  readonly lineFlags: Uint8Array;
  readonly text: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Memory for so many bytes; what stands in it is not cleared. */
export type BytesMemory = (bytes: number) => Uint8Array<ArrayBuffer>;

function newMemory(bytes: number): Uint8Array<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(bytes);
}

/** What a block is made of. */
export interface BlockParts extends Omit<Block, 'length' | 'sources'> {
  readonly sources: readonly LineSource[];
}

/**
 * A block as bytes; what {@link decodeBlock} reads. Default memory: some of its own, since the catalog keeps a chunk for
 * longer than anybody could say. It may begin anywhere.
 */
export function encodeBlock(block: BlockParts, memory: BytesMemory = newMemory): Uint8Array<ArrayBuffer> {
  const { sources, time, textEnd, source, flags, text } = block;
  const bytes = memory(encodedBytes(time.length, sources.length, text.length));
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  head.setUint32(0, version, true);
  head.setUint32(4, time.length, true);
  head.setUint32(8, sources.length, true);
  head.setUint32(12, text.length, true);
  head.setFloat64(16, block.firstSequence, true);
  head.setFloat64(24, block.baseTime, true);
  let at = headBytes;
  for (const { node, firstLine, attempt } of sources) {
    head.setUint32(at, node, true);
    head.setUint32(at + 4, firstLine, true);
    head.setUint32(at + 8, attempt, true);
    at += sourceBytes;
  }
  for (const column of [bytesOf(time), bytesOf(textEnd), bytesOf(source), flags, text]) {
    bytes.set(column, at);
    at += column.length;
  }
  return bytes;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
