/**
 * Numbers the slots of one run: each attempt holds the lowest number that is free when it starts, and gives it back
 * when it has ended. Two attempts that run at the same time never have the same number.
 */
import { Heap } from './heap';

/** A node's record has two bytes for the number. */
const highest = 0xffff;

/** See the head of this file. */
export class SlotNumbers {
  /** Numbers that were given back, the lowest first. */
  readonly #free = new Heap<number>((a, b) => a < b);
  #next = 1;

  /** From 1; 0 (no slot known) when there are none left. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    return this.#next > highest ? 0 : this.#next++;
  }

  /** Nothing happens with 0. */
  give(slot: number): void {
    if (slot !== 0) this.#free.push(slot);
  }
}
