import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definition, DrivenRun, step } from '../driven-run';

const failing =
  (...names: string[]) =>
  (name: string, stepName: string) =>
    names.includes(name) || names.includes(stepName) ? ('failed' as const) : ('completed' as const);

describe('how a run moves on', () => {
  it('runs steps in the order of their dependencies, side by side where it may', () => {
    const run = new DrivenRun(
      definition([step('a'), step('b'), step('c', { depends: ['a', 'b'] }), step('d', { depends: ['c'] })]),
    );
    expect(run.held.map((task) => run.stepName(task.node))).toEqual(['a', 'b']);
    run.end(run.held[0], 'completed');
    run.tick();
    expect(run.held.map((task) => run.stepName(task.node))).toEqual(['b']);
    run.end(run.held[0], 'completed');
    run.tick();
    expect(run.held.map((task) => run.stepName(task.node))).toEqual(['c']);
    run.finish(failing());
    expect(run.summary).toEqual({
      run: 'completed',
      a: 'completed',
      b: 'completed',
      c: 'completed',
      d: 'completed',
    });
  });

  it('ends dependants of a failed step as cancelled with the reason, never leaves them pending', () => {
    const run = new DrivenRun(
      definition([
        step('import'),
        step('resize', { depends: ['import'] }),
        step('index', { depends: ['resize'] }),
      ]),
    );
    run.finish(failing('import'));
    expect(run.summary).toEqual({
      run: 'failed: 1 job failed',
      import: 'failed',
      resize: 'cancelled: dependency import failed',
      index: 'cancelled: dependency resize was cancelled',
    });
  });

  it('on_error = "fail": cancels what is pending in the run and lets running jobs end', () => {
    const run = new DrivenRun(definition([step('a', { items: 10 })], { concurrency: 3 }));
    run.end(run.held[0], 'failed');
    run.tick();
    expect(run.held).toHaveLength(2);
    run.finish(failing());
    expect(run.active.tree.stats(0)).toMatchObject({ total: 10, failed: 1, completed: 2, cancelled: 7 });
    expect(run.summary).toEqual({ run: 'failed: 1 job failed', a: 'failed' });
  });

  it('on_error = "continue": goes on, releases the dependants and says what was tolerated', () => {
    const run = new DrivenRun(
      definition([step('a', { items: 20, onError: 'continue' }), step('b', { depends: ['a'] })]),
    );
    run.finish((name, stepName) => (stepName === 'a' && Number(name) < 17 ? 'failed' : 'completed'));
    expect(run.summary).toEqual({ run: 'completed: 17 failures tolerated', a: 'failed', b: 'completed' });
    expect(run.active.tree.stats(0)).toMatchObject({ total: 21, failed: 17, completed: 4 });
  });

  it('on_error = "fatal": cancels everything at once, but a clean-up step still runs and hides nothing', () => {
    const run = new DrivenRun(
      definition([
        step('a', { items: 3, onError: 'fatal' }),
        step('b', { items: 3 }),
        step('clean', { depends: ['a', 'b'], alwaysRun: true }),
      ]),
    );
    run.end(run.held[0], 'failed');
    run.finish(failing());
    expect(run.summary).toEqual({
      run: 'failed: 1 job failed',
      a: 'failed',
      b: 'cancelled: fatal failure',
      clean: 'completed',
    });
    expect(run.active.tree.stats(0)).toMatchObject({ failed: 1, completed: 1, cancelled: 5 });
  });

  it('fails a run in which no job succeeded and one failed, whatever is tolerated', () => {
    const run = new DrivenRun(
      definition([
        step('a', { items: 2, onError: 'continue' }),
        step('clean', { depends: ['a'], alwaysRun: true }),
      ]),
    );
    run.finish(failing('a'));
    expect(run.summary).toMatchObject({ run: 'failed: 2 jobs failed', clean: 'completed' });
  });

  it('error_tolerance: tolerates as many failures as it says, and stops all beyond', () => {
    const tolerant = {
      errorTolerance: { maxChildFailures: 2, failureAction: 'stop_all' as const },
      concurrency: 1,
    };
    const within = new DrivenRun(definition([step('a', { items: 6 })], tolerant));
    within.finish((name) => (Number(name) < 2 ? 'failed' : 'completed'));
    expect(within.summary).toEqual({ run: 'completed: 2 failures tolerated', a: 'failed' });
    const beyond = new DrivenRun(definition([step('a', { items: 6 })], tolerant));
    beyond.finish((name) => (Number(name) < 3 ? 'failed' : 'completed'));
    expect(beyond.summary.run).toBe('failed: 3 jobs failed');
    expect(beyond.active.tree.stats(0)).toMatchObject({ failed: 3, completed: 0, cancelled: 3 });
  });

  it('zero items: completed, reason "no items", and dependants go on', () => {
    const run = new DrivenRun(
      definition([step('a', { items: [] }), step('b', { items: [], depends: ['a'] })]),
    );
    run.finish(failing());
    expect(run.summary).toEqual({
      run: 'completed: no items',
      a: 'completed: no items',
      b: 'completed: no items',
    });
  });

  it('cancel: pending jobs at once, running jobs when they are gone, steps that have not begun too', () => {
    const run = new DrivenRun(
      definition([step('a', { items: 10 }), step('b', { depends: ['a'] })], { concurrency: 2 }),
    );
    expect(run.runs.cancel(run.active, 0)).toEqual({ cancelled: 8, ending: 2 });
    expect(run.active.tree.table.status(0)).toBe('running');
    run.tick();
    expect(run.summary).toEqual({
      run: 'cancelled: cancelled on request',
      a: 'cancelled: run cancelled',
      b: 'cancelled: run cancelled',
    });
    expect(run.active.hasEnded).toBe(true);
  });

  it('cancel of one job leaves the rest alone', () => {
    const run = new DrivenRun(definition([step('a', { items: 3 })], { concurrency: 1 }));
    const waiting = run.active.tree.children(1).at(2);
    run.runs.cancel(run.active, waiting);
    run.finish(failing());
    expect(run.active.tree.stats(0)).toMatchObject({ completed: 2, cancelled: 1 });
    expect(run.summary).toEqual({ run: 'completed', a: 'completed' });
  });

  it('Promise 6: a late result of an older attempt is refused', () => {
    const run = new DrivenRun(definition([step('a')]));
    const first = run.held[0];
    run.runs.stopRun(run.active);
    run.tick();
    expect(run.summary).toEqual({ run: 'pending: stopped', a: 'pending: stopped' });
    run.runs.continueRun(run.active);
    run.tick();
    expect(run.held[0].attempt).toBe(2);
    run.end(first, 'failed');
    expect(run.active.tree.stats(0)).toMatchObject({ running: 1, failed: 0 });
    run.finish(failing());
    expect(run.summary).toEqual({ run: 'completed', a: 'completed' });
  });

  it('always ends: whatever fails in whatever graph, nothing stays pending and the counters equal a recount', () => {
    const policies = fc.constantFrom('fail' as const, 'continue' as const, 'fatal' as const);
    const graph = fc.array(
      fc.record({
        onError: policies,
        alwaysRun: fc.boolean(),
        items: fc.option(fc.nat(4), { nil: undefined }),
        after: fc.array(fc.nat(5)),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        graph,
        fc.array(fc.nat(9), { minLength: 1 }),
        fc.option(fc.nat(30), { nil: null }),
        (steps, luck, cancelAt) => {
          const run = new DrivenRun(
            definition(
              steps.map(({ after, ...parts }, at) =>
                step(`s${at}`, {
                  ...parts,
                  depends: [...new Set(after)].filter((one) => one < at).map((one) => `s${one}`),
                }),
              ),
              { concurrency: 2 },
            ),
          );
          let turn = 0;
          run.finish(() => {
            if (turn === cancelAt && run.runs.runs.size > 0) run.runs.cancel(run.active, 1);
            return luck[turn++ % luck.length] < 3 ? 'failed' : 'completed';
          });
          const { tree } = run.active;
          expect(run.active.hasEnded).toBe(true);
          const counted = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
          for (let n = 0; n < tree.table.length; n++) {
            expect(['completed', 'failed', 'cancelled']).toContain(tree.table.status(n));
            if (tree.table.isJob(n)) {
              counted.total++;
              counted[tree.table.status(n)]++;
            }
          }
          expect(tree.stats(0)).toEqual(counted);
          expect(run.folder.toStats()).toEqual(counted);
          expect(run.runs.queue.running).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  });
});
