/**
 * Jobs that become ready at a time: delayed ones, and those that wait before their next attempt. They hold no slot
 * and cost nothing until then.
 */
import { Heap } from './heap';

/** A pending job and the time from which it may run. */
export interface WaitingJob {
  readonly run: number;
  readonly node: number;
  /** Milliseconds since the epoch. */
  readonly readyAt: number;
}

/** See the head of this file. */
export class WaitingJobs {
  readonly #jobs = new Heap<WaitingJob>((a, b) => a.readyAt < b.readyAt);
  /** Whether a job still waits for that time; what was cancelled or sent round meanwhile does not. */
  readonly #stillWaits: (job: WaitingJob) => boolean;

  constructor(stillWaits: (job: WaitingJob) => boolean) {
    this.#stillWaits = stillWaits;
  }

  push(job: WaitingJob): void {
    this.#jobs.push(job);
  }

  /** Jobs of a run that wait, in no order; null when more than `most` wait in the folder. */
  ofRun(run: number, most: number): WaitingJob[] | null {
    if (this.#jobs.size > most) return null;
    return this.#jobs.values().filter((job) => job.run === run && this.#stillWaits(job));
  }

  /** Time of the next job, or null when none waits. */
  get nextAt(): number | null {
    for (let job = this.#jobs.peek(); job !== undefined; job = this.#jobs.peek()) {
      if (this.#stillWaits(job)) return job.readyAt;
      this.#jobs.pop();
    }
    return null;
  }

  /** The next job whose time has come, or null. */
  take(now: number): WaitingJob | null {
    const next = this.nextAt;
    return next === null || next > now ? null : (this.#jobs.pop() ?? null);
  }
}
