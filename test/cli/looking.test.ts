import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { failing, generator } from './definitions';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

test('a folder that holds nothing yet is looked at without being made', async () => {
  expect(await sandbox.json('list')).toEqual([]);
  expect(await sandbox.json('jobs')).toEqual([]);
  expect(await sandbox.json('stats')).toEqual([
    {
      stats: { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 },
      lines: 0,
      durationMs: 0,
    },
  ]);
  expect(await sandbox.json('verify')).toEqual([{ ok: true, runs: 0, jobs: 0, lines: 0, differences: [] }]);
  expect((await sandbox.run('list')).stdout).toBe('There are no runs yet.\n');
  expect(sandbox.hasData).toBe(false);
});

test('an id that names nothing is an error, in a folder with and without anything', async () => {
  const nothing = { code: 2, stdout: '', stderr: expect.stringContaining('runsheet: There is no run r9.\n') };
  for (const verb of ['show', 'logs', 'stats', 'jobs', 'cancel']) {
    expect(await sandbox.run(verb, 'r9')).toEqual(nothing);
  }
  await sandbox.run('add', '--', 'true');
  for (const verb of ['show', 'logs', 'stats', 'jobs', 'cancel']) {
    expect(await sandbox.run(verb, 'r9')).toEqual(nothing);
  }
  expect(parseLines((await sandbox.run('show', 'r1.99', '--json')).stderr)).toEqual([
    { error: expect.objectContaining({ code: 'not-found', message: 'There is no step or job r1.99.' }) },
  ]);
});

test('Promise 4: counts, jobs and lines of a run agree with each other', async () => {
  const [outcome] = await sandbox.json('run', sandbox.define('gen.toml', generator));
  const [run] = await sandbox.json('list');
  const jobs = await sandbox.json('jobs', 'r1');
  const lines = await sandbox.json('logs', 'r1');
  const [stats] = await sandbox.json('stats', 'r1');
  const units = jobs.filter(({ kind }) => kind === 'job');

  expect(run).toMatchObject({
    id: 'r1',
    parentId: null,
    kind: 'run',
    name: 'Generator',
    status: 'completed',
  });
  expect(outcome).toEqual(stats);
  expect(outcome).toMatchObject({ runId: 'r1', status: 'completed', stats: run.stats, lines: lines.length });
  expect(run.stats).toMatchObject({
    total: 25,
    failed: units.filter(({ status }) => status === 'failed').length,
  });
  expect(units).toHaveLength(25);
  expect(jobs[0]).toEqual(run);
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_, at) => at + 1));
  expect([...lines].sort((a, b) => (a.ts < b.ts ? -1 : 1))).toEqual(lines);
  expect(await sandbox.json('verify')).toEqual([
    { ok: true, runs: 1, jobs: 25, lines: lines.length, differences: [] },
  ]);
});

test('jobs come depth-first, each below its parent, in the order they were enqueued', async () => {
  await sandbox.run('run', sandbox.define('gen.toml', generator));
  const jobs = await sandbox.json('jobs', 'r1.1');
  const open: string[] = [];
  for (const { id, parentId } of jobs.slice(1)) {
    while (open.length > 0 && open[open.length - 1] !== parentId) open.pop();
    if (open.length === 0) expect(parentId).toBe('r1.1');
    open.push(id);
  }
  const topLevel = jobs.filter(({ parentId }) => parentId === 'r1.1').map(({ name }) => name);
  expect(topLevel).toEqual([1, 2, 3, 4, 5].map((worker) => `worker ${worker}`));
});

test('Promise 2: the log of a subtree has numbers of its own, and filters keep them', async () => {
  await sandbox.run('run', sandbox.define('gen.toml', generator));
  const [first] = (await sandbox.json('jobs', 'r1.1')).slice(1);
  const all = await sandbox.json('logs', first.id);
  expect(all.map(({ n }) => n)).toEqual(all.map((_, at) => at + 1));
  const severe = all.filter(({ level }) => level === 'warn' || level === 'error');
  expect(await sandbox.json('logs', first.id, '--level', 'warn')).toEqual(severe);
  const own = all.filter(({ jobId }) => jobId === first.id);
  expect(own.length).toBeLessThan(all.length);
  expect(await sandbox.json('logs', first.id, '--no-children')).toEqual(own);
  expect(await sandbox.json('logs', first.id, '--no-children', '--tail', '3')).toEqual(own.slice(-3));
  expect(await sandbox.json('logs', first.id, '--from', '40', '--limit', '5')).toEqual(all.slice(39, 44));
  expect(await sandbox.json('logs', first.id, '--tail', '2')).toEqual(all.slice(-2));
  expect(await sandbox.json('logs', first.id, '--limit', '0')).toEqual([]);
});

test('a job shows its attempts, what it ran and how it ended', async () => {
  await sandbox.run('run', sandbox.define('fail.toml', failing));
  const [job] = (await sandbox.json('jobs', 'r1.1')).slice(1);
  const [details] = await sandbox.json('show', job.id);
  expect(details).toMatchObject({ ...job, exitCode: 3, error: 'Exit code 3', status: 'failed' });
  expect(details.attempts).toEqual([
    expect.objectContaining({ attempt: 1, status: 'failed', exitCode: 3, signal: null }),
  ]);
  const { stdout } = await sandbox.run('show', job.id);
  expect(stdout).toContain('exit code  3: the program reported an error');
  expect(stdout).toContain('Attempts');
});

test('a job that was tried again shows what it ran and waited, what it used, and the command as it was written', async () => {
  const file = sandbox.define(
    'again.toml',
    `[step.a]
type = "command"
run = "echo x >> calls; test $(wc -l < calls) -gt 1 # {{item}}"
for_each = { list = ["one"] }
retries = { max = 1, delay = "300ms", jitter = false }
`,
  );
  await sandbox.run('run', file);
  const { stdout } = await sandbox.run('show', 'r1.2');
  expect(stdout).toMatch(/^time +[\d.]+ m?s: \d+ ms running, \d+ ms waiting$/m);
  expect(stdout).toMatch(/^written +echo x .* # {{item}}$/m);
  const [{ attempts, input }] = await sandbox.json('show', 'r1.2');
  expect(input.command).toMatch(/# one$/);
  if (attempts[0].usage !== null) {
    expect(stdout).toMatch(/^used +\d+ ms processor time, (at most )?[\d.]+ MB memory$/m);
    expect(stdout).toMatch(/ CPU +MEMORY /);
  }
});

test('a job that spawned others lists them', async () => {
  await sandbox.run('run', sandbox.define('gen.toml', generator));
  const children = (await sandbox.json('jobs', 'r1.2')).filter(({ parentId }) => parentId === 'r1.2');
  expect(children.length).toBeGreaterThan(0);
  const { stdout } = await sandbox.run('show', 'r1.2');
  const listed = stdout
    .slice(stdout.indexOf('Children'))
    .split('\n')
    .slice(2, 2 + children.length);
  expect(listed.map((line) => line.split(/ +/)[0])).toEqual(children.map(({ id }) => id));
});

test('Promise 1: 100,000 lines come whole through a pipe, and a reader may go away', async () => {
  await sandbox.run('add', '--wait', '--', 'seq', '1', '100000');
  const { stdout } = await sandbox.run('logs', 'r1', '--json');
  const texts = parseLines(stdout).map(({ text }) => text);
  expect(texts).toEqual(Array.from({ length: 100_000 }, (_, at) => String(at + 1)));
  const head = sandbox.start('logs', 'r1');
  await head.line();
  head.closeStdout();
  expect(await head.ended).toMatchObject({ code: 0, stderr: '' });
});
