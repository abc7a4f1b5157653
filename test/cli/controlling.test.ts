import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { endless, gated } from './definitions';
import { Sandbox, until } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

/** The fourth of five jobs fails as long as there is no file `repaired`; the fifth and the next step are cancelled. */
const broken = `concurrency = 1
[step.build]
type = "command"
run = "echo job {{item}}; test {{item}} -ne 4 || test -e repaired"
for_each = { range = [1, 5] }
[step.after]
type = "command"
run = "echo after"
`;

/** The fourth and the fifth of five jobs fail as long as there is no file `repaired`, and that is tolerated. */
const tolerated = `[step.build]
type = "command"
run = "test {{item}} -le 3 || test -e repaired"
for_each = { range = [1, 5] }
on_error = "continue"
`;

function repair(): void {
  writeFileSync(path.join(sandbox.folder, 'repaired'), '');
}

async function counts(id: string): Promise<Record<string, number>> {
  const [{ stats }] = await sandbox.json('stats', id);
  return stats;
}

test('retry runs again what failed and what was cancelled because of it, and nothing else', async () => {
  expect((await sandbox.run('run', sandbox.define('broken.toml', broken))).code).toBe(1);
  expect(await counts('r1')).toMatchObject({ completed: 3, failed: 1, cancelled: 1 });
  repair();
  const again = await sandbox.run('retry', 'r1', '--json');
  expect(again.code).toBe(0);
  expect(parseLines(again.stdout)).toMatchObject([
    { runId: 'r1', status: 'completed', stats: { total: 6, completed: 6, failed: 0 } },
  ]);
  const jobs = (await sandbox.json('jobs', 'r1.1')).slice(1);
  expect(jobs.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 2, 1]);
  expect(await sandbox.json('verify')).toMatchObject([{ ok: true }]);
});

test('retry says what it does, and has the exit codes of "run"', async () => {
  await sandbox.run('run', sandbox.define('broken.toml', broken));
  const again = await sandbox.run('retry', 'r1');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('2 jobs of r1 run again.');
  expect(again.stdout).toMatch(/^r1 broken failed/);
  await sandbox.run('add', '--wait', '--', 'true');
  const nothing = await sandbox.run('retry', 'r2');
  expect(nothing).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Nothing of r2 has to run again.'),
  });
});

test('retry goes on with a run that was interrupted', async () => {
  const run = sandbox.start('run', sandbox.define('gated.toml', gated));
  await until(async () => (await sandbox.json('logs', 'r1')).length > 0);
  run.signal('SIGINT');
  const interrupted = await run.ended;
  expect(interrupted.code).toBe(130);
  expect(interrupted.stdout).toContain('It goes on with: runsheet retry r1');
  writeFileSync(path.join(sandbox.folder, 'go'), '');
  expect((await sandbox.run('retry', 'r1')).code).toBe(0);
});

test('one job is run again with another command and environment', async () => {
  await sandbox.run('add', '--wait', '--', 'sh', '-c', 'exit 3');
  const again = await sandbox.run('retry', 'r1.1', '--command', 'echo "now $WHAT"', '--env', 'WHAT=it works');
  expect(again.code).toBe(0);
  expect((await sandbox.json('logs', 'r1')).map(({ text }) => text)).toContain('now it works');
  const [job] = await sandbox.json('show', 'r1.1');
  expect(job.input).toMatchObject({ command: 'echo "now $WHAT"' });
  expect(job.env).toMatchObject({ WHAT: 'it works' });
  expect(job.attempts).toMatchObject([{ status: 'failed', exitCode: 3 }, { status: 'completed' }]);
});

test('a change goes with one job, and a mistake in any id changes nothing', async () => {
  await sandbox.run('add', '--wait', '--', 'false');
  await sandbox.run('add', '--wait', '--', 'false');
  expect((await sandbox.run('retry', 'r1.1', 'r2.1', '--command', 'true')).stderr).toBe(
    'runsheet: A change goes with one job at a time.\nWrite: runsheet retry ID --command CMD\n',
  );
  for (const verb of ['retry', 'rm', 'cancel', 'pause', 'resume']) {
    expect(await sandbox.run(verb, 'r1', 'r9')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no run r9.'),
    });
  }
  expect(await counts('r1')).toMatchObject({ failed: 1 });
});

test('a verb that changes makes no folder for an id that names nothing', async () => {
  for (const args of [
    ['retry', 'r1'],
    ['pause', 'r1'],
    ['rm', 'r1'],
    ['dead', 'retry', 'r1'],
    ['limit', 'r1', '--priority', '1'],
  ]) {
    expect(await sandbox.run(...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no run r1'),
    });
  }
  expect(await sandbox.json('dead')).toEqual([]);
  expect(await sandbox.json('limit')).toEqual([{ paused: false, limit: null, running: 0, groups: [] }]);
  expect((await sandbox.run('dead')).stdout).toBe('No job is without attempts left.\n');
  expect(sandbox.hasData).toBe(false);
});

