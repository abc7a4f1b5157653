/**
 * Blocks that were read last, in memory that later ones are read into. Buffers lie outside of V8's heap, where dead
 * ones wait for a collection that nothing hurries: a person who looks around in a long log would leave tens of
 * megabytes behind.
 *
 * The shelf alone owns that memory. What is read lies in it for as long as {@link BlockShelf.use} runs, however many
 * other blocks are read meanwhile; after that a view of it may be anything, so callers take copies with them.
 */

/** What was read, and the memory it lies in. */
interface Piece<Value> {
  /** NaN while nothing is in it. */
  key: number;
  memory: Uint8Array<ArrayBuffer>;
  value: Value | null;
  /** Calls of `use` that have it in hand. */
  users: number;
  /** Grows with each use of the shelf. */
  usedAt: number;
}

/** See the head of this file. */
export class BlockShelf<Value> {
  readonly #most: number;
  readonly #pieceBytes: number;
  /**
   * A list that is gone through, no map: one from which something is taken for each block grows new tables all the
   * time, in the old part of the heap, and what they held lives as long as they do.
   */
  readonly #pieces: Piece<Value>[] = [];
  #uses = 0;

  /** Keeps `most` pieces (at least one) of `pieceBytes`; what is larger is kept too, but in memory of its own. */
  constructor({ most, pieceBytes }: { readonly most: number; readonly pieceBytes: number }) {
    this.#most = most;
    this.#pieceBytes = pieceBytes;
  }

  /** Whether it is here, so that nothing has to be read for it. */
  has(key: number): boolean {
    return this.#find(key) !== null;
  }

  /**
   * Hands what lies under `key` to `use`. What is not here is read first: `read` fills the `bytes` bytes of memory that
   * it gets and makes the value of them, which may be views.
   */
  use<Answer>(
    { key, bytes }: { readonly key: number; readonly bytes: number },
    read: (memory: Uint8Array<ArrayBuffer>) => Value,
    use: (value: Value) => Answer,
  ): Answer {
    const piece = this.#find(key) ?? this.#emptyPiece(bytes);
    piece.usedAt = ++this.#uses;
    piece.users++;
    try {
      if (piece.key !== key) {
        piece.value = read(piece.memory.subarray(0, bytes));
        piece.key = key;
      }
      return use(piece.value as Value);
    } finally {
      piece.users--;
    }
  }

  #find(key: number): Piece<Value> | null {
    for (const piece of this.#pieces) if (piece.key === key) return piece;
    return null;
  }

  /** A piece that nobody has in hand: the one that was used longest ago, or a new one. */
  #emptyPiece(bytes: number): Piece<Value> {
    const piece = this.#pieces.length < this.#most ? null : this.#oldest();
    if (piece === null) {
      const memory = this.#newMemory(bytes);
      const made: Piece<Value> = { key: NaN, memory, value: null, users: 0, usedAt: 0 };
      // While all are in hand one more is read, for this time only.
      if (this.#pieces.length < this.#most) this.#pieces.push(made);
      return made;
    }
    piece.key = NaN;
    piece.value = null;
    const isLarge = piece.memory.length > this.#pieceBytes;
    if (isLarge || bytes > piece.memory.length) piece.memory = this.#newMemory(bytes);
    return piece;
  }

  #oldest(): Piece<Value> | null {
    let oldest: Piece<Value> | null = null;
    for (const piece of this.#pieces) {
      if (piece.users === 0 && (oldest === null || piece.usedAt < oldest.usedAt)) oldest = piece;
    }
    return oldest;
  }

  #newMemory(bytes: number): Uint8Array<ArrayBuffer> {
    return Buffer.allocUnsafeSlow(Math.max(bytes, this.#pieceBytes));
  }
}
