import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  expect((await t.verify()).differences).toEqual([]);
  await t.close();
});

/** A command that runs until the file exists. */
function until(file: string): string {
  return `while ! test -f ${file}; do sleep 0.02; done`;
}

function add(command: string, more: object = {}) {
  return t.client.call('job.add', { command: ['sh', '-c', command], cwd: t.folder, ...more });
}

describe('a pause', () => {
  it('of a run lets running jobs go on and starts nothing new, also after a restart', async () => {
    const runId = await t.start(
      `concurrency = 1\n[step.a]\ntype = "command"\nfor_each = ["1", "2", "3"]\nrun = '${until('go')}'`,
    );
    await t.until(({ scope }) => scope?.stats.running === 1);
    await t.client.call('run.pause', { id: runId });
    await writeFile(path.join(t.folder, 'go'), '');
    const { scope } = await t.until(({ scope: of }) => of?.stats.completed === 1);
    expect(scope).toMatchObject({ paused: true, status: 'running', stats: { pending: 2, running: 0 } });
    await t.stop();
    await t.reopen(runId);
    expect(t.messages.at(-1)?.scope).toMatchObject({ paused: true, stats: { pending: 2 } });
    await t.client.call('run.resume', { id: runId });
    expect((await t.ended()).scope).toMatchObject({ paused: false, stats: { completed: 3 } });
  });

  it('of the queue and of a group is kept over a restart and told to everyone', async () => {
    expect(await t.client.call('queue.pause', { group: null })).toMatchObject({ paused: true });
    await t.client.call('queue.pause', { group: 'gpu' });
    await t.client.call('queue.change', { limit: 3, groups: { gpu: 2 } });
    await t.stop();
    await t.reopen();
    expect(t.messages.at(-1)?.queue).toEqual({
      paused: true,
      limit: 3,
      running: 0,
      groups: [{ name: 'gpu', size: 2, running: 0, paused: true }],
    });
    const job = await add('echo x', { group: 'gpu' });
    const other = await add('echo y');
    await t.client.call('queue.resume', { group: null });
    await t.watch(other.runId);
    await t.ended();
    expect(t.nodes(job.runId)[0].status).toBe('pending');
    await t.client.call('queue.resume', { group: 'gpu' });
    await t.watch(job.runId);
    expect((await t.ended()).scope?.status).toBe('completed');
  });
});

describe('limits', () => {
  it('of a group hold over all runs, and grow while jobs run', async () => {
    const text = `concurrency = 5\n[step.a]\ntype = "command"\ngroup = "gpu"\nfor_each = ["1", "2", "3"]\nrun = '${until('go')}'`;
    await t.start(text, 'one.toml');
    const second = await t.start(text, 'two.toml');
    const { totals: all } = await t.until(
      ({ queue, totals }) => queue.groups[0]?.running === 1 && totals.total === 6,
    );
    expect(all).toMatchObject({ running: 1, pending: 5 });
    await t.client.call('queue.change', { groups: { gpu: 4 } });
    await t.until(({ queue }) => queue.groups[0]?.running === 4);
    await writeFile(path.join(t.folder, 'go'), '');
    await t.until(({ totals }) => totals.completed === 6);
    expect(t.nodes(second)[0].status).toBe('completed');
    const most = Math.max(...t.messages.map(({ queue }) => queue.groups[0]?.running ?? 0));
    expect(most).toBe(4);
  });

  it('of a run, of its steps and of everything change while jobs run', async () => {
    const runId = await t.start(
      `concurrency = 1\n[step.a]\ntype = "command"\nfor_each = { range = [1, 6] }\nrun = '${until('go')}'`,
    );
    await t.until(({ scope }) => scope?.stats.running === 1);
    await t.client.call('run.change', { id: runId, concurrency: 5, steps: { a: 3 } });
    await t.until(({ scope }) => scope?.stats.running === 3);
    await t.client.call('queue.change', { limit: 4 });
    await t.client.call('run.change', { id: runId, steps: { a: null } });
    await t.until(({ scope }) => scope?.stats.running === 4);
    await expect(t.client.call('run.change', { id: runId, steps: { b: 1 } })).rejects.toThrow(
      `Run ${runId} has no step "b".`,
    );
    await writeFile(path.join(t.folder, 'go'), '');
    await t.ended();
  });

  it('a changed priority decides what runs next', async () => {
    await t.client.call('queue.change', { limit: 1 });
    const blocker = await add(until('go'));
    await t.watch(blocker.runId);
    await t.until(({ scope }) => scope?.stats.running === 1);
    const late = [];
    for (const name of ['a', 'b', 'c']) late.push(await add(`echo ${name} >> order`, { name }));
    await t.client.call('run.change', { id: late[2].runId, priority: 7 });
    await writeFile(path.join(t.folder, 'go'), '');
    await t.until(({ totals }) => totals.completed === 4);
    expect(await readFile(path.join(t.folder, 'order'), 'utf8')).toBe('c\na\nb\n');
  });
});

