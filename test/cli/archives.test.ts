import { gzipSync } from 'node:zlib';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { generator } from './definitions';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
let other: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  other = new Sandbox();
});
afterEach(async () => {
  await sandbox.remove();
  await other.remove();
});

test('an archive opens in another folder with the same jobs and lines, without its definition', async () => {
  await sandbox.run('run', sandbox.define('gen.toml', generator));
  const wrote = await sandbox.run('export', 'r1', 'gen.zip');
  expect(wrote).toMatchObject({ code: 0, stderr: '' });
  expect(wrote.stdout).toMatch(/^Wrote r1 .* to gen\.zip: \d+ lines\.\n$/);
  const file = path.join(sandbox.folder, 'gen.zip');

  const [opened] = await other.json('open', file);
  const [listed] = await other.json('list');
  expect(opened).toEqual(listed);
  expect(opened.id).toBe('r1');
  for (const verb of ['jobs', 'logs']) {
    expect(await other.json(verb, 'r1')).toEqual(await sandbox.json(verb, 'r1'));
  }
  const [shown] = await other.json('show', 'r1');
  const { openedFrom, openedAt, ...input } = shown.input as Record<string, unknown>;
  expect(openedFrom).toBe(file);
  expect(openedAt).toEqual(expect.any(Number));
  expect([{ ...shown, input }]).toEqual(await sandbox.json('show', 'r1'));
  expect(await other.json('verify')).toEqual(await sandbox.json('verify'));
  expect(await other.run('retry', 'r1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('r1 is an archive: it can only be read.') as string,
  });
  expect(await other.run('rm', 'r1')).toMatchObject({ code: 0 });
  expect(await other.json('list')).toEqual([]);
});

test('a damaged archive is one sentence, exit code 2, and a folder as it was', async () => {
  await sandbox.run('run', sandbox.define('gen.toml', generator));
  await sandbox.run('export', 'r1', 'gen.zip');
  const whole = readFileSync(path.join(sandbox.folder, 'gen.zip'));
  const damaged = path.join(sandbox.folder, 'damaged.zip');
  writeFileSync(damaged, whole.subarray(0, whole.length / 2));
  const ended = await sandbox.run('open', damaged, '--json');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(parseLines(ended.stderr)).toEqual([
    {
      error: expect.objectContaining({
        code: 'bad-input',
        message: `${damaged} cannot be opened: it is not a whole zip archive.`,
      }),
    },
  ]);
  expect(await sandbox.json('list')).toHaveLength(1);
  expect(
    readdirSync(path.join(sandbox.dataFolder, 'runs')).filter((name) => name.startsWith('opening-')),
  ).toEqual([]);
});

test('logs of others are merged by time, packed ones too', async () => {
  const logs = path.join(sandbox.folder, 'logs');
  mkdirSync(logs);
  writeFileSync(
    path.join(logs, 'web.log'),
    '10.0.0.1 - - [02/Jan/2026:10:00:02 +0000] "GET / HTTP/1.1" 200 5\n',
  );
  writeFileSync(
    path.join(logs, 'app.jsonl.gz'),
    gzipSync('{"level":"error","time":"2026-01-02T10:00:01Z","msg":"a"}\n{"level":"info","ts":1767348003}\n'),
  );
  const [run] = await sandbox.json('open', logs);
  expect(run).toMatchObject({ type: 'files', name: 'logs', status: 'completed', lines: 3 });
  const lines = await sandbox.json('logs', run.id);
  expect(lines.map(({ n, ts, level }) => [n, ts, level])).toEqual([
    [1, '2026-01-02T10:00:01.000000Z', 'error'],
    [2, '2026-01-02T10:00:01.000000Z', 'info'],
    [3, '2026-01-02T10:00:02.000000Z', 'info'],
  ]);
  expect((await sandbox.json('jobs', run.id)).map(({ type, name }) => [type, name])).toEqual([
    ['files', 'logs'],
    ['log_file', 'app.jsonl.gz'],
    ['log_file', 'web.log'],
  ]);
});

test('what cannot be exported or opened is exit code 2', async () => {
  expect(await sandbox.run('open', 'nothing.log')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing.log is not there') as string,
  });
  await sandbox.run('add', '--', 'true');
  expect(await sandbox.run('export', 'r1', 'x.zip')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Run r1 has not ended: pending.') as string,
  });
  expect(existsSync(path.join(sandbox.folder, 'x.zip'))).toBe(false);
});

test('retention is shown, changed and kept', async () => {
  expect(await sandbox.run('retention')).toMatchObject({
    stdout:
      'Ended runs are kept for 90 days, up to 10 GB of logs. The last 10 runs of each definition always.\n' +
      'There are 0 runs with 0 kB of logs.\n',
  });
  expect(await sandbox.json('retention', '--days', '7', '--dry-run')).toEqual([
    { runs: 0, jobs: 0, lines: 0, bytes: 0 },
  ]);
  expect(await sandbox.run('retention', '--dry-run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('need a change') as string,
  });
  const [state] = await sandbox.json('retention', '--days', '7', '--size', 'none', '--runs', '2');
  expect(state.rule).toEqual({ days: 7, bytes: null, runs: 2 });
  expect((await sandbox.json('retention'))[0].rule).toEqual({ days: 7, bytes: null, runs: 2 });
  expect(await sandbox.run('retention', '--size', 'much')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--size must be a size') as string,
  });
});
