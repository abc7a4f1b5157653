import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

test('an added job waits until something executes the folder', async () => {
  expect(await sandbox.run('add', '--name', 'first', '--', 'echo', 'one')).toEqual({
    code: 0,
    stdout: 'r1.1\n',
    stderr: '',
  });
  expect(await sandbox.enginePid()).toBeNull();
  const [job] = await sandbox.json('show', 'r1.1');
  expect(job).toMatchObject({ name: 'first', kind: 'job', status: 'pending', startedAt: null });
  expect(job.input).toMatchObject({ command: ['echo', 'one'], cwd: sandbox.folder });
  expect(Object.keys(job.env)).toEqual(['PATH']);

  const waited = await sandbox.run('add', '--wait', '--', 'sh', '-c', 'echo two; exit 4');
  expect(waited).toMatchObject({ code: 1, stdout: 'r2.1\n' });
  expect(waited.stderr).toContain('r2 sh failed (1 job failed)');
  expect(await sandbox.json('logs', 'r2')).toEqual([
    expect.objectContaining({ n: 1, jobId: 'r2.1', line: 1, level: 'info', stream: 'out', text: 'two' }),
  ]);
  expect((await sandbox.run('logs', 'r1', '-f')).stdout).toMatch(/one\n$/);
});

test('with --json an added job is printed in the form of "jobs"', async () => {
  const added = await sandbox.run('add', '--json', '--', 'true');
  expect(added.stderr).toBe('');
  expect(parseLines(added.stdout)).toEqual(await sandbox.json('jobs', 'r1.1'));
  const [waited] = await sandbox.json('add', '--wait', '--', 'true');
  expect(waited).toMatchObject({ id: 'r2.1', status: 'completed', exitCode: 0, attempt: 1 });
});

test('arguments reach the command as they are', async () => {
  const args = ['a b', '', '--json', '$HOME', "it's", '"x"', '*', 'line\nbreak'];
  await sandbox.run(
    'add',
    '--wait',
    '--',
    process.execPath,
    '-p',
    'JSON.stringify(process.argv.slice(1))',
    '--',
    ...args,
  );
  const [{ text }] = await sandbox.json('logs', 'r1');
  expect(JSON.parse(text)).toEqual(args);
});

test('a higher priority goes first', async () => {
  const serve = sandbox.start('serve', '--json');
  await serve.line();
  serve.signal('SIGTERM');
  expect((await serve.ended).code).toBe(0);
  await sandbox.run('add', '--priority', '-1', '--name', 'low', '--', 'true');
  await sandbox.run('add', '--priority', '5', '--name', 'high', '--', 'true');
  await sandbox.run('serve', '--until-idle');
  const runs = await sandbox.json('list');
  const startedAt = Object.fromEntries(runs.map(({ name, startedAt: time }) => [name, time]));
  expect(startedAt['high'] <= startedAt['low']).toBe(true);
});
