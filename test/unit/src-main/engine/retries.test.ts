import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BulkState } from '../../../../src-shared/contract';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  expect((await t.verify()).differences).toEqual([]);
  await t.close();
});

/** A command that fails until it has been called `times` times. */
function failing(times: number, code = 1): string {
  return `echo x >> calls; n=$(wc -l < calls); echo call $n; test $n -gt ${times} || exit ${code}`;
}

function step(run: string, more = ''): string {
  return `[step.a]\ntype = "command"\nrun = ${JSON.stringify(run)}\n${more}\n`;
}

const quick = 'retries = { max = 3, delay = "10ms", jitter = false }';

describe('a job that fails', () => {
  it('is tried again, keeps every attempt with its lines, and completes', async () => {
    const { runId, last } = await t.run(step(failing(2), quick));
    expect(last.scope).toMatchObject({ status: 'completed', stats: { total: 1, completed: 1 } });
    const shown = await t.client.call('node.show', { id: `${runId}.2` });
    expect(shown.attempts.map((one) => [one.attempt, one.status, one.exitCode])).toEqual([
      [1, 'failed', 1],
      [2, 'failed', 1],
      [3, 'completed', 0],
    ]);
    const lines = await t.lines(runId);
    expect(lines.map((row) => [row.n, row.line, row.attempt, row.stream, row.text])).toEqual([
      [1, 1, 1, 'out', 'call 1'],
      [2, 2, 1, 'system', 'Attempt 1 of 4 failed; attempt 2 of 4 starts in 0.0 s.'],
      [3, 3, 2, 'out', 'call 2'],
      [4, 4, 2, 'system', 'Attempt 2 of 4 failed; attempt 3 of 4 starts in 0.0 s.'],
      [5, 5, 3, 'out', 'call 3'],
    ]);
  });

  it('is dead when its attempts are used up: listed, counted, with all its attempts', async () => {
    const { runId, last } = await t.run(step('exit 7', 'retries = { max = 1, delay = "" }'));
    expect(last).toMatchObject({ dead: 1, scope: { status: 'failed' } });
    const { total, rows } = await t.client.call('dead.list', { from: 0, count: 10 });
    expect([total, rows[0].id, rows[0].attempt, rows[0].error]).toEqual([1, `${runId}.2`, 2, 'Exit code 7']);
    expect((await t.lines(runId)).at(-1)?.text).toBe(
      'All 2 attempts failed: the job is on the dead letter shelf.',
    );
  });

  it('is not tried again after an exit code of no_retry_on', async () => {
    const { runId } = await t.run(step('exit 2', 'retries = { max = 5, delay = "", no_retry_on = [2] }'));
    const shown = await t.client.call('node.show', { id: `${runId}.2` });
    expect(shown.attempts.map((one) => one.exitCode)).toEqual([2]);
  });

  it('is tried again after a timeout', async () => {
    const { last, runId } = await t.run(
      step(`echo x >> calls; test $(wc -l < calls) -gt 1 || sleep 60`, `timeout = "300ms"\n${quick}`),
    );
    expect(last.scope?.status).toBe('completed');
    const shown = await t.client.call('node.show', { id: `${runId}.2` });
    expect(shown.attempts.map((one) => [one.status, one.reason])).toEqual([
      ['failed', 'timed out'],
      ['completed', null],
    ]);
  });

  it('takes no slot while it waits for its next attempt', async () => {
    const runId = await t.start(
      `concurrency = 1\n${step('exit 1', 'retries = { max = 1, delay = "1h", jitter = false }\ndepends = []')}` +
        `[step.b]\ntype = "command"\nrun = "echo b"\ndepends = []`,
    );
    await t.until(({ scope }) => scope?.stats.completed === 1 && scope.stats.pending === 1);
    const waiting = t.nodes(runId).find((node) => node.name === 'a' && node.kind === 'job');
    expect(waiting).toMatchObject({
      status: 'pending',
      reason: 'retrying',
      error: 'Exit code 1',
      attempt: 1,
    });
    // Asked for by a person, it goes at once.
    expect(await t.client.call('node.retry', { id: waiting?.id ?? '' })).toMatchObject({ requeued: 1 });
    expect((await t.ended()).scope).toMatchObject({ status: 'failed', stats: { completed: 1, failed: 1 } });
  });

  it('waits on after a restart, and then has its next attempt', async () => {
    const runId = await t.start(step(failing(1), 'retries = { max = 1, delay = "1500ms", jitter = false }'));
    await t.until(({ scope }) => scope?.reason !== 'x' && scope?.stats.pending === 1 && scope.lines === 2);
    await t.stop();
    await t.reopen(runId);
    expect((await t.ended()).scope?.status).toBe('completed');
  });

  it('of a step with on_error = "retry" is tried again without retries being set', async () => {
    const runId = await t.start(step(failing(9), 'on_error = "retry"'));
    const { scope } = await t.until(({ scope: of }) => (of?.lines ?? 0) >= 2);
    expect(scope?.status).toBe('running');
    expect((await t.lines(runId))[1].text).toContain('attempt 2 of 4 starts in');
    await t.client.call('node.cancel', { id: runId });
    expect((await t.ended()).scope).toMatchObject({ status: 'cancelled', stats: { cancelled: 1 } });
  });
});

