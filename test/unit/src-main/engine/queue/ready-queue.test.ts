import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadyQueue } from '../../../../../src-main/engine/queue/ready-queue';

interface ModelJob {
  run: number;
  step: number;
  node: number;
  sequence: number;
  state: 'waiting' | 'ahead' | 'running' | 'returning' | 'gone';
}

interface ModelRun {
  run: number;
  priority: number;
  limit: number;
  steps: (number | null)[];
  groups: (string | null)[];
  added: boolean;
}

const none = [null, null, null];
const runs: readonly ModelRun[] = [
  { run: 1, priority: 0, limit: 2, steps: [null, 1, null], groups: [null, 'a', 'b'], added: false },
  { run: 2, priority: 5, limit: 3, steps: [null, 2, 1], groups: [null, 'a', 'a'], added: false },
  { run: 3, priority: 0, limit: 1, steps: none, groups: ['b', null, 'b'], added: false },
  { run: 4, priority: 0, limit: 1, steps: none, groups: none, added: true },
  { run: 5, priority: 9, limit: 1, steps: none, groups: ['a', null, null], added: true },
  { run: 6, priority: 0, limit: 1, steps: none, groups: none, added: true },
];

/** The reference: look at all jobs, take the best one that no limit holds back. */
class Model {
  readonly runs = runs.map((one) => ({ ...one, steps: [...one.steps] }));
  readonly jobs: ModelJob[] = [];
  readonly held = new Set<number>();
  readonly sizes = new Map([
    ['added', 2],
    ['a', 1],
    ['b', 1],
  ]);
  readonly pausedGroups = new Set<string>();
  paused = false;
  limit = Infinity;

  take(): ModelJob | null {
    if (this.jobs.filter(({ state }) => state === 'running').length >= this.limit) return null;
    const returning = this.jobs.find((job) => job.state === 'returning' && this.#hasRoom(job));
    if (returning !== undefined) return returning;
    if (this.paused) return null;
    const allowed = this.jobs.filter(
      (job) =>
        job.state === 'waiting' &&
        this.#hasRoom(job) &&
        !this.held.has(job.run) &&
        !this.pausedGroups.has(this.#groupOf(job) ?? ''),
    );
    const priority = (job: ModelJob) => this.runs[job.run - 1].priority;
    allowed.sort((a, b) => priority(b) - priority(a) || a.sequence - b.sequence);
    return allowed[0] ?? null;
  }

  #hasRoom(job: ModelJob): boolean {
    const share = this.runs[job.run - 1];
    const running = this.jobs.filter(({ state }) => state === 'running');
    const ofRun = running.filter((one) => one.run === job.run);
    if (ofRun.length >= share.limit) return false;
    const group = this.#groupOf(job);
    const ofGroup = running.filter((one) => group !== null && this.#groupOf(one) === group);
    if (group !== null && ofGroup.length >= (this.sizes.get(group) ?? 1)) return false;
    return ofRun.filter((one) => one.step === job.step).length < (share.steps[job.step] ?? Infinity);
  }

  #groupOf(job: ModelJob): string | null {
    const { groups, added } = this.runs[job.run - 1];
    return groups[job.step] ?? (added ? 'added' : null);
  }
}

const aRun = fc.integer({ min: 1, max: 6 });
const aSize = fc.integer({ min: 1, max: 3 });
const aGroup = fc.constantFrom('a', 'b');
const pick = fc.nat(1000);
const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('push' as const), run: aRun, step: fc.nat(2) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('finish' as const, 'await' as const, 'cancel' as const, 'release' as const),
      pick,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('ahead' as const, 'handOver' as const, 'putBack' as const),
      pick,
    }),
  },
  fc.record({ do: fc.constant('hold' as const), run: aRun, on: fc.boolean() }),
  fc.record({ do: fc.constant('pause' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('pauseGroup' as const), group: aGroup, on: fc.boolean() }),
  fc.record({ do: fc.constant('size' as const), group: aGroup, size: aSize }),
  fc.record({ do: fc.constant('limit' as const), limit: fc.option(aSize) }),
  fc.record({ do: fc.constant('changeRun' as const), run: aRun, limit: aSize, priority: fc.nat(9) }),
  fc.record({ do: fc.constant('changeLane' as const), run: aRun, step: fc.nat(2), size: fc.option(aSize) }),
);

