/** Exact counters of a subtree: kept with every change, never recomputed by a scan. */
import { jobStatuses, type JobStatus, type Stats } from '../../../src-shared/model';

const statusCount = jobStatuses.length;

/** Jobs by status and lines, of one container and everything below it. */
export class Counts {
  /** The five counts in the order of `jobStatuses`, then lines. */
  readonly #cells = new Float64Array(statusCount + 1);

  get lines(): number {
    return this.#cells[statusCount];
  }
  addLines(lines: number): void {
    this.#cells[statusCount] += lines;
  }

  of(status: JobStatus): number {
    return this.#cells[jobStatuses.indexOf(status)];
  }
  /** Jobs that will still change by themselves. */
  get open(): number {
    return this.#cells[0] + this.#cells[1];
  }
  get total(): number {
    return this.#cells[0] + this.#cells[1] + this.#cells[2] + this.#cells[3] + this.#cells[4];
  }

  enter(status: JobStatus, jobs = 1): void {
    this.#cells[jobStatuses.indexOf(status)] += jobs;
  }
  move(from: JobStatus, to: JobStatus): void {
    this.#cells[jobStatuses.indexOf(from)]--;
    this.#cells[jobStatuses.indexOf(to)]++;
  }

  /** Takes the counts of a run in that was read in. */
  add(stats: Stats, lines: number): void {
    jobStatuses.forEach((status, cell) => {
      this.#cells[cell] += stats[status];
    });
    this.#cells[statusCount] += lines;
  }

  /** Takes the counts of a run out that is deleted. */
  subtract(stats: Stats, lines: number): void {
    jobStatuses.forEach((status, cell) => {
      this.#cells[cell] -= stats[status];
    });
    this.#cells[statusCount] -= lines;
  }

  toStats(): Stats {
    const [pending, running, completed, failed, cancelled] = this.#cells;
    return { total: this.total, pending, running, completed, failed, cancelled };
  }

  /** Five counts and lines as little-endian float64; a copy. */
  encode(): Uint8Array {
    return new Uint8Array(this.#cells.slice().buffer);
  }
  static decode(bytes: Uint8Array): Counts {
    const counts = new Counts();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let cell = 0; cell < counts.#cells.length; cell++) {
      counts.#cells[cell] = view.getFloat64(cell * 8, true);
    }
    return counts;
  }
}

/** The stats of a job without children. */
export function statsOfOne(status: JobStatus): Stats {
  const stats: Stats = { total: 1, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  stats[status] = 1;
  return stats;
}
