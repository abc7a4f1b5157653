/**
 * Memory of encoded blocks that are written, for the next ones. A noisy job fills thousands of blocks a second; new
 * memory for each would keep the collector of garbage busy, and the main thread with it.
 */

/** Size of the pieces: a full block with few sources. */
const pieceBytes = 192 * 1024;
/** Pieces that are kept. */
const piecesMax = 96;
const spare: ArrayBuffer[] = [];

/** Memory for a block of this size, at the beginning of its buffer; what stands in it is not cleared. */
export function takeBlockMemory(bytes: number): Buffer {
  const again = bytes <= pieceBytes && bytes > pieceBytes / 4 ? spare.pop() : undefined;
  if (again !== undefined) return Buffer.from(again, 0, bytes);
  return Buffer.allocUnsafeSlow(bytes > pieceBytes / 4 ? Math.max(bytes, pieceBytes) : bytes).subarray(
    0,
    bytes,
  );
}

/** Nobody needs the block any more. */
export function giveBlockMemory({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === pieceBytes && spare.length < piecesMax) {
    spare.push(buffer);
  }
}