describe('the ready queue', () => {
  it(
    'gives the jobs in the order of the plain model: priority, then time of enqueue, within every limit',
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(fc.array(action, { minLength: 20, maxLength: 300, size: 'max' }), (actions) => {
          const model = new Model();
          const queue = new ReadyQueue({
            stillWaits: (run, node) =>
              model.jobs.some((job) => job.run === run && job.node === node && job.state === 'waiting'),
            addedLimit: 2,
          });
          for (const { run, priority, limit, steps, groups, added } of runs) {
            queue.addRun(run, { priority, limit, held: false, added });
            steps.forEach((stepLimit, step) => {
              queue.addLane(run, step, { limit: stepLimit, group: groups[step] });
            });
          }
          let next = 0;
          const pickOne = (state: ModelJob['state'], number: number) => {
            const some = model.jobs.filter((job) => job.state === state);
            return some.length === 0 ? undefined : some[number % some.length];
          };
          for (const one of actions) {
            switch (one.do) {
              case 'push': {
                const job: ModelJob = {
                  run: one.run,
                  step: one.step,
                  node: ++next,
                  sequence: next,
                  state: 'waiting',
                };
                model.jobs.push(job);
                queue.push(job.run, job.step, job.node, job.sequence);
                break;
              }
              case 'take': {
                const expected = model.take();
                const taken = queue.take();
                // Among several that return, first come first served per lane; the model only knows that one must.
                if (expected?.state === 'returning') {
                  const job = model.jobs.find((candidate) => candidate.node === taken?.node);
                  expect(job?.state).toBe('returning');
                  if (job !== undefined) job.state = 'running';
                  break;
                }
                expect(taken?.node).toBe(expected?.node);
                if (expected !== null) expected.state = 'running';
                break;
              }
              case 'finish': {
                const job = pickOne('running', one.pick);
                if (job === undefined) break;
                job.state = 'gone';
                queue.release(job.run, job.step);
                break;
              }
              case 'await': {
                const job = pickOne('running', one.pick);
                if (job === undefined) break;
                job.state = 'returning';
                queue.release(job.run, job.step);
                queue.pushReturning(job.run, job.step, job.node);
                break;
              }
              case 'release': {
                const job = pickOne('running', one.pick);
                if (job === undefined) break;
                job.state = 'waiting';
                queue.release(job.run, job.step);
                queue.push(job.run, job.step, job.node, job.sequence);
                break;
              }
              case 'ahead': {
                const job = pickOne('running', one.pick);
                if (job === undefined) break;
                job.state = 'gone';
                const expected = model.jobs.some(({ state }) => state === 'returning') ? null : model.take();
                job.state = 'running';
                const isOfTheStep = expected?.run === job.run && expected.step === job.step;
                expect(queue.takeAhead(job.run, job.step)).toBe(isOfTheStep ? expected.node : null);
                if (isOfTheStep) expected.state = 'ahead';
                break;
              }
              case 'handOver': {
                const job = pickOne('ahead', one.pick);
                const before = model.jobs.find(
                  ({ state, run, step }) => state === 'running' && run === job?.run && step === job.step,
                );
                if (job === undefined || before === undefined) break;
                before.state = 'gone';
                job.state = 'running';
                break;
              }
              case 'putBack': {
                const job = pickOne('ahead', one.pick);
                if (job === undefined) break;
                job.state = 'waiting';
                queue.push(job.run, job.step, job.node, job.sequence);
                break;
              }
              case 'cancel': {
                const job = pickOne('waiting', one.pick);
                if (job !== undefined) job.state = 'gone';
                break;
              }
              case 'hold':
                queue.hold(one.run, one.on);
                if (one.on) model.held.add(one.run);
                else model.held.delete(one.run);
                break;
              case 'pause':
                queue.pause(one.on);
                model.paused = one.on;
                break;
              case 'pauseGroup':
                queue.pauseGroup(one.group, one.on);
                if (one.on) model.pausedGroups.add(one.group);
                else model.pausedGroups.delete(one.group);
                break;
              case 'size':
                queue.setGroupSize(one.group, one.size);
                model.sizes.set(one.group, one.size);
                break;
              case 'limit':
                queue.setLimit(one.limit);
                model.limit = one.limit ?? Infinity;
                break;
              case 'changeRun':
                queue.changeRun(one.run, one);
                Object.assign(model.runs[one.run - 1], { limit: one.limit, priority: one.priority });
                break;
              case 'changeLane':
                queue.changeLane(one.run, one.step, one.size);
                model.runs[one.run - 1].steps[one.step] = one.size;
                break;
            }
            expect(queue.running).toBe(model.jobs.filter((job) => job.state === 'running').length);
          }
        }),
        { numRuns: 1500 },
      );
    },
  );

  it('Promise 11: costs the same for one job whether ten or a hundred thousand wait', () => {
    // Steps are counted instead of time: how often the queue asks whether a job still waits.
    const asked = (waiting: number): number => {
      let questions = 0;
      const queue = new ReadyQueue({
        stillWaits: () => {
          questions++;
          return true;
        },
        addedLimit: 1,
      });
      queue.addRun(1, { priority: 0, limit: 1, held: false, added: false });
      queue.addLane(1, 0, { limit: null, group: null });
      for (let node = 1; node <= waiting; node++) queue.push(1, 0, node, node);
      for (let turn = 0; turn < 10; turn++) {
        queue.take();
        queue.release(1, 0);
      }
      return questions;
    };
    expect(asked(100_000)).toBe(asked(10));
  });
});
