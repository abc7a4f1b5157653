/**
 * What is known of {@link blocksInSpan} sealed blocks in a row: where each lies, and how many lines of each level each
 * node has in all of them together. A view of ten million lines is opened from some hundred of these; the records
 * of single blocks (`block-index.ts`) are read where a reader looks.
 */
import type { BlockRecord } from './block-index';

/** Blocks of a span. */
export const blocksInSpan = 64;

/** Where the blocks of a span lie, and when they were written. All columns have an entry a block. */
export interface SpanPlaces {
  readonly firstSequence: number;
  /** Where each block begins in the run's file, and its bytes there. */
  readonly offset: Float64Array;
  readonly bytes: Uint32Array;
  readonly length: Uint32Array;
  /** Times in whole microseconds since the epoch. */
  readonly firstTime: Float64Array;
  readonly lastTime: Float64Array;
}

/** See the head of this file. */
export interface SpanRecord extends SpanPlaces {
  /** Nodes that have lines in it, ascending. */
  readonly nodes: Uint32Array;
  /** Four numbers a node: lines by level, debug first. */
  readonly levels: Uint32Array;
}

const headBytes = 16;
const blockBytes = 32;
const nodeBytes = 20;

/** The record of a span; `blocks` are its {@link blocksInSpan} blocks in order. */
export function describeSpan(blocks: readonly BlockRecord[]): SpanRecord {
  const levelsOf = new Map<number, [number, number, number, number]>();
  for (const { sources } of blocks) {
    for (const { node, levels } of sources) {
      const sums = levelsOf.get(node) ?? [0, 0, 0, 0];
      for (let level = 0; level < 4; level++) sums[level] += levels[level];
      levelsOf.set(node, sums);
    }
  }
  const nodes = Uint32Array.from(levelsOf.keys()).sort();
  const levels = new Uint32Array(nodes.length * 4);
  nodes.forEach((node, at) => {
    levels.set(levelsOf.get(node) ?? [], at * 4);
  });
  return {
    firstSequence: blocks[0].firstSequence,
    offset: Float64Array.from(blocks, (block) => block.offset),
    bytes: Uint32Array.from(blocks, (block) => block.bytes),
    length: Uint32Array.from(blocks, (block) => block.length),
    firstTime: Float64Array.from(blocks, (block) => block.firstTime),
    lastTime: Float64Array.from(blocks, (block) => block.lastTime),
    nodes,
    levels,
  };
}

/** The record as bytes, little-endian. */
export function encodeSpanRecord(span: SpanRecord): Uint8Array {
  const blocks = span.offset.length;
  const bytes = new Uint8Array(headBytes + blocks * blockBytes + span.nodes.length * nodeBytes);
  const head = new DataView(bytes.buffer);
  head.setFloat64(0, span.firstSequence, true);
  head.setUint32(8, blocks, true);
  head.setUint32(12, span.nodes.length, true);
  const columns = spanColumns(bytes.buffer, 0, blocks, span.nodes.length);
  columns.offset.set(span.offset);
  columns.firstTime.set(span.firstTime);
  columns.lastTime.set(span.lastTime);
  columns.bytes.set(span.bytes);
  columns.length.set(span.length);
  columns.nodes.set(span.nodes);
  columns.levels.set(span.levels);
  return bytes;
}

/** The way back. */
export function decodeSpanRecord(bytes: Uint8Array): SpanRecord {
  // Typed arrays need alignment, and a value from the catalog may lie anywhere.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const head = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  return {
    firstSequence: head.getFloat64(0, true),
    ...spanColumns(aligned.buffer, aligned.byteOffset, head.getUint32(8, true), head.getUint32(12, true)),
  };
}

function spanColumns(buffer: ArrayBufferLike, start: number, blocks: number, nodes: number) {
  const wide = start + headBytes;
  const narrow = wide + blocks * 24;
  return {
    offset: new Float64Array(buffer, wide, blocks),
    firstTime: new Float64Array(buffer, wide + blocks * 8, blocks),
    lastTime: new Float64Array(buffer, wide + blocks * 16, blocks),
    bytes: new Uint32Array(buffer, narrow, blocks),
    length: new Uint32Array(buffer, narrow + blocks * 4, blocks),
    nodes: new Uint32Array(buffer, narrow + blocks * 8, nodes),
    levels: new Uint32Array(buffer, narrow + blocks * 8 + nodes * 4, nodes * 4),
  };
}
