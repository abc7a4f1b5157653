/**
 * Memory in which the main thread and the executor threads settle who has a standby: the main thread that takes it
 * back, or the first executor thread that has a slot for it. Each cell holds one word, changed by compare-and-swap, so
 * exactly one of them wins, whatever the order in which their messages arrive.
 */

/** Standbys of one pool at most. */
const cellCount = 1024;
/** Tickets are used again after this many; nothing is under way for nearly so long. */
const lastTicket = 2 ** 31 - 1;

/** Where a standby has its word, and what the word is while nobody has it. */
export interface StandbyPlace {
  readonly cell: number;
  readonly ticket: number;
}

/** Memory for the standbys of a pool. */
export function createStandbyMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT);
}

/** The cells as an executor thread sees them. */
export class StandbyCells {
  protected readonly cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.cells = new Int32Array(memory);
  }

  /** Takes a standby for a thread; false: somebody else has it. */
  take({ cell, ticket }: StandbyPlace, thread: number): boolean {
    return Atomics.compareExchange(this.cells, cell, ticket, -thread - 1) === ticket;
  }

  /** Whether nobody has it yet. */
  isFree({ cell, ticket }: StandbyPlace): boolean {
    return Atomics.load(this.cells, cell) === ticket;
  }
}

/** The cells as the main thread sees them: it gives them out and gets them back. */
export class StandbyLedger extends StandbyCells {
  readonly #unused = Array.from({ length: cellCount }, (_, at) => cellCount - 1 - at);
  #nextTicket = 1;

  /** A cell with a new standby in it; null when all are in use. */
  offer(): StandbyPlace | null {
    const cell = this.#unused.pop();
    if (cell === undefined) return null;
    const ticket = this.#nextTicket;
    this.#nextTicket = ticket === lastTicket ? 1 : ticket + 1;
    Atomics.store(this.cells, cell, ticket);
    return { cell, ticket };
  }

  /** Takes a standby back; otherwise tells which thread has it. */
  withdraw({ cell, ticket }: StandbyPlace): { readonly thread: number } | null {
    const found = Atomics.compareExchange(this.cells, cell, ticket, 0);
    return found === ticket ? null : { thread: -found - 1 };
  }

  /** The thread that has a standby; null when nobody has it. */
  takenBy({ cell, ticket }: StandbyPlace): number | null {
    const found = Atomics.load(this.cells, cell);
    return found === ticket ? null : -found - 1;
  }

  /** Nobody asks for this standby any more. */
  release({ cell }: StandbyPlace): void {
    this.#unused.push(cell);
  }
}