test('a paused run starts nothing new and goes on with resume', async () => {
  const serve = sandbox.start('serve', '--json');
  await serve.line();
  const many =
    'concurrency = 1\n[step.a]\ntype = "command"\nrun = "while [ ! -e go{{item}} ]; do sleep 0.02; done"\nfor_each = { range = [1, 3] }\n';
  await sandbox.run('run', '--detach', sandbox.define('many.toml', many));
  await until(async () => (await counts('r1')).running === 1);
  expect(await sandbox.run('pause', 'r1')).toEqual({
    code: 0,
    stdout: 'r1 is paused: what runs goes on, nothing new starts.\n',
    stderr: '',
  });
  writeFileSync(path.join(sandbox.folder, 'go1'), '');
  writeFileSync(path.join(sandbox.folder, 'go2'), '');
  writeFileSync(path.join(sandbox.folder, 'go3'), '');
  await until(async () => (await counts('r1')).completed === 1);
  expect(await counts('r1')).toMatchObject({ completed: 1, running: 0, pending: 2 });
  expect((await sandbox.run('resume', 'r1')).stdout).toBe('r1 goes on.\n');
  await until(async () => (await counts('r1')).completed === 3);
});

test('a paused queue stays paused over a restart, and its answer says who executes', async () => {
  expect(parseLines((await sandbox.run('pause', '--json')).stdout)).toEqual([
    { paused: true, limit: null, running: 0, groups: [] },
  ]);
  await sandbox.run('add', '--', 'true');
  const serve = sandbox.start('serve', '--json');
  await serve.line();
  expect(await sandbox.json('limit')).toMatchObject([{ paused: true }]);
  serve.signal('SIGTERM');
  await serve.ended;
  expect(await counts('r1')).toMatchObject({ pending: 1 });
  expect((await sandbox.run('resume')).stdout).toBe(
    'The queue goes on as soon as something executes the folder.\n',
  );
  expect((await sandbox.run('serve', '--until-idle')).code).toBe(0);
  expect(await counts('r1')).toMatchObject({ completed: 1 });
});

test('limits of the queue and its groups are kept and shown', async () => {
  expect(await sandbox.json('limit', '--total', '3', '--group', 'gpu=2', '--group', 'net=5')).toEqual([
    {
      paused: false,
      limit: 3,
      running: 0,
      groups: [
        { name: 'gpu', size: 2, running: 0, paused: false },
        { name: 'net', size: 5, running: 0, paused: false },
      ],
    },
  ]);
  await sandbox.run('pause', '--group', 'gpu');
  const { stdout } = await sandbox.run('limit', '--total', 'none');
  expect(stdout).toMatch(/all runs\s+none\s+0/);
  expect(stdout).toMatch(/group gpu\s+2\s+0\s+paused/);
  expect((await sandbox.run('limit', '--total', '0')).stderr).toBe(
    'runsheet: --total must be a whole number from 1 to 10,000, or "none", not "0".\n',
  );
  expect((await sandbox.run('limit', '--concurrency', '2')).stderr).toBe(
    'runsheet: --concurrency is of one run: write "runsheet limit ID …".\n',
  );
});

test('the concurrency of a run is changed while it runs', async () => {
  const many =
    'concurrency = 1\n[step.a]\ntype = "command"\nrun = ["sleep", "600"]\nfor_each = { range = [1, 4] }\n';
  const run = sandbox.start('run', sandbox.define('many.toml', many));
  await until(async () => sandbox.hasData && (await sandbox.json('list')).length === 1);
  await until(async () => (await counts('r1')).running === 1);
  expect((await sandbox.run('limit', 'r1', '--concurrency', '3', '--priority', '-2')).stdout).toBe(
    'r1 now has concurrency 3, priority -2.\n',
  );
  await until(async () => (await counts('r1')).running === 3);
  await sandbox.run('limit', 'r1', '--step', 'a=4', '--concurrency', '9');
  await until(async () => (await counts('r1')).running === 4);
  expect((await sandbox.run('cancel', 'r1')).code).toBe(0);
  expect((await run.ended).code).toBe(3);
});

test('the dead letter lists what has no attempts left; clearing it deletes nothing', async () => {
  await sandbox.run('run', sandbox.define('tolerated.toml', tolerated));
  await sandbox.run('add', '--name', 'lonely', '--wait', '--', 'false');
  const dead = await sandbox.json('dead');
  expect(dead.map(({ name }) => name).sort()).toEqual(['4', '5', 'lonely']);
  expect(dead[0].name).toBe('lonely');
  expect(await sandbox.json('dead', '--search', 'LONE')).toEqual([dead[0]]);
  expect(await sandbox.json('dead', 'list', 'r1')).toEqual(dead.slice(1));
  expect(await sandbox.json('jobs', dead[0].id)).toEqual([dead[0]]);

  expect((await sandbox.run('dead', 'rm', 'r2.1')).stdout).toBe(
    'Took 1 job off the shelf; its row and log stay.\n',
  );
  expect(await sandbox.json('dead')).toEqual(dead.slice(1));
  expect(await counts('r2')).toMatchObject({ total: 1, failed: 1 });
  expect(await sandbox.json('verify')).toMatchObject([{ ok: true }]);
});

