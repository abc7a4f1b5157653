import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../../../../src-shared/definition';
import { nodeFlags } from '../../../../../src-main/engine/jobs/node-table';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';
import { MeasuredSteps, type DurationsByStep } from '../../../../../src-main/engine/jobs/step-durations';
import { timeLeft, type TimeLeft } from '../../../../../src-main/engine/jobs/time-left';
import { TreeThroughput } from '../../../../../src-main/engine/jobs/tree-throughput';

/** A step of the model: its jobs all take the same time, and it begins when the one before has ended. */
interface ModelStep {
  readonly jobs: number;
  readonly durationMs: number;
}

/** Time of the start: 0 means that something has not begun. */
const begin = 1_000_000;

/** A run of steps that follow one another, driven by the clock alone. */
class ModelRun {
  readonly tree = new RunTree(1, null);
  readonly measured: MeasuredSteps;
  readonly throughput: TreeThroughput;
  readonly steps: readonly Step[];
  readonly #model: readonly ModelStep[];
  readonly #concurrency: number;
  #now = begin;

  constructor(model: readonly ModelStep[], concurrency: number) {
    this.#model = model;
    this.#concurrency = concurrency;
    this.steps = model.map((_, index) => stepOf(index));
    this.#add('run', 0, 0);
    for (const step of this.steps) this.#add('step', 0, 0, step.name);
    this.tree.setContainerStatus(0, 'running');
    this.tree.table.setStartedAt(0, begin);
    this.measured = new MeasuredSteps(this.tree);
    this.throughput = new TreeThroughput(this.tree);
  }

