/**
 * How long the jobs of each step of a run took: kept with every end, so that it is there at the end of the run without
 * a look at its jobs. After a restart it holds what has ended since.
 */
import type { JobStatus } from '../../../src-shared/model';
import type { JobObserver, RunTree } from './run-tree';

/** What is kept of a step of a run that has ended; times in milliseconds. */
export interface StepDurations {
  /** Jobs that the step had, also those that were measured before a restart. */
  readonly jobs: number;
  /** Jobs of which the durations are known. */
  readonly count: number;
  /** Sum of the durations of their last attempts. */
  readonly durationMs: number;
  readonly longestMs: number;
}

/** Steps by name. */
export type DurationsByStep = Readonly<Record<string, StepDurations>>;

/** See the head of this file. */
export class MeasuredSteps implements JobObserver {
  readonly #tree: RunTree;
  /** By node of the step. */
  readonly #steps = new Map<number, { count: number; durationMs: number; longestMs: number }>();
  /** By node: 1 for a job whose duration is in the sum; one that had ended before this began never is. */
  #isMeasured = new Uint8Array(64);

  constructor(tree: RunTree) {
    this.#tree = tree;
    tree.observe(this);
  }

  moved(n: number, from: JobStatus, to: JobStatus): void {
    const by = Number(isWorkedOff(to)) - Number(isWorkedOff(from));
    if (by === 0 || (by < 0 && this.#isMeasured[n] !== 1)) return;
    this.#setMeasured(n, by > 0);
    const { table } = this.#tree;
    const node = table.step(n);
    let step = this.#steps.get(node);
    if (step === undefined) {
      step = { count: 0, durationMs: 0, longestMs: 0 };
      this.#steps.set(node, step);
    }
    const startedAt = table.startedAt(n);
    const durationMs = startedAt === 0 ? 0 : Math.max(0, table.endedAt(n) - startedAt);
    step.count += by;
    step.durationMs = Math.max(0, step.durationMs + by * durationMs);
    if (by > 0 && durationMs > step.longestMs) step.longestMs = durationMs;
  }

  #setMeasured(n: number, is: boolean): void {
    if (n >= this.#isMeasured.length) {
      const larger = new Uint8Array(n * 2);
      larger.set(this.#isMeasured);
      this.#isMeasured = larger;
    }
    this.#isMeasured[n] = Number(is);
  }

  /**
   * What was measured of the steps of a definition: step `i` is node `i + 1`. Where jobs ended before this began, as in
   * a run of which one job was run again, it is told only of steps that are known no better yet.
   *
   * @param known from earlier on; null: nothing
   */
  byName(steps: readonly { readonly name: string }[], known: DurationsByStep | null = null): DurationsByStep {
    return Object.fromEntries(
      steps.flatMap(({ name }, index) => {
        const step = this.#steps.get(index + 1);
        if (step === undefined || step.count === 0) return [];
        const counts = this.#tree.counts(index + 1);
        const ended = counts === null ? step.count : counts.of('completed') + counts.of('failed');
        const knownCount = known !== null && Object.hasOwn(known, name) ? known[name].count : 0;
        if (step.count < ended && step.count < knownCount) return [];
        return [[name, { jobs: counts?.total ?? step.count, ...step }] as const];
      }),
    );
  }
}

function isWorkedOff(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed';
}
