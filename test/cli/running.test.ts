import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { endless, failing, gated, generator } from './definitions';
import { Sandbox, until } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

/** Waits until the first job of the run has printed its first line. */
async function untilReady(runId: string): Promise<void> {
  await until(async () => (await sandbox.json('logs', runId)).some(({ text }) => text === 'ready'));
}

async function statusOf(id: string): Promise<string> {
  return (await sandbox.json('stats', id))[0]?.status;
}

test('a run prints one JSON object and nothing else', async () => {
  const { code, stdout, stderr } = await sandbox.run('run', '--json', sandbox.define('gen.toml', generator));
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toMatch(
    /^\{"runId":"r1","status":"completed","stats":\{"total":25,.*\},"lines":\d+,"durationMs":\d+\}\n$/,
  );
});

test('a person sees steps begin and end on stderr, and the outcome on stdout', async () => {
  const { code, stdout, stderr } = await sandbox.run('run', sandbox.define('fail.toml', failing));
  expect(code).toBe(1);
  expect(stdout).toMatch(/^r1 fail failed \(1 job failed\) in .*\n1 job: 1 failed; 1 line\n/);
  expect(stdout).toContain('See the log with: runsheet logs r1\n');
  expect(stderr).toContain('step build failed');
  expect(stderr).toContain('step test cancelled (dependency build failed), 0 jobs');
});

test('Promise 10: a definition that cannot be run gets one sentence and starts nothing', async () => {
  const file = sandbox.define('bad.toml', '[step.a]\ntype = "command"\nrun = "true"\nconcurency = 3\n');
  const sentence = 'bad.toml line 4: step.a.concurency is not a known key; did you mean concurrency?';
  const plain = await sandbox.run('run', file);
  expect(plain.code).toBe(2);
  expect(plain.stdout).toBe('');
  expect(plain.stderr.split('\n')[0]).toBe(`runsheet: ${sentence}`);
  const [{ error }] = parseLines((await sandbox.run('run', file, '--json')).stderr);
  expect(error).toMatchObject({ code: 'bad-definition', message: sentence });
  expect((await sandbox.run('run', 'missing.toml')).code).toBe(2);
  expect(sandbox.hasData).toBe(false);
});

test('two runs at once on a fresh folder share one engine', async () => {
  const file = sandbox.define('gated.toml', gated);
  const runs = [sandbox.start('run', '--json', file), sandbox.start('run', '--json', file)];
  await Promise.all(['r1', 'r2'].map(untilReady));
  writeFileSync(path.join(sandbox.folder, 'go'), '');
  const ends = await Promise.all(runs.map((run) => run.ended));
  expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  const ids = ends.map(({ stdout }) => parseLines(stdout)[0].runId);
  expect(ids.sort()).toEqual(['r1', 'r2']);
  await until(async () => (await sandbox.enginePid()) === null);
  expect((await sandbox.run('verify')).code).toBe(0);
});

test('--detach does not wait, and -f follows the run to its end', async () => {
  const file = sandbox.define('gated.toml', gated);
  expect(await sandbox.run('run', '--detach', file)).toEqual({ code: 0, stdout: 'r1\n', stderr: '' });
  const following = sandbox.start('logs', 'r1', '-f', '--json');
  await following.line((line) => line.includes('"ready"'));
  writeFileSync(path.join(sandbox.folder, 'go'), '');
  const { code, stdout } = await following.ended;
  expect(code).toBe(0);
  expect(parseLines(stdout).map(({ n, text }) => [n, text])).toEqual([
    [1, 'ready'],
    [2, 'done'],
  ]);
  expect(await statusOf('r1')).toBe('completed');
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s interrupts the run: its job is pending again',
  async (signal) => {
    const run = sandbox.start('run', '--json', sandbox.define('endless.toml', endless));
    await untilReady('r1');
    run.signal(signal);
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(parseLines(stdout)[0]).toMatchObject({
      runId: 'r1',
      status: 'pending',
      stats: { pending: 1, running: 0 },
    });
    const jobs = await sandbox.json('jobs', 'r1');
    expect(jobs.map(({ status, reason }) => [status, reason])).toEqual([
      ['pending', 'stopped'],
      ['pending', 'stopped'],
      ['pending', 'stopped'],
    ]);
    expect((await sandbox.run('verify')).code).toBe(0);
  },
);

test('Promise 7: a run whose engine is killed goes on with the next one', async () => {
  const run = sandbox.start('run', '--json', sandbox.define('gated.toml', gated));
  await untilReady('r1');
  await sandbox.killEngine();
  writeFileSync(path.join(sandbox.folder, 'go'), '');
  const { code, stdout } = await run.ended;
  expect(code).toBe(0);
  expect(parseLines(stdout)[0]).toMatchObject({ runId: 'r1', status: 'completed', stats: { completed: 1 } });
  const lines = await sandbox.json('logs', 'r1');
  expect(lines.map(({ stream, text }) => (stream === 'system' ? 'system' : text))).toEqual([
    'ready',
    'system',
    'ready',
    'done',
  ]);
  expect((await sandbox.run('verify')).code).toBe(0);
});

test('cancel ends what runs, and the run that waits tells so', async () => {
  const run = sandbox.start('run', '--json', sandbox.define('endless.toml', endless));
  await untilReady('r1');
  expect(await sandbox.run('cancel', 'r1')).toEqual({
    code: 0,
    stdout: 'Cancelled 0 pending jobs; ended 1 running job.\n',
    stderr: '',
  });
  expect(await statusOf('r1')).toBe('cancelled');
  expect((await run.ended).code).toBe(3);
  expect((await sandbox.run('cancel', 'r1')).stdout).toBe(
    'r1 has ended already (cancelled): there is nothing to cancel.\n',
  );
});

test('cancel works on a folder whose engine died, and starts nothing', async () => {
  await sandbox.run('run', '--detach', sandbox.define('endless.toml', endless));
  await untilReady('r1');
  await sandbox.killEngine();
  expect(await statusOf('r1')).toBe('running');
  expect((await sandbox.run('cancel', 'r1')).stdout).toBe('Cancelled 1 pending job.\n');
  expect(await statusOf('r1')).toBe('cancelled');
  expect(await sandbox.enginePid()).toBeNull();
  expect((await sandbox.run('verify')).code).toBe(0);
});
