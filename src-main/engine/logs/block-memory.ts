/**
 * Memory of encoded blocks until they are committed. The blocks of a run lie in it as they will lie in the run's file:
 * behind each other, and what is a page there begins at a page here. So they are written from where they lie, past the
 * system's cache, and nobody copies them. It is used again and again: a noisy job fills thousands of blocks a second.
 */

/** What is written past the system's cache begins and ends at multiples of this, in the file and in memory. */
export const pageBytes = 4096;
/** A piece holds blocks of one run; the next ones begin another piece. */
const pieceBytes = 1024 * 1024;
/** Pieces that are made at once, of one WebAssembly memory: of all that a script can get, that begins at a page. */
const slabPieces = 16;
/** Beyond them blocks lie anywhere, and are copied by the system when they are written. */
const slabsMax = 4;
const webAssemblyPageBytes = 65_536;

interface Piece {
  readonly memory: Buffer<ArrayBuffer>;
  /** Blocks in it that are not committed. */
  blocks: number;
  /** Whose next block may lie behind the last one. */
  owner: BlockMemory | null;
}

const slabs = new Map<ArrayBufferLike, readonly Piece[]>();
/** Slabs that may still be made. */
let slabsLeft = slabsMax;
/** The one that was used last comes first: what was never written to takes no memory. */
const spare: Piece[] = [];

/** Memory for the blocks of one run. */
export class BlockMemory {
  #piece: Piece | null = null;
  /** Where the next block lies. */
  #at = 0;

  /** Memory for a block of this size that will lie at `offset` in the file; what stands in it is not cleared. */
  take(bytes: number, offset: number): Buffer<ArrayBuffer> {
    let piece = this.#piece;
    const isInPlace = this.#at % pageBytes === offset % pageBytes;
    if (piece?.owner !== this || !isInPlace || this.#at + bytes > pieceBytes) {
      piece = pageBytes + bytes > pieceBytes ? null : takePiece();
      this.#piece = piece;
      this.#at = offset % pageBytes;
      if (piece === null) return Buffer.allocUnsafeSlow(bytes);
      piece.owner = this;
    }
    const block = piece.memory.subarray(this.#at, this.#at + bytes);
    piece.blocks++;
    this.#at += bytes;
    return block;
  }
}

/** Nobody needs the block any more. */
export function giveBlockMemory(block: Uint8Array): void {
  const piece = slabs.get(block.buffer)?.[Math.floor(block.byteOffset / pieceBytes)];
  if (piece === undefined) return;
  if (piece.blocks === 0) throw new Error('The memory of a block was given back twice.');
  if (--piece.blocks > 0) return;
  piece.owner = null;
  spare.push(piece);
}

/** Whether bytes lie in a piece, whose memory begins at a page. */
export function isBlockMemory(block: Uint8Array): boolean {
  return slabs.has(block.buffer);
}

function takePiece(): Piece | null {
  if (spare.length === 0 && slabsLeft > 0) addSlab();
  return spare.pop() ?? null;
}

function addSlab(): void {
  const buffer = newSlab();
  // Not tried again where there is none: to say so takes milliseconds.
  slabsLeft = buffer === null ? 0 : slabsLeft - 1;
  if (buffer === null) return;
  const pieces = Array.from({ length: slabPieces }, (_, at) => ({
    memory: Buffer.from(buffer, at * pieceBytes, pieceBytes),
    blocks: 0,
    owner: null,
  }));
  slabs.set(buffer, pieces);
  spare.push(...pieces);
}

/** Null where a process may not have as much address space as WebAssembly sets aside, or no WebAssembly at all. */
function newSlab(): ArrayBuffer | null {
  const pages = (slabPieces * pieceBytes) / webAssemblyPageBytes;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer;
  } catch {
    return null;
  }
}
