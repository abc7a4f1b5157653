/** A small model of the queue: plain lists, no order but what a scan finds. What the engine does must equal it. */
import type { JobStatus } from '../../../../src-shared/model';

/** A job of the model. */
export interface ModelJob {
  readonly run: number;
  readonly node: number;
  status: JobStatus;
  attempt: number;
  /** Attempts that do not count against the retries. */
  uncounted: number;
  sequence: number;
  /** Null: ready. */
  readyAt: number | null;
  cancelling: boolean;
  /** It was cancelled on its own, not together with its run. */
  cancelledAlone: boolean;
  interrupted: boolean;
  /** Sent round while it was being cancelled. */
  goesRound: boolean;
  cleared: boolean;
  /** May have been started by an executor that has not said so yet. */
  standsBy: boolean;
  /** Its attempt has ended and another one runs in its slot, but nobody knows yet. */
  handedOver: boolean;
}

/** A run of the model. */
export interface ModelRun {
  readonly run: number;
  readonly retries: number;
  priority: number;
  limit: number;
  paused: boolean;
  cancelRequested: boolean;
}

/** Slots that added jobs share. */
export const modelCores = 3;
/** Wait before the second attempt; it doubles. */
export const modelDelay = 100;

/** See the head of this file. */
export class QueueModel {
  runs: ModelRun[] = [];
  jobs: ModelJob[] = [];
  paused = false;
  limit: number | null = null;
  sequence = 1;

  enqueue(count: number, options: Pick<ModelRun, 'retries' | 'priority' | 'limit'>): void {
    const run = this.runs.length + 1;
    this.runs.push({ run, ...options, paused: false, cancelRequested: false });
    for (let node = 1; node <= count; node++) {
      this.jobs.push({
        run,
        node,
        status: 'pending',
        attempt: 0,
        uncounted: 0,
        sequence: this.sequence++,
        readyAt: null,
        cancelling: false,
        cancelledAlone: false,
        interrupted: false,
        goesRound: false,
        cleared: false,
        standsBy: false,
        handedOver: false,
      });
    }
  }

  /**
   * The job that comes next once this one has ended. `ahead`: jobs that have ended, and what an executor has started in
   * their slots, of which nobody has been told yet.
   */
  nextAfter(
    job: ModelJob,
    ahead: readonly (readonly [ended: ModelJob, follower: ModelJob])[],
  ): ModelJob | undefined {
    const changed = [job, ...ahead.flat()].map((one) => ({ one, status: one.status }));
    job.status = 'completed';
    for (const [ended, follower] of ahead) {
      ended.status = 'completed';
      follower.status = 'running';
    }
    const next = this.#next();
    for (const { one, status } of changed.reverse()) one.status = status;
    return next;
  }

  /** An executor has started the follower of a job in its slot. */
  follow(job: ModelJob, follower: ModelJob): void {
    if (job.status === 'running') job.handedOver = true;
    follower.status = 'running';
    follower.attempt++;
  }

  /** Whether the time of a waiting job has come. */
  wakes(now: number): boolean {
    return this.jobs.some((job) => job.status === 'pending' && job.readyAt !== null && job.readyAt <= now);
  }

