import { readFileSync, writeFileSync } from 'node:fs';
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

const three = '[step.a]\ntype = "command"\nrun = "true"\nfor_each = { range = [1, 3] }\n';

test('the trace of the feed has every message, what it carried, and that it was painted', async () => {
  const file = path.join(sandbox.folder, 'feed.jsonl');
  const serve = sandbox.start('serve', '--trace-feed', file, '--json');
  await serve.line();
  const { code } = await sandbox.run('run', sandbox.define('three.toml', three));
  expect(code).toBe(0);
  serve.signal('SIGTERM');
  expect((await serve.ended).code).toBe(0);
  const trace = parseLines(readFileSync(file, 'utf8'));
  const messages = trace.filter(({ event }) => event === 'message');
  expect(messages[0]).toMatchObject({ kind: 'snapshot', previousRevision: null, subscriber: 1 });
  expect(messages.at(-1)).toMatchObject({ totals: { total: 3, completed: 3 }, wrong: [] });
  for (const [
    at,
    { kind, revision, previousRevision, bytes, committedAt, time, wrong },
  ] of messages.entries()) {
    if (kind === 'delta') expect(previousRevision).toBe(messages[at - 1].revision);
    if (at > 0) expect(revision).toBeGreaterThanOrEqual(messages[at - 1].revision);
    expect(bytes).toBeGreaterThan(100);
    expect(committedAt).toBeLessThanOrEqual(time);
    expect(wrong).toEqual([]);
  }
  const painted = trace.filter(({ event }) => event === 'acknowledged');
  expect(painted.length).toBeGreaterThan(0);
  for (const { revision, afterMs } of painted) {
    expect(messages.map((message) => message.revision)).toContain(revision);
    expect(afterMs).toBeGreaterThanOrEqual(0);
  }
  expect(trace.map(({ event }) => event)).toContain('subscribed');
});

test('a trace that cannot be written is refused before anything is started', async () => {
  for (const [file, reason] of [
    [path.join(sandbox.folder, 'nowhere', 'feed.jsonl'), 'its folder is not there'],
    [sandbox.folder, 'it is a folder'],
  ]) {
    const { code, stderr } = await sandbox.run('serve', '--trace-feed', file, '--json');
    expect(code).toBe(2);
    expect(parseLines(stderr)).toEqual([
      {
        error: {
          code: 'bad-input',
          message: `The trace cannot be written to ${file}: ${reason}.`,
          hint: 'Name a file in a folder that you may write to.',
        },
      },
    ]);
  }
  expect(await sandbox.enginePid()).toBeNull();
});
