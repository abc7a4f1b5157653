/**
 * Children in an order that changes: each has a key, its id settles ties, and a weight says how many rows it takes.
 * Entries lie in small blocks with their sums, so to add, to remove and to find the entry of row 700,000 costs a
 * search over blocks and one within a block, at any length.
 */

/** What orders entries. The keys of one list are all numbers or all texts; texts go by code unit. */
export type OrderKey = number | string;

/** An entry as it is read: `row` is the first of its rows. */
export interface WeightedEntry {
  readonly id: number;
  readonly weight: number;
  readonly row: number;
}

interface Block {
  readonly keys: OrderKey[];
  readonly ids: number[];
  readonly weights: number[];
  /** Sum of `weights`. */
  sum: number;
}

/** Entries of a block at most; a full one is cut in two halves. */
const blockMost = 512;

/** See the head of this file. */
export class WeightedList {
  length = 0;
  /** Sum of all weights. */
  total = 0;
  readonly #blocks: Block[] = [];

  /** An entry that is not in the list yet. */
  insert(key: OrderKey, id: number, weight: number): void {
    this.length++;
    this.total += weight;
    const last = this.#blocks.at(-1);
    if (last === undefined) {
      this.#blocks.push({ keys: [key], ids: [id], weights: [weight], sum: weight });
      return;
    }
    // What comes in order goes to the end without a search, and leaves full blocks behind.
    if (isBefore(last.keys[last.keys.length - 1], last.ids[last.ids.length - 1], key, id)) {
      if (last.keys.length >= blockMost) {
        this.#blocks.push({ keys: [key], ids: [id], weights: [weight], sum: weight });
        return;
      }
      last.keys.push(key);
      last.ids.push(id);
      last.weights.push(weight);
      last.sum += weight;
      return;
    }
    const at = this.#blockOf(key, id);
    const block = this.#blocks[at];
    const index = placeIn(block, key, id);
    block.keys.splice(index, 0, key);
    block.ids.splice(index, 0, id);
    block.weights.splice(index, 0, weight);
    block.sum += weight;
    if (block.keys.length > blockMost) this.#halve(at);
  }

  /** Takes an entry out; returns its weight, 0 when it was not there. */
  remove(key: OrderKey, id: number): number {
    const found = this.#find(key, id);
    if (found === null) return 0;
    const { block, index, at } = found;
    const [weight] = block.weights.splice(index, 1);
    block.keys.splice(index, 1);
    block.ids.splice(index, 1);
    block.sum -= weight;
    this.length--;
    this.total -= weight;
    if (block.keys.length === 0) this.#blocks.splice(at, 1);
    return weight;
  }

  /** Changes the weight of an entry; returns by how much it has grown, 0 when it is not there. */
  setWeight(key: OrderKey, id: number, weight: number): number {
    const found = this.#find(key, id);
    if (found === null) return 0;
    const { block, index } = found;
    const by = weight - block.weights[index];
    block.weights[index] = weight;
    block.sum += by;
    this.total += by;
    return by;
  }

  has(key: OrderKey, id: number): boolean {
    return this.#find(key, id) !== null;
  }

  /** First row of an entry, -1 when it is not there. */
  rowOf(key: OrderKey, id: number): number {
    const found = this.#find(key, id);
    if (found === null) return -1;
    let row = 0;
    for (let at = 0; at < found.at; at++) row += this.#blocks[at].sum;
    for (let index = 0; index < found.index; index++) row += found.block.weights[index];
    return row;
  }

  /** Entries in order, from the one that row `row` belongs to. */
  *from(row: number): Generator<WeightedEntry> {
    let first = 0;
    for (const block of this.#blocks) {
      if (first + block.sum <= row) {
        first += block.sum;
        continue;
      }
      for (let index = 0; index < block.ids.length; index++) {
        const weight = block.weights[index];
        if (first + weight > row) yield { id: block.ids[index], weight, row: first };
        first += weight;
      }
    }
  }

  #find(
    key: OrderKey,
    id: number,
  ): { readonly block: Block; readonly index: number; readonly at: number } | null {
    if (this.#blocks.length === 0) return null;
    const at = this.#blockOf(key, id);
    const block = this.#blocks[at];
    const index = placeIn(block, key, id);
    return index < block.ids.length && block.ids[index] === id && block.keys[index] === key
      ? { block, index, at }
      : null;
  }

  /** The last block that begins at or before the entry; the first when none does. */
  #blockOf(key: OrderKey, id: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const block = this.#blocks[middle];
      if (isBefore(key, id, block.keys[0], block.ids[0])) high = middle - 1;
      else low = middle;
    }
    return low;
  }

  #halve(at: number): void {
    const block = this.#blocks[at];
    const half = block.keys.length >>> 1;
    const weights = block.weights.splice(half);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    block.sum -= sum;
    this.#blocks.splice(at + 1, 0, {
      keys: block.keys.splice(half),
      ids: block.ids.splice(half),
      weights,
      sum,
    });
  }
}

/** Whether an entry comes before another. */
export function isBefore(key: OrderKey, id: number, otherKey: OrderKey, otherId: number): boolean {
  return key < otherKey || (key === otherKey && id < otherId);
}

/** Where the entry is in the block, or would be. */
function placeIn(block: Block, key: OrderKey, id: number): number {
  let low = 0;
  let high = block.ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(block.keys[middle], block.ids[middle], key, id)) low = middle + 1;
    else high = middle;
  }
  return low;
}