const threeSteps = `
[step.fetch]
type = "command"
run = "echo fetch >> order"
[step.work]
type = "command"
for_each = ["good", "bad", "worse"]
run = 'echo {{item}} >> order; test -f {{item}}.ok'
concurrency = 1
[step.publish]
type = "command"
run = "echo publish >> order"
`;

describe('what failed', () => {
  it('goes on when it is sent round: its step, what depended on it, and nothing that had succeeded', async () => {
    await writeFile(path.join(t.folder, 'good.ok'), '');
    const { runId, last } = await t.run(threeSteps);
    expect(last.scope).toMatchObject({ status: 'failed', stats: { completed: 2, failed: 1, cancelled: 1 } });
    expect(t.nodes(runId).find((node) => node.name === 'publish')).toMatchObject({
      status: 'cancelled',
      reason: 'dependency work failed',
    });
    await writeFile(path.join(t.folder, 'bad.ok'), '');
    await writeFile(path.join(t.folder, 'worse.ok'), '');
    expect(await t.client.call('node.retry', { id: runId })).toEqual({ requeued: 2, continued: false });
    const again = await t.ended();
    expect(again).toMatchObject({ dead: 0, scope: { status: 'completed', reason: null } });
    expect(again.scope?.stats).toMatchObject({ total: 5, completed: 5 });
    expect(await readFile(path.join(t.folder, 'order'), 'utf8')).toBe(
      'fetch\ngood\nbad\nbad\nworse\npublish\n',
    );
  });

  it('one job repaired lets everything go on that was cancelled because of it', async () => {
    await writeFile(path.join(t.folder, 'good.ok'), '');
    await writeFile(path.join(t.folder, 'worse.ok'), '');
    const { runId } = await t.run(threeSteps);
    await writeFile(path.join(t.folder, 'bad.ok'), '');
    const bad = t.nodes(runId).find((node) => node.name === 'bad');
    await t.client.call('node.retry', { id: bad?.id ?? '' });
    expect((await t.ended()).scope).toMatchObject({ status: 'completed', stats: { completed: 5 } });
  });

  it('goes round with another command, environment or item, and keeps that', async () => {
    const { runId } = await t.run(step('test "$MODE" = right', 'env = { MODE = "wrong" }'));
    const job = `${runId}.2`;
    await t.client.call('node.retry', { id: job, edit: { command: 'echo changed; exit 3' } });
    expect((await t.ended()).scope?.status).toBe('failed');
    await t.client.call('node.retry', {
      id: job,
      edit: { command: 'test "$MODE" = right', env: { MODE: 'right' } },
    });
    expect((await t.ended()).scope?.status).toBe('completed');
    const shown = await t.client.call('node.show', { id: job });
    expect(shown.attempts.map((one) => one.exitCode)).toEqual([1, 3, 0]);
    expect(shown.env).toMatchObject({ MODE: 'right' });
    await expect(t.client.call('node.retry', { id: job, edit: { item: 'x' } })).rejects.toThrow(
      `Only a job that failed or was cancelled can be changed; ${job} is completed.`,
    );
  });

  it('is taken off the shelf without losing its row', async () => {
    const { runId } = await t.run(step('exit 1'));
    const bulk = await t.client.call('bulk.start', { action: 'clear', filter: { dead: true } });
    expect(await t.client.call('bulk.wait', { bulkId: bulk.bulkId, done: bulk.total })).toMatchObject({
      total: 1,
      changed: 1,
      ended: true,
    });
    await t.until(({ dead }) => dead === 0);
    expect(t.nodes(runId).map((node) => node.status)).toEqual(['failed', 'failed', 'failed']);
    expect(await t.client.call('dead.list', { from: 0, count: 10 })).toEqual({ total: 0, rows: [] });
  });

  it('is put back on the shelf when its removal is taken back, unless it went round meanwhile', async () => {
    const one = await t.run(step('exit 1'));
    const bulkOf = async (begun: BulkState) =>
      t.client.call('bulk.wait', { bulkId: begun.bulkId, done: begun.total });
    const two = await t.run(step('test -e again || exit 1'));
    const filter = { dead: true };
    const cleared = await bulkOf(await t.client.call('bulk.start', { action: 'clear', filter }));
    expect(cleared).toMatchObject({ changed: 2, ended: true });
    await writeFile(path.join(t.folder, 'again'), '');
    await t.client.call('node.retry', { id: two.runId });
    await t.until(({ totals }) => totals.completed === 1);
    expect(await bulkOf(await t.client.call('bulk.undo', { bulkId: cleared.bulkId }))).toMatchObject({
      action: 'shelve',
      total: 2,
      changed: 1,
      ended: true,
      error: null,
    });
    await t.until(({ dead }) => dead === 1);
    const { rows } = await t.client.call('dead.list', { from: 0, count: 10 });
    expect(rows.map(({ runId }) => runId)).toEqual([one.runId]);
    // Once more changes nothing, and only a removal can be taken back.
    const again = await t.client.call('bulk.undo', { bulkId: cleared.bulkId });
    expect(await bulkOf(again)).toMatchObject({ changed: 0, ended: true });
    await expect(t.client.call('bulk.undo', { bulkId: again.bulkId })).rejects.toThrow(
      'Only what was removed from the dead letter can be put back.',
    );
  });

  it('goes round all at once, a thousand jobs of many runs, with exact counts', async () => {
    const numbers = Array.from({ length: 300 }, (_, at) => String(at));
    for (const name of ['one', 'two', 'three']) {
      await t.start(
        `concurrency = 100\n[step.g]\ntype = "test_job_generator"\nworker_count = ${numbers.length}\nlog_count = 1\nfailure_rate = 1\non_error = "continue"`,
        `${name}.toml`,
      );
      await t.ended();
    }
    expect((await t.until(({ dead }) => dead === 900)).totals.failed).toBe(900);
    const bulk = await t.client.call('bulk.start', {
      action: 'retry',
      filter: { dead: true, text: 'worker 1' },
    });
    // worker 1, 10 to 19 and 100 to 199 of each run.
    expect(bulk.total).toBe(3 * 111);
    let state = bulk;
    while (!state.ended) state = await t.client.call('bulk.wait', { bulkId: bulk.bulkId, done: state.done });
    expect(state).toMatchObject({ done: 333, changed: 333, error: null });
    const last = await t.until(({ totals }) => totals.pending + totals.running === 0);
    expect(last.totals).toMatchObject({ total: 900, failed: 900 });
    expect((await t.until(({ dead }) => dead === 900)).dead).toBe(900);
  });
});