  /** Takes jobs until none may start. */
  lease(now: number): void {
    for (const job of this.jobs) if (job.readyAt !== null && job.readyAt <= now) job.readyAt = null;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      next.status = 'running';
      next.attempt++;
    }
  }

  end(job: ModelJob, outcome: 'completed' | 'failed' | 'timeout' | 'cancelled', now: number): void {
    const run = this.runs[job.run - 1];
    const failures = job.attempt - job.uncounted;
    job.handedOver = false;
    if (outcome === 'completed') job.status = 'completed';
    else if (job.goesRound) this.#sendRound(job);
    else if (job.cancelling || outcome === 'cancelled') job.status = 'cancelled';
    else if (failures <= run.retries && !run.cancelRequested) {
      job.status = 'pending';
      job.readyAt = now + modelDelay * 2 ** (failures - 1);
    } else this.#fail(job);
    if (job.status !== 'cancelled') job.cancelling = false;
    job.goesRound = false;
    this.#settle();
  }

  cancel(run: number, node: number): void {
    if (this.#isOver(run)) return;
    if (node === 0) this.runs[run - 1].cancelRequested = true;
    for (const job of this.jobs) {
      if (job.run !== run || (node !== 0 && job.node !== node)) continue;
      if (job.status === 'pending') job.status = 'cancelled';
      else if (job.status === 'running') Object.assign(job, { cancelling: true, goesRound: false });
      else continue;
      job.readyAt = null;
      job.cancelledAlone = node !== 0;
    }
  }

  retry(run: number, node: number): void {
    // What it was paused for is over when it has ended.
    if (this.#isOver(run)) this.runs[run - 1].paused = false;
    let requeued = false;
    for (const job of this.jobs) {
      if (job.run !== run || (node !== 0 && job.node !== node)) continue;
      if (job.status === 'pending' && node !== 0) job.readyAt = null;
      const isCancelled = job.status === 'cancelled' || (job.status === 'running' && job.cancelling);
      const aside = node === 0 && isCancelled && job.cancelledAlone;
      if (job.status === 'running' && job.cancelling && !aside) {
        job.goesRound = true;
        requeued = true;
      }
      if ((job.status !== 'failed' && job.status !== 'cancelled') || aside) continue;
      requeued = true;
      Object.assign(job, {
        status: 'pending',
        uncounted: job.attempt,
        sequence: this.sequence++,
        cancelling: false,
        interrupted: false,
        cleared: false,
      });
    }
    if (requeued) this.runs[run - 1].cancelRequested = false;
  }

  clear(run: number): void {
    for (const job of this.jobs) if (job.run === run && job.status === 'failed') job.cleared = true;
  }

  /** What was taken off the shelf comes back, unless it went round again. */
  shelve(run: number): void {
    for (const job of this.jobs) if (job.run === run && job.status === 'failed') job.cleared = false;
  }

  /** The engine dies and another one takes the folder over. */
  crash(): void {
    for (const job of this.jobs) {
      if (job.standsBy) {
        job.attempt++;
        job.uncounted++;
      }
      Object.assign(job, { standsBy: false, handedOver: false });
    }
    for (const job of this.jobs) {
      if (job.status !== 'running') continue;
      if (job.goesRound) {
        this.#sendRound(job);
        continue;
      }
      if (job.cancelling) {
        job.status = 'cancelled';
        continue;
      }
      if (job.interrupted) this.#fail(job);
      else Object.assign(job, { status: 'pending', interrupted: true, uncounted: job.uncounted + 1 });
      job.cancelling = false;
    }
  }

  get dead(): ModelJob[] {
    return this.jobs.filter((job) => job.status === 'failed' && !job.cleared);
  }

  statusOf(run: number): JobStatus {
    const jobs = this.jobs.filter((job) => job.run === run);
    if (jobs.some((job) => job.status === 'pending' || job.status === 'running')) {
      return jobs.some((job) => job.attempt > 0) ? 'running' : 'pending';
    }
    if (this.runs[run - 1].cancelRequested) return 'cancelled';
    if (jobs.some((job) => job.status === 'failed')) return 'failed';
    return jobs.every((job) => job.status === 'cancelled') ? 'cancelled' : 'completed';
  }

  #sendRound(job: ModelJob): void {
    Object.assign(job, {
      status: 'pending',
      uncounted: job.attempt,
      cancelling: false,
      goesRound: false,
      interrupted: false,
    });
  }

  #fail(job: ModelJob): void {
    job.status = 'failed';
    job.cleared = false;
  }

  #isOver(run: number): boolean {
    return !['pending', 'running'].includes(this.statusOf(run));
  }

  /** Nothing of the model depends on the order in which things end. */
  #settle(): void {
    for (const job of this.jobs) if (job.status !== 'pending') job.readyAt = null;
  }

  #next(): ModelJob | undefined {
    const running = this.jobs.filter((job) => job.status === 'running' && !job.handedOver);
    if (this.paused || running.length >= Math.min(modelCores, this.limit ?? Infinity)) return undefined;
    return this.jobs
      .filter((job) => {
        const run = this.runs[job.run - 1];
        const ofRun = running.filter((one) => one.run === job.run);
        return job.status === 'pending' && job.readyAt === null && !run.paused && ofRun.length < run.limit;
      })
      .sort(
        (a, b) => this.runs[b.run - 1].priority - this.runs[a.run - 1].priority || a.sequence - b.sequence,
      )[0];
  }
}