describe('an added job', () => {
  it('waits for others, and is cancelled with the reason when one of them fails; repaired, it goes on', async () => {
    const first = await add(`${until('go')}; test -f ok`);
    const second = await add('echo second', { after: [first.id] });
    const third = await add('echo third', { after: [second.runId] });
    expect(t.nodes(second.runId)[0]).toMatchObject({ status: 'pending', reason: `waits for ${first.id}` });
    await writeFile(path.join(t.folder, 'go'), '');
    await t.watch(third.runId);
    expect((await t.ended()).scope).toMatchObject({
      status: 'cancelled',
      reason: `dependency ${second.runId} was cancelled`,
      stats: { total: 1, cancelled: 1 },
    });
    expect(t.nodes(second.runId)[0]).toMatchObject({
      status: 'cancelled',
      reason: `dependency ${first.id} failed`,
    });
    await writeFile(path.join(t.folder, 'ok'), '');
    await t.client.call('node.retry', { id: first.runId });
    await t.until(({ totals }) => totals.completed === 3);
    expect(t.messages.at(-1)?.totals).toMatchObject({ total: 3, completed: 3 });
  });

  it('that waits for something that has failed already is cancelled at once', async () => {
    const first = await add('exit 1');
    await t.watch(first.runId);
    await t.ended();
    const second = await add('echo', { after: [first.id] });
    expect(t.nodes(second.runId).map((node) => node.status)).toEqual(['cancelled', 'cancelled']);
    await expect(add('echo', { after: ['r99'] })).rejects.toThrow('r99');
  });

  it('waits over a restart', async () => {
    await t.client.call('queue.pause', { group: null });
    const first = await add('echo first');
    const second = await add('echo second', { after: [first.id] });
    await t.stop();
    await t.reopen(second.runId);
    await t.client.call('queue.resume', { group: null });
    expect((await t.ended()).scope?.status).toBe('completed');
    const lines = [...(await t.lines(first.runId)), ...(await t.lines(second.runId))];
    expect(lines[0].time).toBeLessThanOrEqual(lines[1].time);
  });

  it('is refused while another has its key, and taken when that has ended', async () => {
    const first = await add(until('go'), { key: 'one' });
    await expect(add('echo', { key: 'one' })).rejects.toThrow(
      `${first.id} has the key "one" and has not ended.`,
    );
    await t.stop();
    await t.reopen(first.runId);
    await expect(add('echo', { key: 'one' })).rejects.toThrow('has the key "one"');
    await writeFile(path.join(t.folder, 'go'), '');
    await t.ended();
    const again = await add('echo', { key: 'one' });
    await t.watch(again.runId);
    expect((await t.ended()).scope?.status).toBe('completed');
  });

  it('becomes ready at its time, retries, and ends at its timeout', async () => {
    const job = await add('sleep 60', { delayMs: 300, retries: 1, timeoutMs: 200 });
    expect(t.nodes(job.runId)[1]).toMatchObject({ status: 'pending', reason: 'delayed' });
    await t.watch(job.runId);
    expect((await t.ended()).scope?.status).toBe('failed');
    const shown = await t.client.call('node.show', { id: job.id });
    expect(shown.attempts.map((one) => one.reason)).toEqual(['timed out', 'timed out']);
    const [first] = shown.attempts;
    expect((first.startedAt ?? 0) - job.createdAt).toBeGreaterThanOrEqual(299);
  });

  it('a hundred thousand in one call are one run, all there when the answer comes', async () => {
    await t.client.call('queue.pause', { group: null });
    const jobs = Array.from({ length: 100_000 }, (_, at) => ({ command: ['true', String(at)] }));
    const answer = await t.client.call('job.addMany', { name: 'many', jobs, cwd: t.folder });
    expect(answer.jobs).toBe(100_000);
    await t.stop();
    await t.reopen(answer.runId);
    expect(t.messages.at(-1)?.scope?.stats).toMatchObject({ total: 100_000, pending: 100_000 });
    const bulk = await t.client.call('bulk.start', { action: 'cancel', filter: { id: answer.runId } });
    let state = bulk;
    while (!state.ended) state = await t.client.call('bulk.wait', { bulkId: bulk.bulkId, done: state.done });
    expect(state).toMatchObject({ total: 100_000, changed: 100_000, error: null });
    expect((await t.ended()).scope?.stats).toMatchObject({ total: 100_000, cancelled: 100_000 });
  });
});

