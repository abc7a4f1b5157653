import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadyQueue } from '../../../../../src-main/engine/queue/ready-queue';

interface ModelJob {
  run: number;
  step: number;
  node: number;
  sequence: number;
  state: 'waiting' | 'running' | 'returning' | 'gone';
}

const runs = [
  { run: 1, priority: 0, limit: 2, steps: [null, 1, null], added: false },
  { run: 2, priority: 5, limit: 3, steps: [null, 2, 1], added: false },
  { run: 3, priority: 0, limit: 1, steps: [null, null, null], added: false },
  { run: 4, priority: 0, limit: 1, steps: [null, null, null], added: true },
  { run: 5, priority: 9, limit: 1, steps: [null, null, null], added: true },
  { run: 6, priority: 0, limit: 1, steps: [null, null, null], added: true },
];

/** The reference: look at all jobs, take the best one that no limit holds back. */
class Model {
  jobs: ModelJob[] = [];
  held = new Set<number>();
  take(): ModelJob | null {
    const allowed = this.jobs.filter((job) => {
      if (job.state !== 'waiting' && job.state !== 'returning') return false;
      const share = runs[job.run - 1];
      const running = this.jobs.filter((one) => one.run === job.run && one.state === 'running');
      if (this.held.has(job.run) || running.length >= share.limit) return false;
      const added = this.jobs.filter((one) => runs[one.run - 1].added && one.state === 'running');
      if (share.added && added.length >= 2) return false;
      return running.filter((one) => one.step === job.step).length < (share.steps[job.step] ?? Infinity);
    });
    const rank = (job: ModelJob) =>
      [-runs[job.run - 1].priority, job.state === 'returning' ? -1 : job.sequence] as const;
    allowed.sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
    return allowed[0] ?? null;
  }
}

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      run: fc.integer({ min: 1, max: 6 }),
      step: fc.nat(2),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('finish' as const), pick: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('await' as const), pick: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), pick: fc.nat(1000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      run: fc.integer({ min: 1, max: 6 }),
      held: fc.boolean(),
    }),
  },
);

describe('the ready queue', () => {
  it('gives the jobs in the order of the plain model: priority, then time of enqueue, within every limit', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 150 }), (actions) => {
        const model = new Model();
        const queue = new ReadyQueue({
          stillWaits: (run, node) =>
            model.jobs.some((job) => job.run === run && job.node === node && job.state === 'waiting'),
          addedLimit: 2,
        });
        for (const { run, priority, limit, steps, added } of runs) {
          queue.addRun(run, { priority, limit, held: false, added });
          steps.forEach((stepLimit, step) => {
            queue.addLane(run, step, stepLimit);
          });
        }
        let next = 0;
        const pick = (state: ModelJob['state'], number: number) => {
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
              const job = pick('running', one.pick);
              if (job === undefined) break;
              job.state = 'gone';
              queue.release(job.run, job.step);
              break;
            }
            case 'await': {
              const job = pick('running', one.pick);
              if (job === undefined) break;
              job.state = 'returning';
              queue.release(job.run, job.step);
              queue.pushReturning(job.run, job.step, job.node);
              break;
            }
            case 'release': {
              const job = pick('running', one.pick);
              if (job === undefined) break;
              job.state = 'waiting';
              queue.release(job.run, job.step);
              queue.push(job.run, job.step, job.node, job.sequence);
              break;
            }
            case 'cancel': {
              const job = pick('waiting', one.pick);
              if (job !== undefined) job.state = 'gone';
              break;
            }
            case 'hold':
              queue.hold(one.run, one.held);
              if (one.held) model.held.add(one.run);
              else model.held.delete(one.run);
              break;
          }
          expect(queue.running).toBe(model.jobs.filter((job) => job.state === 'running').length);
        }
      }),
      { numRuns: 1500 },
    );
  });

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
      queue.addLane(1, 0, null);
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
