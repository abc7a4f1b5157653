/**
 * Attempts of a lane as bars of a given resolution. An attempt of two pixels or more is a bar of its own; smaller ones
 * that begin in the same two pixels are one bar, of which the worst outcome is told. The pixels are counted from the
 * epoch, so the bars stay as they are while the window moves.
 */
import type { TimelineBars } from '../../../src-shared/timeline';
import type { AttemptColumns } from './attempt-columns';

/** Pixels below which attempts are merged. */
const mergedBelow = 2;

/** Gathers bars; lanes come one after the other, attempts in order of time. */
export class BarGatherer {
  readonly bars: TimelineBars = {
    slot: [],
    start: [],
    end: [],
    outcome: [],
    attempts: [],
    node: [],
    attempt: [],
  };
  readonly #cellMs: number;
  readonly #now: number;
  #cell = -1;
  #slot = -1;

  /** `msPerPixel` is the resolution; what runs ends at `now`. */
  constructor(msPerPixel: number, now: number) {
    this.#cellMs = msPerPixel * mergedBelow;
    this.#now = now;
  }

  /** Adds an attempt, with the outcome that it has within the scope. Returns whether it is a bar of its own. */
  add(attempts: AttemptColumns, at: number, outcome: number): boolean {
    const { bars } = this;
    const start = attempts.start[at];
    const end = Math.max(start, Math.min(attempts.end[at], this.#now));
    const slot = attempts.slot[at];
    const isWide = end - start >= this.#cellMs;
    const cell = isWide ? -1 : Math.floor(start / this.#cellMs);
    const last = bars.start.length - 1;
    if (!isWide && slot === this.#slot && cell === this.#cell) {
      bars.end[last] = end;
      bars.attempts[last]++;
      if (outcome > bars.outcome[last]) {
        bars.outcome[last] = outcome;
        bars.node[last] = attempts.node[at];
        bars.attempt[last] = attempts.attempt[at];
      }
      return false;
    }
    this.#slot = slot;
    this.#cell = cell;
    bars.slot.push(slot);
    bars.start.push(start);
    bars.end.push(end);
    bars.outcome.push(outcome);
    bars.attempts.push(1);
    bars.node.push(attempts.node[at]);
    bars.attempt.push(attempts.attempt[at]);
    return isWide;
  }
}
