import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox, until } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

test('a batch of shell commands is one run, enqueued in one call', async () => {
  const lines = Array.from({ length: 1000 }, (_, at) => `echo "line ${at + 1}" | cat`);
  writeFileSync(path.join(sandbox.folder, 'batch.txt'), `# a thousand\n\n${lines.join('\n')}\n`);
  expect(await sandbox.run('add', '--batch', 'batch.txt')).toEqual({ code: 0, stdout: 'r1\n', stderr: '' });
  const [run] = await sandbox.json('list');
  expect(run).toMatchObject({ name: 'batch.txt', status: 'pending', stats: { total: 1000, pending: 1000 } });
  const jobs = (await sandbox.json('jobs', 'r1')).filter(({ kind }) => kind === 'job');
  expect(jobs.map(({ name }) => name)).toEqual(lines);
});

test('a batch is waited for, and its mistakes are told', async () => {
  writeFileSync(path.join(sandbox.folder, 'two.txt'), 'echo one\nexit 4\n');
  const waited = await sandbox.run('add', '--batch', 'two.txt', '--name', 'two', '--wait');
  expect(waited.stdout).toBe('r1\n');
  expect(waited.stderr).toContain('2 jobs: 1 completed, 1 failed; 1 line');
  expect(await sandbox.json('stats', 'r1')).toMatchObject([{ stats: { completed: 1, failed: 1 } }]);
  expect((await sandbox.run('add', '--batch', 'none.txt')).stderr).toBe(
    'runsheet: The batch file none.txt cannot be read: it does not exist.\n',
  );
  expect((await sandbox.run('add', '--batch', 'two.txt', '--key', 'k')).stderr).toBe(
    'runsheet: --key goes with one command, not with --batch.\n',
  );
  expect((await sandbox.run('add', '--concurrency', '2', '--', 'true')).stderr).toBe(
    'runsheet: --concurrency is the number of jobs at once: it goes with --batch.\n',
  );
});

test('a job that fails is tried again as often as it was asked for', async () => {
  const once = 'if [ -e second ]; then echo works; else touch second; exit 7; fi';
  const added = await sandbox.run('add', '--retries', '2', '--wait', '--', 'sh', '-c', once);
  expect(added.code).toBe(0);
  const [job] = await sandbox.json('show', 'r1.1');
  expect(job.attempts).toMatchObject([{ status: 'failed', exitCode: 7 }, { status: 'completed' }]);
  expect((await sandbox.run('add', '--retries', 'many', '--', 'true')).stderr).toBe(
    'runsheet: --retries must be a whole number from 0 to 1,000, not "many".\n',
  );
});

test('a job waits for those it comes after, and is cancelled when one of them fails', async () => {
  await sandbox.run('add', '--name', 'good', '--', 'true');
  await sandbox.run('add', '--name', 'bad', '--', 'false');
  await sandbox.run('add', '--after', 'r1', '--', 'echo', 'went well');
  await sandbox.run('add', '--after', 'r1.1,r2', '--', 'echo', 'never');
  expect((await sandbox.run('add', '--after', 'r9', '--', 'true')).stderr).toContain('There is no run r9.');
  expect((await sandbox.run('serve', '--until-idle')).code).toBe(0);
  const statuses = Object.fromEntries((await sandbox.json('list')).map(({ id, status }) => [id, status]));
  expect(statuses).toEqual({ r1: 'completed', r2: 'failed', r3: 'completed', r4: 'cancelled' });
  const [job] = await sandbox.json('show', 'r4.1');
  expect(job.reason).toMatch(/dependency/);
});

test('a second job with the same key is refused while the first has not ended', async () => {
  await sandbox.run('add', '--key', 'nightly', '--', 'true');
  const second = await sandbox.run('add', '--key', 'nightly', '--', 'true');
  expect(second.code).toBe(2);
  expect(second.stderr).toContain('nightly');
  await sandbox.run('serve', '--until-idle');
  expect(await sandbox.run('add', '--key', 'nightly', '--', 'true')).toMatchObject({ code: 0 });
});

test('jobs of a group share its limit, whatever their run', async () => {
  const serve = sandbox.start('serve', '--json');
  await serve.line();
  await sandbox.run('limit', '--group', 'gpu=2');
  for (let at = 0; at < 4; at++) await sandbox.run('add', '--group', 'gpu', '--', 'sleep', '600');
  await until(async () => (await sandbox.json('stats'))[0].stats.running === 2);
  expect(await sandbox.json('limit')).toMatchObject([
    { running: 2, groups: [{ name: 'gpu', size: 2, running: 2, paused: false }] },
  ]);
  await sandbox.run('limit', '--group', 'gpu=3');
  await until(async () => (await sandbox.json('stats'))[0].stats.running === 3);
  expect((await sandbox.run('cancel', '--all')).code).toBe(0);
  await until(async () => (await sandbox.json('stats'))[0].stats.cancelled === 4);
});

test('an attempt ends at its timeout, and a delayed job waits for its time', async () => {
  const slow = await sandbox.run('add', '--timeout', '200ms', '--wait', '--', 'sleep', '600');
  expect(slow.code).toBe(1);
  const [job] = await sandbox.json('add', '--delay', '1500ms', '--wait', '--', 'true');
  expect(job.status).toBe('completed');
  expect(Date.parse(job.startedAt) - Date.parse(job.createdAt)).toBeGreaterThanOrEqual(1499);
});