describe('a step', () => {
  it('refuses a job whose key another one has, and says whose', async () => {
    const text = `[step.a]\ntype = "command"\nfor_each = ["x", "y"]\nkey = "k-{{item}}"\nrun = '${until('go')}'`;
    const first = await t.start(text, 'one.toml');
    await t.until(({ scope }) => scope?.stats.running === 2);
    const second = await t.start(text.replace('"y"', '"z"'), 'two.toml');
    await t.until(({ scope }) => scope?.stats.running === 1);
    expect(t.nodes(second)[2]).toMatchObject({ status: 'cancelled', reason: `${first}.2 has the same key` });
    await writeFile(path.join(t.folder, 'go'), '');
    expect((await t.ended()).scope?.stats).toMatchObject({ total: 2, completed: 1, cancelled: 1 });
  });

  it('fails when its time is over, and what is left of it is cancelled', async () => {
    const { runId, last } = await t.run(
      `concurrency = 2\n[step.a]\ntype = "command"\nstep_timeout = "400ms"\nfor_each = ["1", "2", "3"]\nrun = "sleep 60"\n[step.b]\ntype = "command"\nrun = "echo b"`,
    );
    expect(last.scope).toMatchObject({ status: 'failed', stats: { cancelled: 3 } });
    expect(t.nodes(runId).find((node) => node.name === 'a')).toMatchObject({
      status: 'failed',
      reason: 'timed out',
    });
  });
});

describe('definitions before and after', () => {
  const definitionOf = (id: string, more = '', run = `echo ${id} >> order`) =>
    t.define(`${id}.toml`, `${more}\n[step.a]\ntype = "command"\nrun = ${JSON.stringify(run)}`);

  it('run in their order, all in the list from the start', async () => {
    await definitionOf('fetch');
    await definitionOf('check');
    await definitionOf('publish');
    const file = await definitionOf('main', 'pre_jobs = ["fetch", "check"]\npost_jobs = ["publish"]');
    const { runId } = await t.client.call('run.start', { path: file });
    expect(runId).toBe('r3');
    expect(t.engine.runNumbers).toHaveLength(4);
    await t.watch('r4');
    expect((await t.ended()).scope).toMatchObject({ name: 'publish', status: 'completed' });
    expect(await readFile(path.join(t.folder, 'order'), 'utf8')).toBe('fetch\ncheck\nmain\npublish\n');
  });

  it('that fail cancel what follows, with the reason', async () => {
    await definitionOf('fetch', '', 'exit 1');
    await definitionOf('publish');
    const file = await definitionOf('main', 'pre_jobs = ["fetch"]\npost_jobs = ["publish"]');
    const { runId } = await t.client.call('run.start', { path: file });
    await t.watch('r3');
    await t.ended();
    expect(t.nodes(runId)[0]).toMatchObject({ status: 'cancelled', reason: 'dependency r1 failed' });
    expect(t.nodes('r3')[0]).toMatchObject({
      status: 'cancelled',
      reason: `dependency ${runId} was cancelled`,
    });
  });

  it('are found in a watched folder, too', async () => {
    const folder = path.join(t.folder, 'watched');
    await mkdir(folder);
    await writeFile(path.join(folder, 'fetch.toml'), '[step.a]\ntype = "command"\nrun = "true"');
    await t.client.call('definitions.add', { path: folder });
    const file = await definitionOf('main', 'pre_jobs = ["fetch"]');
    const { runId } = await t.client.call('run.start', { path: file });
    await t.watch(runId);
    expect((await t.ended()).scope).toMatchObject({ id: 'r2', status: 'completed' });
  });

  it('that are not there, or go round in a circle, are one sentence and nothing is started', async () => {
    const missing = await definitionOf('main', 'pre_jobs = ["fetch"]');
    await expect(t.client.call('run.start', { path: missing })).rejects.toThrow(
      'main.toml: pre_jobs names "fetch", but no definition in its folder or in a watched one has that id.',
    );
    await definitionOf('fetch', 'post_jobs = ["main"]');
    await expect(t.client.call('run.start', { path: missing })).rejects.toThrow(
      'pre_jobs and post_jobs go round in a circle: main, fetch, main.',
    );
    expect(t.engine.runNumbers).toEqual([]);
  });
});

describe('a run that has ended', () => {
  it('can be deleted: rows, log and counts go, other runs stay', async () => {
    const { runId } = await t.run(
      '[step.g]\ntype = "test_job_generator"\nworker_count = 3\nlog_count = 2000\nfailure_rate = 1\nseed = 1',
    );
    const other = await t.run('[step.a]\ntype = "command"\nrun = "echo x"', 'other.toml');
    await t.client.call('node.remove', { id: runId });
    await t.until(({ totals }) => totals.total === 1);
    expect(t.messages.at(-1)).toMatchObject({ dead: 0, lines: 1, runCount: 1 });
    await expect(t.client.call('node.show', { id: runId })).rejects.toThrow(runId);
    expect(t.nodes(other.runId)[0].status).toBe('completed');
  });

  it('only whole runs that have ended can be deleted', async () => {
    const job = await add(until('go'));
    await expect(t.client.call('node.remove', { id: job.runId })).rejects.toThrow(
      `Run ${job.runId} has not ended.`,
    );
    await expect(t.client.call('node.remove', { id: job.id })).rejects.toThrow('is a part of a run');
    await t.client.call('node.cancel', { id: job.runId });
    await t.watch(job.runId);
    await t.ended();
  });
});
