import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { endless } from './definitions';
import { Sandbox, until } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

test('one engine a folder: the second one is refused', async () => {
  const first = sandbox.start('serve', '--json');
  const { pid, dataFolder } = JSON.parse(await first.line());
  expect(dataFolder).toBe(sandbox.dataFolder);
  expect(await sandbox.enginePid()).toBe(pid);
  const second = await sandbox.run('serve', '--json');
  expect(second.code).toBe(2);
  expect(parseLines(second.stderr)).toEqual([
    {
      error: expect.objectContaining({
        code: 'folder-in-use',
        message: `Another Runsheet (process ${pid}) executes this folder.`,
      }),
    },
  ]);
  first.signal('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await sandbox.enginePid()).toBeNull();
});

test('an engine that is stopped leaves its jobs pending, and the run that waited says so', async () => {
  const serve = sandbox.start('serve', '--json');
  await serve.line();
  const run = sandbox.start('run', sandbox.define('endless.toml', endless));
  await until(async () => (await sandbox.json('logs', 'r1')).length > 0);
  serve.signal('SIGINT');
  expect((await serve.ended).code).toBe(0);
  const { code, stdout } = await run.ended;
  expect(code).toBe(130);
  expect(stdout).toContain(
    'Its engine was stopped. The run goes on as soon as something executes the folder.',
  );
  expect((await sandbox.json('stats', 'r1'))[0]).toMatchObject({ status: 'pending', stats: { pending: 1 } });
  expect(await sandbox.enginePid()).toBeNull();
});

test('an engine until idle runs what waits, then ends by itself', async () => {
  await sandbox.run('add', '--', 'echo', 'hello');
  const { code, stderr } = await sandbox.run('serve', '--until-idle');
  expect(code).toBe(0);
  expect(stderr).toBe(`Runsheet executes ${sandbox.dataFolder}; socket ready\n`);
  expect((await sandbox.json('stats', 'r1'))[0].status).toBe('completed');
});

test('a data folder that is none is refused by every command', async () => {
  const file = path.join(sandbox.folder, 'file');
  writeFileSync(file, '');
  for (const args of [['list'], ['serve'], ['add', '--', 'true'], ['verify'], ['logs', 'r1']]) {
    expect(await sandbox.run('--data', file, ...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `runsheet: The data folder ${file} is not a folder.\nChoose a folder with --data.\n`,
    });
  }
});
