import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockFiles } from '../../../../src-main/engine/storage/block-files';
import { Store } from '../../../../src-main/engine/storage/store';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  await t.close();
});

describe('an engine in trouble', () => {
  it('a parent that awaits a child hears of it when the child is cancelled before it starts', async () => {
    await t.define(
      'parent.mjs',
      `export default async (job) => {
        await job.spawn({ name: 'bad', type: 'command', run: ['sh', '-c', 'exit 1'] });
        const child = await job.spawn({ name: 'waits', type: 'command', run: ['sh', '-c', 'echo never'] });
        job.log.info('child ' + (await child.done).status);
      };`,
    );
    const { runId, last } = await t.run(
      `concurrency = 1\n[step.a]\ntype = "script"\nmodule = "./parent.mjs"`,
    );
    expect(last.scope).toMatchObject({ status: 'failed', stats: { completed: 1, failed: 1, cancelled: 1 } });
    expect((await t.lines(runId)).map((row) => row.text)).toEqual(['child cancelled']);
  });

  it('takes ids that cannot be as bad input and goes on', async () => {
    await expect(
      t.client.call('feed.look', {
        treeFrom: 0,
        treeCount: 10,
        treeRootId: null,
        scopeId: 'r99999999999',
        selectedId: null,
        levels: 15,
      }),
    ).rejects.toMatchObject({ code: 'bad-input' });
    await t.client.call('job.add', { command: ['true'], cwd: t.folder });
    await t.watch('r1');
    expect((await t.ended()).scope?.status).toBe('completed');
  });

  it('a failure cancels a step beside it whose items are still being found', async () => {
    const marks = await t.define('marks', '');
    const { last } = await t.run(`
[step.a]
type = "command"
run = "while ! test -e ${marks}.go; do sleep 0.02; done; exit 1"
depends = []
[step.b]
type = "command"
run = "echo {{item}} >> ${marks}"
for_each = { command = "touch ${marks}.go; sleep 30; echo one" }
depends = []
`);
    expect(last.scope).toMatchObject({ status: 'failed', stats: { total: 1, failed: 1 } });
    expect(await readFile(marks, 'utf8')).toBe('');
  });

  it('a cancel during a stop is a cancel', async () => {
    const runId = await t.start(
      `[step.a]\ntype = "command"\nrun = "trap '' TERM; echo up; while :; do sleep 0.05; done"`,
    );
    await t.until((message) => message.log?.total === 1);
    const stopped = t.client.call('run.stop', { id: runId });
    await t.client.call('node.cancel', { id: runId });
    await stopped;
    expect((await t.ended()).scope).toMatchObject({ status: 'cancelled', stats: { cancelled: 1 } });
  });

  it('a run that is stopped and continued while its items are found goes on', async () => {
    const marks = await t.define('marks', '');
    const runId = await t.start(
      `[step.a]\ntype = "command"\nrun = "echo {{item}}"\nfor_each = { command = "echo x >> ${marks}; sleep 0.5; echo one; echo two" }`,
    );
    while ((await readFile(marks, 'utf8')) === '') await pause(10);
    const stopped = t.client.call('run.stop', { id: runId });
    await t.client.call('run.continue', { id: runId });
    await stopped;
    expect((await t.ended()).scope).toMatchObject({ status: 'completed', stats: { total: 2, completed: 2 } });
  });

  it('the time limit of a run counts only while it may execute', async () => {
    const go = await t.define('go.txt', '');
    const runId = await t.start(
      `timeout = "2s"\n[step.a]\ntype = "command"\nrun = "test -s ${go} || sleep 60"`,
    );
    await t.until((message) => message.totals.running === 1);
    await t.client.call('run.stop', { id: runId });
    // Longer than the limit: held time must not count, and nothing but time can show that.
    await pause(2200);
    await writeFile(go, 'go');
    await t.client.call('run.continue', { id: runId });
    expect((await t.ended()).scope).toMatchObject({ status: 'completed' });
  });

  it('the time limit of a run ends everything and says so', async () => {
    const { last } = await t.run(
      `timeout = "1s"\nconcurrency = 1\n[step.a]\ntype = "command"\nrun = "sleep 60"\nfor_each = ["1", "2"]`,
    );
    expect(last.scope).toMatchObject({ status: 'failed', reason: 'timed out', stats: { cancelled: 2 } });
  });

  it('stops although a client does not read its answers', async () => {
    await t.run(`[step.a]\ntype = "test_job_generator"\nworker_count = 1\nlog_count = 5000`);
    const store = Store.openForReading(t.engine.dataFolder);
    const owner = JSON.parse(store?.meta('owner') ?? '') as { socket: string; token: string };
    const socket = connect(owner.socket);
    socket.pause();
    socket.on('error', () => undefined);
    socket.write(`${JSON.stringify({ hello: { folderId: store?.folderId, token: owner.token } })}\n`);
    for (let id = 1; id <= 30; id++) {
      const input = { scopeId: 'r1', levels: 15, from: 0, count: 1000 };
      socket.write(`${JSON.stringify({ id, name: 'log.rows', input })}\n`);
    }
    while (t.engine.clients === 0) await pause(10);
    await t.stop();
    socket.destroy();
    await store?.close();
  });

  it('Promise 12: a wall clock that was set back while nothing ran changes no order', async () => {
    await t.run(`[step.a]\ntype = "command"\nrun = "echo one"`);
    const ahead = t.engine.now() + 3_600_000;
    await t.stop();
    const now = Date.now;
    Date.now = () => ahead;
    await t.reopen();
    await t.run(`[step.a]\ntype = "command"\nrun = "echo two"`);
    await t.stop();
    Date.now = now;
    await t.reopen();
    const { runId } = await t.run(`[step.a]\ntype = "command"\nrun = "echo three"`);
    expect((await t.lines(runId))[0].time).toBeGreaterThanOrEqual(ahead);
    expect(await t.verify()).toMatchObject({ ok: true });
  });
});

describe('block files', () => {
  it('keep each run’s bytes in its own file, also when more runs write at once than files are kept open', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'runsheet-blocks-'));
    const files = new BlockFiles(folder);
    try {
      const piece = (run: number, byte: number) => new Uint8Array(50_000).fill((run + byte) % 256);
      const runs = Array.from({ length: 150 }, (_, at) => at + 1);
      await Promise.all(runs.map((run) => files.write(run, 0, [piece(run, 0), piece(run, 1)])));
      await Promise.all(runs.map((run) => files.flush(run)));
      for (const run of runs) {
        expect(Buffer.compare(files.read(run, 0, 50_000), piece(run, 0))).toBe(0);
        expect(Buffer.compare(files.read(run, 50_000, 50_000), piece(run, 1))).toBe(0);
      }
    } finally {
      files.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
