/**
 * Tickets: the one order of everything that executor threads read. A counter shared by all threads gives each
 * chunk a number at the moment it is read. The main thread merges batches in ticket order, but only up to the
 * frontier: the lowest ticket that could still be on its way.
 *
 * The rule that makes the frontier safe: a thread publishes a lower bound first and takes its ticket afterwards;
 * the bound is cleared by the main thread when it has received the batch. So a ticket below the counter is either
 * received or not below some published bound.
 */

/** Batches a thread may have under way (posted and not yet merged); more and it stops reading: back-pressure. */
export const batchesUnderWay = 8;

const free = 0x7fffffffffffffffn;

/** Shared memory of a board for `threads` reader threads: the counter, then the bounds of each thread. */
export function createTicketMemory(threads: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(8 * (1 + threads * batchesUnderWay));
  new BigInt64Array(memory).fill(free, 1);
  return memory;
}

/** The main thread's side: knows how far everything has been received. */
export class TicketBoard {
  readonly #cells: BigInt64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new BigInt64Array(memory);
  }

  /** A ticket for something that happens on the main thread itself, such as a system line. */
  take(): number {
    return Number(Atomics.add(this.#cells, 0, 1n));
  }

  /** Every ticket below this number has been received. The counter is read first, then the bounds. */
  frontier(): number {
    let lowest = Atomics.load(this.#cells, 0);
    for (let cell = 1; cell < this.#cells.length; cell++) {
      const bound = Atomics.load(this.#cells, cell);
      if (bound < lowest) lowest = bound;
    }
    return Number(lowest);
  }

  /** Clears the bound of a batch that has been received. */
  received(thread: number, slot: number): void {
    Atomics.store(this.#cells, 1 + thread * batchesUnderWay + slot, free);
  }

  /** Clears all bounds of a thread that has died: what it had not posted will never come. */
  died(thread: number): void {
    for (let slot = 0; slot < batchesUnderWay; slot++) this.received(thread, slot);
  }
}

/** A reader thread's side: publishes bounds and takes tickets. */
export class TicketTaker {
  readonly #cells: BigInt64Array;
  readonly #firstCell: number;
  #slot = 0;
  #published = false;

  constructor(memory: SharedArrayBuffer, thread: number) {
    this.#cells = new BigInt64Array(memory);
    this.#firstCell = 1 + thread * batchesUnderWay;
  }

  /** The next ticket; the first one of a batch publishes the batch's bound before it is taken. */
  take(): number {
    if (!this.#published) {
      Atomics.store(this.#cells, this.#firstCell + this.#slot, Atomics.load(this.#cells, 0));
      this.#published = true;
    }
    return Number(Atomics.add(this.#cells, 0, 1n));
  }

  /** Ends the batch; the returned slot travels with it. The next ticket begins a new batch. */
  endBatch(): number {
    const slot = this.#slot;
    this.#slot = (slot + 1) % batchesUnderWay;
    this.#published = false;
    return slot;
  }
}
