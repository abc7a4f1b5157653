import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Engine } from '../../../../src-main/engine/engine';
import { threadScripts } from '../../../setup/threads';
import { listDependants } from '../../../../src-main/engine/storage/run-records';
import { Store } from '../../../../src-main/engine/storage/store';
import { definition, DrivenRun, step } from './driven-run';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  await t.close();
});
function until(file: string): string {
  return `while ! test -f ${file}; do sleep 0.02; done`;
}
function add(command: string, more: object = {}) {
  return t.client.call('job.add', { command: ['sh', '-c', command], cwd: t.folder, ...more });
}
function touch(file: string) {
  return writeFile(path.join(t.folder, file), '');
}
async function end(runId: string) {
  await t.watch(runId);
  return (await t.ended()).scope;
}
function status(id: string) {
  const node = t.nodes(id.split('.')[0]).find((one) => one.id === id);
  return `${node?.status}: ${node?.reason}`;
}
async function offline(): Promise<Engine> {
  const { executor, script, transfer } = threadScripts();
  return Engine.open({
    dataFolder: path.join(t.folder, 'data'),
    executorThread: executor,
    scriptThread: script,
    transferThread: transfer,
    version: 'test',
    graceMs: 1000,
    executes: false,
    recovers: false,
  });
}

describe('deleting a run', () => {
  it('asked for twice at once takes the counts out once', async () => {
    const job = await add('exit 1');
    await end(job.runId);
    await Promise.allSettled([
      t.client.call('node.remove', { id: job.runId }),
      t.client.call('node.remove', { id: job.runId }),
    ]);
    expect([t.engine.totals.toStats().failed, t.engine.active.books.dead]).toEqual([0, 0]);
    expect((await t.verify()).differences).toEqual([]);
  });
  it('together with a retry leaves either the whole run or nothing', async () => {
    const job = await add('exit 1');
    await end(job.runId);
    await Promise.allSettled([
      t.client.call('node.remove', { id: job.runId }),
      t.client.call('node.retry', { id: job.runId }),
    ]);
    await add('true').then((other) => end(other.runId));
    expect((await t.verify()).differences).toEqual([]);
  });
  it('together with a clear of the shelf counts the dead once', async () => {
    const job = await add('exit 1');
    await end(job.runId);
    await Promise.allSettled([
      t.client.call('node.remove', { id: job.runId }),
      t.engine.change(() => t.engine.active.clear(1, [1])),
    ]);
    await add('true').then((other) => end(other.runId));
    expect(t.engine.active.books.dead).toBe(0);
    expect((await t.verify()).differences).toEqual([]);
  });
  it('of a dependency that had completed does not cancel who waits for another one as well', async () => {
    const one = await add('true');
    const two = await add(until('go'));
    const waiter = await add('echo', { after: [one.runId, two.runId] });
    await end(one.runId);
    await t.client.call('node.remove', { id: one.runId });
    await touch('go');
    expect(await end(waiter.runId)).toMatchObject({ status: 'completed' });
  });
  it('of a completed dependency does not cancel a run that only waits for a slot, after a restart', async () => {
    const one = await add('true');
    await t.client.call('queue.pause', { group: 'g' });
    const waiter = await add('echo', { after: [one.runId], group: 'g' });
    await end(one.runId);
    await t.client.call('node.remove', { id: one.runId });
    await t.stop();
    await t.reopen(waiter.runId);
    await t.client.call('queue.resume', { group: 'g' });
    expect((await t.ended()).scope).toMatchObject({ status: 'completed' });
  });
});

