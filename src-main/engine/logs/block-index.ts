/**
 * What is known of a sealed block without reading it: where it lies and how many lines of each level each source
 * has in it. A view of any subtree and level mask is opened from these records alone.
 */
import { crc32 } from 'node:zlib';
import type { BlockSummary, SourceCounts } from './block';

/** See the head of this file. */
export interface BlockRecord extends BlockSummary {
  /** Where the block lies in the run's file. */
  readonly offset: number;
  readonly bytes: number;
  readonly checksum: number;
}

const headBytes = 48;
const sourceBytes = 20;

/** The record of a block that will lie at `offset`; `encoded` are its bytes. */
export function describeBlock(summary: BlockSummary, encoded: Uint8Array, offset: number): BlockRecord {
  return { ...summary, offset, bytes: encoded.length, checksum: crc32(encoded) };
}

/** The record as bytes, little-endian. */
export function encodeBlockRecord(record: BlockRecord): Uint8Array {
  const bytes = new Uint8Array(headBytes + record.sources.length * sourceBytes);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, record.firstSequence, true);
  view.setFloat64(8, record.offset, true);
  view.setFloat64(16, record.firstTime, true);
  view.setFloat64(24, record.lastTime, true);
  view.setUint32(32, record.length, true);
  view.setUint32(36, record.bytes, true);
  view.setUint32(40, record.checksum, true);
  view.setUint32(44, record.sources.length, true);
  let at = headBytes;
  for (const source of record.sources) {
    view.setUint32(at, source.node, true);
    view.setUint32(at + 4, source.firstLine, true);
    view.setUint32(at + 8, source.attempt, true);
    for (let level = 0; level < 4; level++) view.setUint16(at + 12 + level * 2, source.levels[level], true);
    at += sourceBytes;
  }
  return bytes;
}

/** The way back. */
export function decodeBlockRecord(bytes: Uint8Array): BlockRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sources: SourceCounts[] = [];
  const sourceCount = view.getUint32(44, true);
  for (let source = 0, at = headBytes; source < sourceCount; source++, at += sourceBytes) {
    sources.push({
      node: view.getUint32(at, true),
      firstLine: view.getUint32(at + 4, true),
      attempt: view.getUint32(at + 8, true),
      levels: [
        view.getUint16(at + 12, true),
        view.getUint16(at + 14, true),
        view.getUint16(at + 16, true),
        view.getUint16(at + 18, true),
      ],
    });
  }
  return {
    firstSequence: view.getFloat64(0, true),
    length: view.getUint32(32, true),
    offset: view.getFloat64(8, true),
    bytes: view.getUint32(36, true),
    checksum: view.getUint32(40, true),
    firstTime: view.getFloat64(16, true),
    lastTime: view.getFloat64(24, true),
    sources,
  };
}

/** Adds up the lines by level of a record's nodes for which `has` holds, without making anything of the record. */
export function sumBlockRecord(
  bytes: Uint8Array,
  has: (node: number) => boolean,
): [debug: number, info: number, warn: number, error: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [debug, info, warn, error] = [0, 0, 0, 0];
  for (let at = headBytes; at < bytes.length; at += sourceBytes) {
    if (!has(view.getUint32(at, true))) continue;
    debug += view.getUint16(at + 12, true);
    info += view.getUint16(at + 14, true);
    warn += view.getUint16(at + 16, true);
    error += view.getUint16(at + 18, true);
  }
  return [debug, info, warn, error];
}