test('dead retry sends round again all that match; they run when something executes the folder', async () => {
  await sandbox.run('run', sandbox.define('tolerated.toml', tolerated));
  await sandbox.run('add', '--name', 'lonely', '--wait', '--', 'false');
  await until(async () => (await sandbox.enginePid()) === null);
  expect((await sandbox.run('dead', 'retry')).stderr).toContain('Which jobs should "dead retry" take?');
  expect((await sandbox.run('dead', 'retry', 'soon')).stderr).toContain(
    '"dead" takes list, retry or rm, or IDs, not "soon".',
  );
  repair();
  expect(await sandbox.run('dead', 'retry', '--search', 'exit code', 'r1')).toEqual({
    code: 0,
    stdout: '2 jobs are pending again, until something executes the folder.\n',
    stderr: '',
  });
  expect(await sandbox.json('dead')).toMatchObject([{ name: 'lonely' }]);
  expect((await sandbox.run('serve', '--until-idle')).code).toBe(0);
  expect(await counts('r1')).toMatchObject({ total: 5, completed: 5 });
});

test('bulk cancel takes all that match, in the whole folder or below ids', async () => {
  for (const name of ['red one', 'red two', 'blue']) await sandbox.run('add', '--name', name, '--', 'true');
  expect((await sandbox.run('cancel')).stderr).toContain('"runsheet cancel" needs an ID.');
  expect(await sandbox.json('cancel', '--search', 'RED', 'r2')).toEqual([
    { action: 'cancel', total: 1, done: 1, changed: 1, stopped: false },
  ]);
  expect((await sandbox.run('cancel', '--search', 'red', '--status', 'pending')).stdout).toBe(
    'Cancelled 1 job.\n',
  );
  const statuses = Object.fromEntries((await sandbox.json('list')).map(({ id, status }) => [id, status]));
  expect(statuses).toEqual({ r1: 'cancelled', r2: 'cancelled', r3: 'pending' });
  expect((await sandbox.run('cancel', '--all')).stdout).toBe('Cancelled 1 job.\n');
  expect((await sandbox.run('cancel', '--status', 'done', '--all')).stderr).toBe(
    'runsheet: --status must be pending or running, not "done".\n',
  );
});

test('bulk cancel waits until what ran has ended; an interrupt ends the waiting, and what was done stays done', async () => {
  const deaf = 'trap "" TERM; echo ready; while :; do sleep 0.1; done';
  const serve = sandbox.start('serve', '--json');
  // It is refused while "add" has the folder, and then nobody would run what was added.
  await serve.line();
  for (const id of ['r1', 'r2']) {
    await sandbox.run('add', '--name', 'deaf', '--', 'sh', '-c', deaf);
    await until(async () => (await sandbox.json('logs', id)).length > 0);
    const cancel = sandbox.start('cancel', '--all');
    if (id === 'r1') {
      expect(await cancel.ended).toEqual({ code: 0, stdout: 'Cancelled 1 job.\n', stderr: '' });
      expect((await sandbox.json('list'))[0]).toMatchObject({ id, status: 'cancelled' });
      continue;
    }
    await until(async () => {
      const jobs = await sandbox.json('jobs', id);
      return jobs.some(({ reason }) => reason === 'cancelled on request');
    });
    cancel.signal('SIGINT');
    const stdout = 'Cancelled 1 job. Their ends were not waited for.\n';
    expect(await cancel.ended).toEqual({ code: 130, stdout, stderr: '' });
    await until(async () =>
      (await sandbox.json('list')).some((run) => run.id === id && run.status === 'cancelled'),
    );
  }
  serve.signal('SIGINT');
  expect((await serve.ended).code).toBe(0);
});

test('rm deletes a run that has ended, and refuses one that has not', async () => {
  await sandbox.run('add', '--name', 'old', '--wait', '--', 'echo', 'x');
  // The engine that ran it may still be there, and would run this one, too.
  await sandbox.run('pause');
  await sandbox.run('add', '--', 'true');
  expect((await sandbox.run('rm', 'r1')).stdout).toBe('Deleted r1 old: 1 job, 1 line.\n');
  expect((await sandbox.json('list')).map(({ id }) => id)).toEqual(['r2']);
  expect(existsSync(path.join(sandbox.dataFolder, 'runs', 'r1'))).toBe(false);
  for (const id of ['r2', 'r2.1']) expect((await sandbox.run('rm', id)).code).toBe(2);
  expect(await sandbox.json('verify')).toMatchObject([{ ok: true, runs: 1, jobs: 1 }]);
  await sandbox.run('resume');
  const running = sandbox.start('run', sandbox.define('endless.toml', endless));
  await until(async () =>
    (await sandbox.json('list')).some(({ id, status }) => id === 'r3' && status === 'running'),
  );
  expect((await sandbox.run('rm', 'r3')).code).toBe(2);
  await sandbox.run('cancel', 'r3');
  await running.ended;
});
