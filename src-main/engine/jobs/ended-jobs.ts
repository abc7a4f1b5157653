/**
 * When the jobs of a scope ended: counts by second for the last minute, and by longer spans for the whole time.
 * Kept with every end, never recomputed; a job that goes round again is taken out of its second. What is kept does
 * not grow: when the spans are used up, each is made twice as long.
 */
import type { EndedBySpan } from '../../../src-shared/throughput';

/** Seconds of the ring; some more than are told, so that a late end still finds its place. */
const ringSeconds = 64;
const recentSeconds = 60;
const mostSpans = 120;

/** Times of an attempt, in milliseconds since the epoch; `startedAt` is 0 where nobody knows it. */
export interface AttemptTimes {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** See the head of this file. */
export class EndedJobs {
  /** Jobs that ended. */
  count = 0;
  /** Sum of the durations of their last attempts, in milliseconds. */
  durationMs = 0;
  /** The longest of them; a job that went round again may have been it. */
  longestMs = 0;
  readonly #ring = new Uint32Array(ringSeconds);
  /** Latest second of the ring; -1 before the first. */
  #second = -1;
  /** Second in which the first span begins; -1 before the first end. */
  #origin: number;
  #spanSeconds = 1;
  readonly #spans = new Uint32Array(mostSpans);
  #used = 0;

  /** @param since begin of the first span in milliseconds since the epoch; 0: the first end begins it */
  constructor(since = 0) {
    this.#origin = since > 0 ? Math.floor(since / 1000) : -1;
  }

  add({ startedAt, endedAt }: AttemptTimes): void {
    const second = Math.floor(endedAt / 1000);
    this.count++;
    const durationMs = duration(startedAt, endedAt);
    this.durationMs += durationMs;
    if (durationMs > this.longestMs) this.longestMs = durationMs;
    this.#advance(second);
    if (this.#isInRing(second)) this.#ring[second % ringSeconds]++;
    if (this.#origin === -1) this.#origin = second;
    let span = this.#spanOf(second);
    while (span >= mostSpans) {
      this.#doubleSpans();
      span = this.#spanOf(second);
    }
    this.#spans[span]++;
    if (span >= this.#used) this.#used = span + 1;
  }

  /** Takes a job out that was added with the same times. */
  remove({ startedAt, endedAt }: AttemptTimes): void {
    const second = Math.floor(endedAt / 1000);
    this.count--;
    this.durationMs -= duration(startedAt, endedAt);
    if (this.#isInRing(second)) this.#ring[second % ringSeconds]--;
    this.#spans[this.#spanOf(second)]--;
  }

  /** Jobs that ended in the minute up to `time`. */
  inLastMinute(time: number): number {
    return this.recent(time).counts.reduce((sum, count) => sum + count, 0);
  }

  /** The minute up to `time`, by seconds. */
  recent(time: number): EndedBySpan {
    const last = Math.floor(time / 1000);
    const first = last - recentSeconds + 1;
    const counts: number[] = [];
    for (let second = Math.max(first, this.#second - ringSeconds + 1); second <= this.#second; second++) {
      // A clock that is behind the last end tells that end all the same.
      counts[second - first] = this.#ring[second % ringSeconds];
    }
    return { from: first * 1000, spanMs: 1000, counts: Array.from(counts, (count) => count ?? 0) };
  }

  /** The whole time. */
  history(): EndedBySpan {
    return {
      from: Math.max(0, this.#origin) * 1000,
      spanMs: this.#spanSeconds * 1000,
      counts: Array.from(this.#spans.subarray(0, this.#used)),
    };
  }

  /** An end before the origin (of a scope that began anew) is in the first span. */
  #spanOf(second: number): number {
    return Math.max(0, Math.floor((second - this.#origin) / this.#spanSeconds));
  }

  #isInRing(second: number): boolean {
    return second <= this.#second && second > this.#second - ringSeconds;
  }

  #advance(second: number): void {
    if (second <= this.#second) return;
    const passed = this.#second === -1 ? ringSeconds : Math.min(ringSeconds, second - this.#second);
    for (let at = second - passed + 1; at <= second; at++) this.#ring[at % ringSeconds] = 0;
    this.#second = second;
  }

  #doubleSpans(): void {
    for (let span = 0; span < mostSpans / 2; span++) {
      this.#spans[span] = this.#spans[2 * span] + this.#spans[2 * span + 1];
    }
    this.#spans.fill(0, mostSpans / 2);
    this.#used = Math.ceil(this.#used / 2);
    this.#spanSeconds *= 2;
  }
}

function duration(startedAt: number, endedAt: number): number {
  return startedAt === 0 ? 0 : Math.max(0, endedAt - startedAt);
}
