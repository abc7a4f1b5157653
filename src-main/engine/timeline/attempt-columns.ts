/** The attempts of one run as columns: 100,000 of them are some megabytes and no objects. */
import { barOutcomes, type BarOutcome } from '../../../src-shared/timeline';

/** Positions of the outcomes in {@link barOutcomes}. */
export const outcomes = Object.fromEntries(
  barOutcomes.map((outcome, position) => [outcome, position]),
) as Readonly<Record<BarOutcome, number>>;

/** What is known of an attempt. */
export interface KnownAttempt {
  readonly node: number;
  readonly attempt: number;
  /** From 1; 0 when it was not recorded. */
  readonly slot: number;
  readonly start: number;
  /** Infinity while it runs. */
  readonly end: number;
  /** Position in {@link barOutcomes}. */
  readonly outcome: number;
}

const none = 0xffffffff;

/** See the head of this file. Attempts are never taken out; their end, outcome and slot may be set later. */
export class AttemptColumns {
  length = 0;
  node = new Uint32Array(64);
  attempt = new Uint16Array(64);
  slot = new Uint16Array(64);
  outcome = new Uint8Array(64);
  start = new Float64Array(64);
  end = new Float64Array(64);
  /** The attempt before it of the same job. */
  #previous = new Uint32Array(64);
  /** The latest attempt of each job, by node. */
  #latest = new Uint32Array(64).fill(none);

  /** Appends an attempt, the latest of its job, and returns its position. */
  add({ node, attempt, slot, start, end, outcome }: KnownAttempt): number {
    const at = this.length;
    if (at === this.node.length) this.#grow();
    this.length = at + 1;
    this.node[at] = node;
    this.attempt[at] = attempt;
    this.slot[at] = slot;
    this.outcome[at] = outcome;
    this.start[at] = start;
    this.end[at] = end;
    if (node >= this.#latest.length) {
      const latest = new Uint32Array(Math.max(node + 1, this.#latest.length * 2)).fill(none);
      latest.set(this.#latest);
      this.#latest = latest;
    }
    this.#previous[at] = this.#latest[node];
    this.#latest[node] = at;
    return at;
  }

  /** Position of the latest attempt of a job, or null. */
  latestOf(node: number): number | null {
    return node < this.#latest.length && this.#latest[node] !== none ? this.#latest[node] : null;
  }

  /** Positions of all attempts of a job, the first first. */
  allOf(node: number): number[] {
    const found: number[] = [];
    for (let at = this.latestOf(node) ?? none; at !== none; at = this.#previous[at]) found.unshift(at);
    return found;
  }

  #grow(): void {
    const wanted = this.node.length * 2;
    const wider = <Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
      column: Column,
      make: new (length: number) => Column,
    ): Column => {
      const copy = new make(wanted);
      copy.set(column);
      return copy;
    };
    this.node = wider(this.node, Uint32Array);
    this.attempt = wider(this.attempt, Uint16Array);
    this.slot = wider(this.slot, Uint16Array);
    this.outcome = wider(this.outcome, Uint8Array);
    this.start = wider(this.start, Float64Array);
    this.end = wider(this.end, Float64Array);
    this.#previous = wider(this.#previous, Uint32Array);
  }
}