  /** Begins the step and starts its first jobs. */
  beginStep(index: number): void {
    const { tree } = this;
    const step = index + 1;
    tree.setContainerStatus(step, 'running');
    tree.update(step, (table) => {
      table.setStartedAt(step, this.#now);
      table.setFlag(step, nodeFlags.expanded, true);
    });
    for (let at = 0; at < this.#model[index].jobs; at++) this.#add('job', step, step);
    this.#startJobs(step);
  }

  /** Does the whole step, wave by wave. */
  endStep(index: number): void {
    const { tree } = this;
    const step = index + 1;
    while ((tree.counts(step)?.open ?? 0) > 0) {
      this.#now += this.#model[index].durationMs;
      this.endRunning(step);
      this.#startJobs(step);
    }
    tree.setContainerStatus(step, 'completed');
  }

  /** The jobs that run end now. */
  endRunning(step: number, most = Infinity, event: 'complete' | 'fail' = 'complete'): void {
    for (const n of this.#running(step).slice(0, most)) {
      this.tree.table.setEndedAt(n, this.#now);
      this.tree.apply(n, event);
    }
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  left(earlier: DurationsByStep | null, n = 0): TimeLeft | null {
    const { tree, throughput, steps } = this;
    const running = steps.flatMap((_, index) => this.#running(index + 1));
    const parts = { tree, throughput, steps, earlier, running, waiting: [], now: this.#now };
    return timeLeft({ ...parts, concurrency: this.#concurrency }, n);
  }

  #running(step: number): number[] {
    const children = this.tree.children(step);
    return Array.from({ length: children.length }, (_, at) => children.at(at)).filter(
      (n) => this.tree.table.status(n) === 'running',
    );
  }

  #startJobs(step: number): void {
    const children = this.tree.children(step);
    for (let at = 0; at < children.length; at++) {
      if ((this.tree.counts(step)?.of('running') ?? 0) >= this.#concurrency) return;
      const n = children.at(at);
      if (!this.tree.apply(n, 'lease')) continue;
      this.tree.table.setAttempt(n, 1);
      this.tree.table.setStartedAt(n, this.#now);
    }
  }

  #add(kind: 'run' | 'step' | 'job', parent: number, step: number, name: string = kind): number {
    return this.tree.add(
      {
        parent,
        kind,
        type: '' as const,
        step,
        createdAt: this.#now,
        index: null,
        enqueueSequence: 0,
        spawnDepth: 0,
        flags: 0,
      },
      { name, item: null },
    );
  }
}

/** A step whose number of jobs nobody knows before it begins. */
function stepOf(index: number): Step {
  return {
    name: `step ${index}`,
    description: '',
    depends: index === 0 ? [] : [`step ${index - 1}`],
    onError: 'stop',
    alwaysRun: false,
    concurrency: null,
    timeoutMs: null,
    stepTimeoutMs: null,
    retries: null,
    group: null,
    key: null,
    type: 'command',
    run: 'true',
    forEach: { kind: 'list', items: [] },
    cwd: '.',
    env: {},
    stdin: null,
    streams: 'separate',
  } as unknown as Step;
}

/** What a whole run leaves behind. */
function measure(model: readonly ModelStep[], concurrency: number): DurationsByStep {
  const run = new ModelRun(model, concurrency);
  for (let index = 0; index < model.length; index++) {
    run.beginStep(index);
    run.endStep(index);
  }
  return run.measured.byName(run.steps);
}

const modelSteps = fc.array(
  fc.record({ jobs: fc.integer({ min: 1, max: 30 }), durationMs: fc.integer({ min: 1, max: 5000 }) }),
  { minLength: 1, maxLength: 4 },
);

describe('the time that is left', () => {
  it('is that of the earlier run while nothing of a step has ended, within a job and a half of the step', () => {
    fc.assert(
      fc.property(
        modelSteps,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(3),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (model, concurrency, pick, part) => {
          const earlier = measure(model, concurrency);
          const at = pick % model.length;
          const run = new ModelRun(model, concurrency);
          for (let index = 0; index < at; index++) {
            run.beginStep(index);
            run.endStep(index);
          }
          run.beginStep(at);
          const elapsed = Math.floor(part * model[at].durationMs);
          run.pass(elapsed);
          const took = ({ jobs, durationMs }: ModelStep): number =>
            Math.ceil(jobs / concurrency) * durationMs;
          const truth = model.slice(at).reduce((sum, step) => sum + took(step), 0) - elapsed;
          const left = run.left(earlier);
          expect(left?.isFromEarlier).toBe(true);
          expect(Math.abs((left?.ms ?? Infinity) - truth)).toBeLessThanOrEqual(1.5 * model[at].durationMs);
          expect(run.left(null)).toBeNull();
        },
      ),
    );
  });

  it('is the run’s own as soon as enough of it has ended', () => {
    const model = [{ jobs: 20, durationMs: 1000 }];
    const run = new ModelRun(model, 4);
    // The earlier run was ten times as fast.
    const earlier = measure([{ jobs: 20, durationMs: 100 }], 4);
    run.beginStep(0);
    expect(run.left(earlier)).toEqual({ ms: (16 + 2) * (100 / 4), isFromEarlier: true });
    run.pass(1000);
    run.endRunning(1, 2);
    expect(run.left(earlier)).toMatchObject({ isFromEarlier: false, ms: expect.closeTo(16_000 / 2 + 500) });
    expect(run.left(earlier, 1)).toEqual(run.left(earlier));
  });

  it('is not known when a job takes longer than any in the earlier run, or for a step that it did not have', () => {
    const run = new ModelRun([{ jobs: 1, durationMs: 1000 }], 1);
    const earlier = measure([{ jobs: 1, durationMs: 300 }], 1);
    run.beginStep(0);
    run.pass(200);
    expect(run.left(earlier)).toEqual({ ms: 100, isFromEarlier: true });
    run.pass(101);
    expect(run.left(earlier)).toBeNull();
    expect(new ModelRun([{ jobs: 1, durationMs: 1 }], 1).left({})).toBeNull();
  });
});

describe('what is kept of a run', () => {
  it('are the jobs that ended in each step, without those that go round again', () => {
    const run = new ModelRun(
      [
        { jobs: 3, durationMs: 50 },
        { jobs: 1, durationMs: 9 },
      ],
      3,
    );
    run.beginStep(0);
    run.pass(50);
    const job = run.tree.children(1).at(0);
    run.endRunning(1, 1, 'fail');
    run.endRunning(1);
    expect(run.measured.byName(run.steps)).toEqual({
      'step 0': { jobs: 3, count: 3, durationMs: 150, longestMs: 50 },
    });
    run.tree.apply(job, 'requeue');
    expect(run.measured.byName(run.steps)['step 0']).toMatchObject({ jobs: 3, count: 2, durationMs: 100 });
  });

  it('is not what some jobs took that ran again, where more is known; without anything better it is', () => {
    const run = new ModelRun([{ jobs: 3, durationMs: 50 }], 3);
    run.beginStep(0);
    run.pass(50);
    run.endRunning(1, 1, 'fail');
    run.endRunning(1);
    const known = run.measured.byName(run.steps);
    const again = new MeasuredSteps(run.tree);
    run.tree.apply(run.tree.children(1).at(0), 'requeue');
    run.endStep(0);
    expect(again.byName(run.steps, known)).toEqual({});
    expect(again.byName(run.steps)['step 0']).toMatchObject({ jobs: 3, count: 1, durationMs: 50 });
    // A run that was followed from its begin says all there is to say, also where it has fewer jobs.
    expect(run.measured.byName(run.steps, { 'step 0': { ...known['step 0'], count: 100 } })).toHaveProperty(
      ['step 0', 'count'],
      3,
    );
  });

  it('does not take back what was never measured: a job that had ended before a restart is run again', () => {
    const run = new ModelRun([{ jobs: 2, durationMs: 50 }], 2);
    run.beginStep(0);
    run.pass(1000);
    run.endRunning(1, 1, 'fail');
    const again = new MeasuredSteps(run.tree);
    run.pass(500);
    run.endRunning(1);
    run.tree.apply(run.tree.children(1).at(0), 'requeue');
    run.endStep(0);
    expect(again.byName(run.steps)['step 0']).toMatchObject({ count: 2, durationMs: 1550 });
  });
});
