import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  await t.close();
});

const generator = `
name = "Generator"
[step.quick]
type = "test_job_generator"
worker_count = 5
log_count = 50
log_delay_ms = 0
failure_rate = 0.1
on_error = "continue"
seed = 7
depends = []
[step.busy]
type = "test_job_generator"
worker_count = 3
log_count = 1200
log_delay_ms = 0
on_error = "continue"
seed = 2
depends = []
[step.family]
type = "test_job_generator"
worker_count = 3
log_count = 8
child_count = 2
recursion_depth = 2
on_error = "continue"
seed = 3
depends = []
`;

/** 3 workers, 2 children each, 1 grandchild of each child (child_count halves). */
const familyJobs = 3 + 3 * 2 + 3 * 2 * 1;

/** State letter of a process; Z has ended and only waits for its parent to look. */
async function processState(pid: string): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat === '' ? 'gone' : stat.slice(stat.lastIndexOf(')') + 2)[0];
}

describe('an engine', () => {
  it('runs a command and stores exactly what it printed', async () => {
    const { runId, last } = await t.run(
      `[step.a]\ntype = "command"\nrun = ["sh", "-c", "echo one; echo two"]`,
    );
    expect(last.scope).toMatchObject({ status: 'completed', stats: { total: 1, completed: 1 }, lines: 2 });
    expect((await t.lines(runId)).map((row) => [row.n, row.seq, row.line, row.stream, row.text])).toEqual([
      [1, 1, 1, 'out', 'one'],
      [2, 2, 2, 'out', 'two'],
    ]);
  });

  it('Promise 1: numbers 1..N in time order in every subtree, with children that are spawned at run time', async () => {
    const { runId, last } = await t.run(generator);
    expect(last.scope?.stats).toMatchObject({ total: 5 + 3 + familyJobs, pending: 0, running: 0 });
    expect(last.scope?.lines).toBe(5 * 50 + 3 * 1200 + 3 * 8 + 6 * 4 + 6 * 2);
    for (const node of t.nodes(runId)) {
      const rows = await t.lines(node.id);
      expect(rows).toHaveLength(node.lines);
      let time = 0;
      const jobLines = new Map<string, number>();
      rows.forEach((row, at) => {
        expect(row.n).toBe(at + 1);
        expect(row.time).toBeGreaterThanOrEqual(time);
        time = row.time;
        expect(row.line).toBe((jobLines.get(row.jobId) ?? 0) + 1);
        jobLines.set(row.jobId, row.line);
      });
    }
    expect(await t.verify()).toMatchObject({ ok: true, differences: [] });
  });

  it('Promise 4: in every message of the feed the counts add up and equal the rows', async () => {
    let checked = 0;
    t.onMessage = (message) => {
      for (const node of [...message.tree.rows, ...(message.scope === null ? [] : [message.scope])]) {
        const { total, ...five } = node.stats;
        expect(total).toBe(Object.values(five).reduce((sum, count) => sum + count, 0));
      }
      const jobs = message.tree.rows.filter((row) => row.kind === 'job' && row.childCount === 0);
      for (const job of jobs) expect(job.stats[job.status]).toBe(1);
      for (const step of message.tree.rows.filter((row) => row.kind === 'step' && row.open)) {
        const children = message.tree.rows.filter((row) => row.parentId === step.id);
        for (const status of ['pending', 'running', 'completed', 'failed', 'cancelled'] as const) {
          expect(step.stats[status]).toBe(children.reduce((sum, child) => sum + child.stats[status], 0));
        }
        checked++;
      }
      expect(message.totals).toEqual(message.scope?.stats ?? message.totals);
    };
    await t.run(generator);
    expect(checked).toBeGreaterThan(0);
  });

  it('Promise 2: the same lines under the same numbers after closing and opening again', async () => {
    const { runId } = await t.run(generator);
    const ids = t.nodes(runId).map((node) => node.id);
    const before = await Promise.all(ids.map((id) => t.lines(id)));
    const nodes = t.nodes(runId);
    await t.stop();
    await t.reopen(runId);
    expect(await Promise.all(ids.map((id) => t.lines(id)))).toEqual(before);
    expect(t.nodes(runId)).toEqual(nodes);
    expect(await t.verify()).toMatchObject({ ok: true });
  });

  it('Promise 5: the revisions of a subscriber follow each other, and the last state arrives', async () => {
    await t.run(generator);
    await t.client.call('node.cancel', { id: 'r1' });
    const revisions = t.messages.filter((message) => message.previousRevision !== null);
    for (const message of revisions) {
      const before = t.messages[t.messages.indexOf(message) - 1];
      expect(message.previousRevision).toBe(before.revision);
    }
    await t.until((message) => message.revision === t.engine.revision);
  });

  it('runs one command for each item, with the item as one word whatever is in it', async () => {
    const items = ['plain', 'two words', '$(echo no)', `it's`, '"quoted"', '*'];
    const { runId, last } = await t.run(
      `[step.a]\ntype = "command"\nrun = "printf '%s\\\\n' {{item}}"\nfor_each = ${JSON.stringify(items)}\nconcurrency = 1`,
    );
    expect(last.scope?.status).toBe('completed');
    expect((await t.lines(runId)).map((row) => row.text)).toEqual(items);
    expect(
      t
        .nodes(runId)
        .slice(2)
        .map((node) => node.name),
    ).toEqual(items);
  });

  it('keeps the limits of step and run, and order of enqueue', async () => {
    let most = 0;
    t.onMessage = (message) => {
      most = Math.max(most, message.totals.running);
    };
    const { runId, last } = await t.run(
      `concurrency = 2\n[step.a]\ntype = "command"\nrun = ["sh", "-c", "sleep 0.05"]\nfor_each = { range = [1, 8] }`,
    );
    expect(last.scope?.stats.completed).toBe(8);
    expect(most).toBe(2);
    const starts = t
      .nodes(runId)
      .filter((node) => node.kind === 'job')
      .map((node) => node.startedAt ?? 0);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it('tells why a job failed: exit code, signal, missing command', async () => {
    const { runId } = await t.run(`
[step.code]
type = "command"
run = ["sh", "-c", "exit 3"]
on_error = "continue"
[step.signal]
type = "command"
run = ["sh", "-c", "kill -SEGV $$"]
on_error = "continue"
[step.missing]
type = "command"
run = ["no-such-command-anywhere"]
on_error = "continue"
`);
    const jobs = t.nodes(runId).filter((node) => node.kind === 'job');
    expect(jobs.map((job) => [job.status, job.exitCode, job.error])).toEqual([
      ['failed', 3, 'Exit code 3'],
      ['failed', null, expect.stringContaining('SIGSEGV')],
      ['failed', null, expect.stringContaining('no-such-command-anywhere')],
    ]);
    expect((await t.client.call('node.show', { id: jobs[1].id })).attempts).toMatchObject([
      { attempt: 1, status: 'failed', signal: 'SIGSEGV' },
    ]);
  });

  it('Promise 8: cancel ends running jobs with their grandchildren, and pending ones at once', async () => {
    const pids = await t.define('pids', '');
    const runId = await t.start(
      `concurrency = 2\n[step.a]\ntype = "command"\nrun = "sh -c 'echo $$ >> ${pids}; trap \\"\\" TERM; sleep 60 & echo $! >> ${pids}; wait; sleep 60'"\nfor_each = { range = [1, 6] }`,
    );
    await t.until((message) => message.totals.running === 2);
    while ((await readFile(pids, 'utf8')).trim().split('\n').length < 4) await pause(10);
    const answer = await t.client.call('node.cancel', { id: runId });
    expect(answer).toEqual({ cancelled: 4, ending: 2 });
    const last = await t.ended();
    expect(last.scope).toMatchObject({ status: 'cancelled', stats: { total: 6, cancelled: 6 } });
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n')) {
      expect(await processState(pid)).toMatch(/^(gone|Z)$/);
    }
    expect(await t.verify()).toMatchObject({ ok: true });
  });

  it('stops a run and goes on with it: what had ended is not run again', async () => {
    const runs = await t.define('runs', '');
    const runId = await t.start(
      `concurrency = 1\n[step.a]\ntype = "command"\nrun = "echo {{item}} >> ${runs}; test {{item}} != 2 || test -e ${runs}.go || sleep 60"\nfor_each = { range = [1, 4] }`,
    );
    await t.until((message) => message.totals.completed === 1 && message.totals.running === 1);
    while ((await readFile(runs, 'utf8')) !== '1\n2\n') await pause(10);
    await t.client.call('run.stop', { id: runId });
    const held = await t.until((message) => message.scope?.held === true && message.totals.running === 0);
    expect(held.scope).toMatchObject({
      status: 'pending',
      reason: 'stopped',
      stats: { completed: 1, pending: 3 },
    });
    await t.define('runs.go', '');
    await t.client.call('run.continue', { id: runId });
    expect((await t.ended()).scope).toMatchObject({ status: 'completed', stats: { total: 4, completed: 4 } });
    expect(await readFile(runs, 'utf8')).toBe('1\n2\n2\n3\n4\n');
    const job = t.nodes(runId).find((node) => node.attempt === 2);
    expect(
      (await t.client.call('node.show', { id: job?.id ?? '' })).attempts.map((one) => one.reason),
    ).toEqual(['stopped', null]);
  });

  it('Promise 7: after a clean stop in the middle, opening the folder again goes on by itself', async () => {
    const runId = await t.start(
      `concurrency = 2\n[step.a]\ntype = "command"\nrun = ["sh", "-c", "sleep 0.1"]\nfor_each = { range = [1, 10] }`,
    );
    await t.until((message) => message.totals.completed >= 2);
    await t.stop();
    expect(await t.verify()).toMatchObject({ ok: true });
    await t.reopen(runId);
    expect((await t.ended()).scope).toMatchObject({
      status: 'completed',
      stats: { total: 10, completed: 10 },
    });
  });

  it('runs scripts: log levels, progress, children that are awaited give their slot up meanwhile', async () => {
    await t.define(
      'parent.mjs',
      `export default async (job) => {
        job.log.info('before');
        const child = await job.spawn({ name: 'child', type: 'command', run: ['sh', '-c', 'echo from child'] });
        const { status } = await child.done;
        job.log.warn('child ' + status);
      };`,
    );
    const { runId, last } = await t.run(
      `concurrency = 1\n[step.a]\ntype = "script"\nmodule = "./parent.mjs"`,
    );
    expect(last.scope).toMatchObject({ status: 'completed', stats: { total: 2, completed: 2 } });
    expect((await t.lines(runId)).map((row) => [row.jobName, row.level, row.stream, row.text])).toEqual([
      ['a', 'info', 'log', 'before'],
      ['child', 'info', 'out', 'from child'],
      ['a', 'warn', 'log', 'child completed'],
    ]);
  });

  it('adds one command as a run of its own, which ends with it', async () => {
    const job = await t.client.call('job.add', { command: ['sh', '-c', 'echo hi; exit 4'], cwd: t.folder });
    expect(job).toMatchObject({ id: 'r1.1', parentId: 'r1', kind: 'job', name: 'sh' });
    await t.watch('r1');
    expect((await t.ended()).scope).toMatchObject({ status: 'failed', reason: '1 job failed', lines: 1 });
    expect(await t.client.call('node.show', { id: 'r1.1' })).toMatchObject({
      exitCode: 4,
      input: { command: ['sh', '-c', 'echo hi; exit 4'], cwd: t.folder },
    });
    expect(await t.verify()).toMatchObject({ ok: true, runs: 1, jobs: 1, lines: 1 });
  });

  it('runs what has a higher priority first, and the rest in order of enqueue', async () => {
    const order = await t.define('order', '');
    const add = (name: string, priority: number) =>
      t.client.call('job.add', {
        command: ['sh', '-c', `echo ${name} >> ${order}`],
        name,
        priority,
        cwd: t.folder,
      });
    // One tick takes all of them in, so none is leased before the last is there.
    const jobs = await Promise.all([add('first', 0), add('second', 0), add('urgent', 5)]);
    for (const job of jobs) {
      await t.watch(job.runId);
      await t.ended();
    }
    const starts = jobs.map((job) => t.nodes(job.runId)[1].startedAt ?? 0);
    expect(starts[2]).toBeLessThanOrEqual(starts[0]);
    expect(starts[0]).toBeLessThanOrEqual(starts[1]);
  });

  it('Promise 10: a bad definition starts nothing and says where it is wrong', async () => {
    const file = await t.define('bad.toml', '[step.a]\ntype = "command"\nrun = "true"\ntimeout = "three"\n');
    await expect(t.client.call('run.start', { path: file })).rejects.toMatchObject({
      code: 'bad-definition',
      message: expect.stringContaining('bad.toml line 4') as string,
    });
    expect(t.engine.runNumbers).toEqual([]);
  });

  it('refuses a second engine on the same folder', async () => {
    const { Engine } = await import('../../../../src-main/engine/engine');
    const { threadScripts } = await import('../../../setup/threads');
    const { executor, script, transfer } = threadScripts();
    await expect(
      Engine.open({
        dataFolder: t.engine.dataFolder,
        executorThread: executor,
        scriptThread: script,
        transferThread: transfer,
        version: 'x',
      }),
    ).rejects.toMatchObject({ code: 'folder-in-use' });
  });

  it('answers "there is no run" for ids that name nothing, and what an id looks like for the rest', async () => {
    await expect(t.client.call('node.show', { id: 'r99' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(t.client.call('node.show', { id: 'ninety-nine' })).rejects.toThrow(/id such as "r12"/);
  });

  it('says that it has stopped to whoever asks afterwards', async () => {
    const { runId } = await t.run('[step.a]\ntype = "command"\nrun = "true"\n');
    await t.watch(null);
    await t.stop();
    const asked = [
      t.client.call('node.show', { id: runId }),
      t.client.call('tree.ids', { from: 0, count: 10 }),
      t.client.call('log.rows', { scopeId: runId, levels: 15, from: 0, count: 10 }),
      t.client.call('history.definitions', {}),
      t.client.call('node.cancel', { id: runId }),
    ];
    for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: 'stopping' });
  });
});
