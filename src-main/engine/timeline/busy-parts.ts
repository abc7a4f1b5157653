/**
 * How many slots were in use over the whole run, and where attempts failed, in equal parts of its time. The parts double
 * in size when the run outgrows them, so a run that goes on is told of without looking at its attempts again.
 */

/** Parts that are kept; what is asked for is never more. */
const keptParts = 2048;
const smallestPartMs = 1;

/** See the head of this file. Times are milliseconds since the epoch. */
export class BusyParts {
  readonly origin: number;
  #partMs = smallestPartMs;
  readonly #busyMs = new Float64Array(keptParts);
  readonly #failed = new Int32Array(keptParts);

  constructor(origin: number) {
    this.origin = origin;
  }

  /** A slot was in use from `start` to `end`. */
  use(start: number, end: number): void {
    this.#reach(end);
    spread(this.#busyMs, this.#partMs, start - this.origin, end - this.origin);
  }

  /** So many more attempts that ended then have failed for good. */
  fail(end: number, by: 1 | -1): void {
    this.#reach(end);
    this.#failed[this.#partOf(end)] += by;
  }

  /** The time up to `to` in so many parts; `running` are the starts of attempts that run until then. */
  read(to: number, parts: number, running: readonly number[]): { busy: number[]; failed: number[] } {
    this.#reach(to);
    const span = Math.max(to - this.origin, Number.MIN_VALUE);
    const busyMs = this.#busyMs.slice();
    for (const start of running) spread(busyMs, this.#partMs, start - this.origin, span);
    const busy = new Array<number>(parts).fill(0);
    const failed = new Array<number>(parts).fill(0);
    const wide = span / parts;
    for (let part = 0; part < keptParts; part++) {
      const from = part * this.#partMs;
      if (from >= span) break;
      const until = Math.min(from + this.#partMs, span);
      if (busyMs[part] > 0) share(busy, wide, { from, until, amount: busyMs[part] });
      const middle = Math.min(parts - 1, Math.floor((from + until) / 2 / wide));
      failed[middle] += this.#failed[part];
    }
    return { busy: busy.map((ms) => ms / wide), failed };
  }

  #partOf(time: number): number {
    return Math.min(keptParts - 1, Math.max(0, Math.floor((time - this.origin) / this.#partMs)));
  }

  #reach(time: number): void {
    while (time - this.origin > this.#partMs * keptParts) {
      for (const column of [this.#busyMs, this.#failed]) {
        for (let at = 0; at < keptParts / 2; at++) column[at] = column[at * 2] + column[at * 2 + 1];
        column.fill(0, keptParts / 2);
      }
      this.#partMs *= 2;
    }
  }
}

/** Adds the time from `start` to `end` to the parts that it lies in. */
function spread(parts: Float64Array, partMs: number, start: number, end: number): void {
  const from = Math.max(0, start);
  for (let part = Math.floor(from / partMs); part < parts.length && part * partMs < end; part++) {
    parts[part] += Math.min(end, (part + 1) * partMs) - Math.max(from, part * partMs);
  }
}

/** Gives each part of the wider ones what of `amount` lies in it. */
function share(parts: number[], wide: number, of: { from: number; until: number; amount: number }): void {
  const span = of.until - of.from;
  for (let part = Math.floor(of.from / wide); part < parts.length && part * wide < of.until; part++) {
    const overlap = Math.min(of.until, (part + 1) * wide) - Math.max(of.from, part * wide);
    if (overlap > 0) parts[part] += (of.amount * overlap) / span;
  }
}