describe('a retry', () => {
  it('of a run that failed while it was paused runs', async () => {
    const runId = await t.start(
      `concurrency = 1\n[step.a]\ntype = "command"\nfor_each = ["1", "2"]\nrun = '${until('go')}; test -f ok'`,
    );
    await t.until(({ scope }) => scope?.stats.running === 1);
    await t.client.call('run.pause', { id: runId });
    await touch('go');
    await t.ended();
    await touch('ok');
    const answer = await t.client.call('node.retry', { id: runId });
    expect([answer.requeued, (await t.ended()).scope?.status]).toEqual([2, 'completed']);
  });
  it('of a run that was stopped and then cancelled runs', async () => {
    const runId = await t.start(`[step.a]\ntype = "command"\nrun = '${until('go')}'`);
    await t.until(({ scope }) => scope?.stats.running === 1);
    await t.client.call('run.stop', { id: runId });
    await t.client.call('node.cancel', { id: runId });
    await t.ended();
    await touch('go');
    await t.client.call('node.retry', { id: runId });
    expect((await t.ended()).scope?.status).toBe('completed');
  });
  it('of a job while its run still runs wakes who was cancelled because the job had failed', async () => {
    const runId = await t.start(
      `[step.a]\ntype = "command"\non_error = "continue"\nrun = 'test -f ok'\n` +
        `[step.b]\ntype = "command"\ndepends = []\nrun = '${until('go')}'`,
    );
    await t.until(({ scope }) => scope?.stats.failed === 1 && scope.stats.running === 1);
    const job = t.nodes(runId).find((node) => node.kind === 'job' && node.name === 'a');
    const waiter = await add('echo', { after: [job?.id ?? ''] });
    expect(status(waiter.runId)).toBe(`cancelled: dependency ${job?.id} failed`);
    await touch('ok');
    await t.client.call('node.retry', { id: job?.id ?? '' });
    await t.until(({ scope }) => scope?.stats.failed === 0 && scope.stats.completed === 1);
    await touch('go');
    await t.ended();
    expect((await end(waiter.runId))?.status).toBe('completed');
  });
  it('that comes to nothing at once leaves the counts as they were', async () => {
    const holder = await add(until('go'), { key: 'k' });
    const runId = await t.start(
      `[step.a]\ntype = "command"\nrun = '${until('go2')}'\n[step.b]\ntype = "command"\nkey = "k"\nrun = "true"`,
    );
    await t.until(({ scope }) => scope?.stats.running === 1);
    await t.client.call('node.cancel', { id: `${runId}.2` });
    await touch('go2');
    await t.ended();
    await t.client.call('node.retry', { id: `${runId}.2` });
    await touch('go');
    await end(holder.runId);
    expect((await t.verify()).differences).toEqual([]);
  });
  it('of a step whose items could not be found says that something runs again', async () => {
    const { runId } = await t.run(
      `[step.a]\ntype = "command"\nfor_each = { command = "test -f ok && echo 1" }\nrun = "true"`,
    );
    await touch('ok');
    const answer = await t.client.call('node.retry', { id: runId });
    expect((await end(runId))?.status).toBe('completed');
    expect(answer.requeued + Number(answer.continued)).toBeGreaterThan(0);
  });
  it('of a run whose dependency has failed does not say that a job goes round', async () => {
    const first = await add('exit 1');
    await end(first.runId);
    const second = await add('echo', { after: [first.runId] });
    await expect(t.client.call('node.retry', { id: second.runId })).rejects.toThrow(
      `${second.runId} waits for ${first.runId}, which has not completed.`,
    );
    expect(t.nodes(second.runId)[0].status).toBe('cancelled');
  });
  it('of a run that is being cancelled sends round all of it', () => {
    const run = new DrivenRun(definition([step('a', { items: 2 })], { concurrency: 1 }));
    run.runs.cancel(run.active, 0);
    run.runs.retry(run.active.run, 0);
    run.finish(() => 'completed');
    expect([run.summary['run'], run.active.tree.counts(0)?.of('cancelled')]).toEqual(['completed', 0]);
  });
  it('of a run that is timing out clears the reason', () => {
    const run = new DrivenRun(definition([step('a', { items: 2 })], { concurrency: 1 }));
    run.active.progress.timedOut();
    run.runs.retry(run.active.run, 0);
    run.finish(() => 'completed');
    expect(run.summary['run']).toBe('completed');
  });
  it('of a run does not run a job that was refused because another had its key', async () => {
    const { runId } = await t.run(
      `[step.a]\ntype = "command"\non_error = "continue"\nkey = "{{item}}"\nfor_each = ["x", "x", "y"]\n` +
        `run = "echo {{item}} >> ran; test {{item}} = x || test -f ok"`,
    );
    await touch('ok');
    const answer = await t.client.call('node.retry', { id: runId });
    const last = await end(runId);
    expect([answer.requeued, last?.stats.completed, last?.stats.cancelled]).toEqual([1, 2, 1]);
  });
});

describe('the keys', () => {
  it('of a job that waits for another run are kept over a restart', async () => {
    await t.client.call('queue.pause', { group: null });
    const first = await add('echo first');
    await add('echo', { after: [first.id], key: 'one' });
    await t.stop();
    await t.reopen();
    await expect(add('echo', { key: 'one' })).rejects.toThrow('has the key');
  });
  it('hold also where no engine executes the folder', async () => {
    await t.stop();
    for (const expected of ['fulfilled', 'rejected']) {
      const engine = await offline();
      const client = engine.connect({ send: () => undefined });
      const [answer] = await Promise.allSettled([
        client.call('job.add', { command: ['true'], cwd: t.folder, key: 'one' }),
      ]);
      await engine.stop();
      expect(answer.status).toBe(expected);
    }
    await t.reopen();
  });
  it('do not follow an item that a person would put in, so that is refused', async () => {
    const text = (items: string, run: string) =>
      `[step.a]\ntype = "command"\nkey = "{{item}}"\nfor_each = [${items}]\nrun = '${run}'`;
    const { runId } = await t.run(text('"a"', 'exit 1'));
    await expect(t.client.call('node.retry', { id: `${runId}.2`, edit: { item: 'b' } })).rejects.toThrow(
      'The key of this job is made for its item',
    );
  });
});

