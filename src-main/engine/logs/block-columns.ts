/**
 * The columns of a block without its text: what is needed to find a row, a time or a level. They lie in front of the
 * text (`block.ts`), so a reader needs some 20 KB of a block of 130 KB, and makes nothing per line or source.
 */
import { type Block, blockLinesMax, headBytes, nodeOfSource, sourceBytes, sourceCount } from './block';

/** See the head of this file. The names are those of a block. */
export interface BlockColumns extends Pick<
  Block,
  'firstSequence' | 'length' | 'baseTime' | 'time' | 'source' | 'flags'
> {
  /** Node of each source. */
  readonly nodes: ArrayLike<number>;
}

/** Bytes at the beginning of a block that hold its columns for sure. */
export const columnBytesMax = headBytes + blockLinesMax * (sourceBytes + 11);

/** Reads the columns from the first bytes of a block: {@link columnBytesMax}, or all that it has. */
export function decodeColumns(bytes: Uint8Array): BlockColumns {
  // Typed arrays need alignment.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const head = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const length = head.getUint32(4, true);
  const sourceCount = head.getUint32(8, true);
  const nodes = new Uint32Array(sourceCount);
  for (let source = 0; source < sourceCount; source++) {
    nodes[source] = head.getUint32(headBytes + source * sourceBytes, true);
  }
  const lines = aligned.byteOffset + headBytes + sourceCount * sourceBytes;
  return {
    firstSequence: head.getFloat64(16, true),
    length,
    baseTime: head.getFloat64(24, true),
    nodes,
    time: new Uint32Array(aligned.buffer, lines, length),
    source: new Uint16Array(aligned.buffer, lines + length * 8, length),
    flags: new Uint8Array(aligned.buffer, lines + length * 10, length),
  };
}

/** The columns of a block that is there as a whole. */
export function columnsOf(block: Block): BlockColumns {
  const { firstSequence, length, baseTime, sources, time, source, flags } = block;
  const nodes = Uint32Array.from({ length: sourceCount(sources) }, (_, source) =>
    nodeOfSource(sources, source),
  );
  return { firstSequence, length, baseTime, nodes, time, source, flags };
}
