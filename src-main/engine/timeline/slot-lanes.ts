/**
 * The lanes of the timeline: which attempts a slot has had, in order. Two attempts never overlap in a lane. An attempt
 * goes into the lane of the slot that was recorded with it; where none was (runs of earlier versions), or where that
 * lane is not free, into the lowest one that is. As what began first is placed first, there are then as many lanes as
 * attempts that ran at once.
 */
import { NumberList } from '../jobs/number-list';
import type { AttemptColumns } from './attempt-columns';

/**
 * Milliseconds by which an attempt may have begun before its slot was free: one that has followed another in an executor
 * is told of a little later, and has its slot from then on. It is shown from there.
 */
const slackMs = 50;

/** See the head of this file. */
export class SlotLanes {
  readonly #attempts: AttemptColumns;
  /** Positions of attempts by lane, slot 1 first, each in order of time. */
  readonly #lanes: NumberList[] = [];

  constructor(attempts: AttemptColumns) {
    this.#attempts = attempts;
  }

  /** How many there are. */
  get length(): number {
    return this.#lanes.length;
  }

  /** Attempts of a lane, from 0. */
  of(lane: number): NumberList {
    return this.#lanes[lane];
  }

  /** Puts an attempt into a lane; attempts come in order of their start. Its slot is that of the lane from then on. */
  place(at: number): void {
    const { slot, start, end } = this.#attempts;
    const recorded = slot[at] - 1;
    let lane = recorded;
    if (recorded >= 0 && this.#isFree(recorded, start[at] + slackMs)) {
      start[at] = Math.max(start[at], this.#freeSince(recorded));
      end[at] = Math.max(start[at], end[at]);
    } else {
      lane = 0;
      while (!this.#isFree(lane, start[at])) lane++;
    }
    while (this.#lanes.length <= lane) this.#lanes.push(new NumberList());
    this.#lanes[lane].push(at);
    slot[at] = lane + 1;
  }

  /** Position in a lane of the first attempt that ends after a time. */
  firstAfter(lane: number, time: number): number {
    const positions = this.#lanes[lane];
    const { end } = this.#attempts;
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (end[positions.at(middle)] > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #isFree(lane: number, time: number): boolean {
    return this.#freeSince(lane) <= time;
  }

  #freeSince(lane: number): number {
    if (lane >= this.#lanes.length) return -Infinity;
    const positions = this.#lanes[lane];
    return positions.length === 0 ? -Infinity : this.#attempts.end[positions.at(positions.length - 1)];
  }
}