describe('the reason', () => {
  it('of a delayed job that was cancelled', async () => {
    const job = await add('true', { delayMs: 3_600_000 });
    await t.client.call('node.cancel', { id: job.id });
    expect(status(job.id)).toBe('cancelled: cancelled on request');
  });
  it('of a waiting run that was cancelled', async () => {
    const one = await add(until('go'));
    const two = await add('true', { after: [one.runId] });
    await t.client.call('node.cancel', { id: two.runId });
    expect(status(two.runId)).toBe('cancelled: cancelled on request');
    await touch('go');
    await end(one.runId);
  });
  it('of a job cancelled between two attempts', async () => {
    const runId = await t.start(
      `[step.a]\ntype = "command"\nrun = "exit 1"\nretries = { max = 1, delay = "1h" }`,
    );
    await t.until(({ scope }) => scope?.stats.pending === 1 && scope.lines === 1);
    await t.client.call('node.cancel', { id: `${runId}.2` });
    expect(status(`${runId}.2`)).toBe('cancelled: cancelled on request');
  });
});

describe('in odd moments', () => {
  it('a run whose only step was cancelled while it looked for its items is not completed', async () => {
    const runId = await t.start(
      `[step.a]\ntype = "command"\nfor_each = { command = "sleep 30" }\nrun = "true"\n[step.b]\ntype = "command"\nrun = "true"`,
    );
    await t.until(({ scope }) => scope?.status === 'running');
    await t.client.call('node.cancel', { id: `${runId}.1` });
    const scope = await end(runId);
    expect([status(`${runId}.1`), status(`${runId}.2`), `${scope?.status}: ${scope?.reason}`]).toEqual([
      'cancelled: cancelled on request',
      'cancelled: dependency a was cancelled',
      'cancelled: cancelled on request',
    ]);
  });
  it('a due job does not spin an engine that leases nothing', async () => {
    await t.stop();
    const { executor, script, transfer } = threadScripts();
    let known: (value: NodeJS.ProcessEnv) => void = () => undefined;
    const engine = await Engine.open({
      dataFolder: path.join(t.folder, 'data'),
      executorThread: executor,
      scriptThread: script,
      transferThread: transfer,
      version: 'test',
      graceMs: 1000,
      environment: new Promise((resolve) => (known = resolve)),
    });
    const client = engine.connect({ send: () => undefined });
    await client.call('job.add', { command: ['true'], cwd: t.folder, delayMs: 10 });
    let ticks = 0;
    engine.onTick(() => ticks++);
    await pause(500);
    known(process.env);
    await engine.stop();
    await t.reopen();
    expect(ticks).toBeLessThan(50);
  });
  it('the time of a step does not run while its run is paused', async () => {
    const runId = await t.start(
      `concurrency = 1\n[step.a]\ntype = "command"\nstep_timeout = "800ms"\nfor_each = ["1", "2"]\nrun = '${until('go')}'`,
    );
    await t.until(({ scope }) => scope?.stats.running === 1);
    await t.client.call('run.pause', { id: runId });
    await touch('go');
    await t.until(({ scope }) => scope?.stats.completed === 1);
    await pause(1000);
    expect(t.nodes(runId)[1].status).toBe('running');
  });
  it('a changed command with a mistake is refused', async () => {
    const { runId } = await t.run(`[step.a]\ntype = "command"\nfor_each = ["1"]\nrun = "exit 1"`);
    await expect(
      t.client.call('node.retry', { id: `${runId}.2`, edit: { command: 'echo "{{itme}}"' } }),
    ).rejects.toThrow('itme');
  });
  it('cancel of all jobs also ends a step that looks for its items', async () => {
    const runId = await t.start(
      `[step.a]\ntype = "command"\nfor_each = { command = "${until('go')}; echo 1; echo 2" }\nrun = "echo {{item}} >> ran"`,
    );
    await t.until(({ scope }) => scope?.status === 'running');
    await t.client.call('bulk.start', { action: 'cancel', filter: { id: runId } });
    await touch('go');
    expect(await end(runId)).toMatchObject({ stats: { completed: 0 } });
  });
  it('a run that is sent round while it times out has its whole time again', async () => {
    const runId = await t.start(
      `timeout = "400ms"\nconcurrency = 1\n[step.a]\ntype = "command"\nfor_each = ["1", "2"]\n` +
        `run = "trap '' TERM; test {{item}} = 1 && while ! test -f go; do sleep 0.02; done; echo second; sleep 20"`,
    );
    await t.until(({ scope }) => scope?.stats.cancelled === 1);
    expect(await t.client.call('node.retry', { id: `${runId}.3` })).toMatchObject({ requeued: 1 });
    await t.until(({ scope }) => scope?.stats.cancelled === 1 && scope.stats.running === 1);
    expect((await t.ended()).scope).toMatchObject({ status: 'failed', reason: 'timed out' });
  });
  it('what a removed run waited for keeps no record of it', async () => {
    const one = await add('true');
    const two = await add('true', { after: [one.runId] });
    await end(two.runId);
    await t.client.call('node.remove', { id: two.runId });
    const store = Store.openForReading(path.join(t.folder, 'data'));
    const left = store === null ? [] : listDependants(store, 1);
    await store?.close();
    expect(left).toEqual([]);
  });
});
