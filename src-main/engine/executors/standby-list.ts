/** The standbys that an executor thread knows, in their order; all threads have the same, and each starts one once. */
import type { StandbyTask, Task } from './protocol';
import type { StandbyCells } from './standby-cells';

/** A lane with more than this is looked through for standbys that others have. */
const looksThroughFrom = 64;

/** See the head of this file. */
export class StandbyList {
  readonly #lanes = new Map<string, StandbyTask[]>();
  readonly #cells: StandbyCells;
  readonly #thread: number;

  constructor(cells: StandbyCells, thread: number) {
    this.#cells = cells;
    this.#thread = thread;
  }

  add(standbys: readonly StandbyTask[]): void {
    for (const standby of standbys) {
      const { lane } = standby.task;
      if (lane === null) continue;
      const known = this.#lanes.get(lane);
      if (known === undefined) {
        this.#dropGone();
        this.#lanes.set(lane, [standby]);
      } else {
        known.push(standby);
        if (known.length > looksThroughFrom) this.#lanes.set(lane, this.#free(known));
      }
    }
  }

  /** The next of a lane, which is this thread's from now on; null when there is none. */
  take(lane: string): Task | null {
    const known = this.#lanes.get(lane);
    if (known === undefined) return null;
    for (let standby = known.shift(); standby !== undefined; standby = known.shift()) {
      if (this.#cells.take(standby, this.#thread)) return standby.task;
    }
    this.#lanes.delete(lane);
    return null;
  }

  /** Lanes of runs that have ended leave nothing behind. */
  #dropGone(): void {
    for (const [lane, known] of this.#lanes) if (this.#free(known).length === 0) this.#lanes.delete(lane);
  }

  #free(standbys: readonly StandbyTask[]): StandbyTask[] {
    return standbys.filter((standby) => this.#cells.isFree(standby));
  }
}
