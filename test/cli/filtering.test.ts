import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(() => sandbox.remove());

/** Items in an order of their own, some that fail and are tolerated, one that is slow, and a job that fails. */
const photos = `name = "Photos"
tags = ["photos"]
concurrency = 1
[step.read]
type = "command"
run = "echo {{item}}"
for_each = { list = ["img-10", "img-2", "img-1"] }
[step.resize]
type = "command"
run = "case {{item}} in bad*) echo 'no such file' >&2; exit 4;; slow) sleep 0.4;; esac"
for_each = { list = ["good", "bad-1", "slow", "bad-2"] }
on_error = "continue"
[step.pack]
type = "command"
run = "exit 5"
depends = ["read", "resize"]
`;
const notes = `name = "Notes"
[step.write]
type = "command"
run = "true"
`;

/** A step that never gets jobs stands between two that have one each. */
const halted = `name = "Halted"
[step.first]
type = "command"
run = "exit 1"
[step.never]
type = "command"
run = "true"
depends = ["first"]
[step.tidy]
type = "command"
run = "true"
depends = ["never"]
always_run = true
`;

function names(nodes: readonly { readonly name: string }[]): string[] {
  return nodes.map(({ name }) => name);
}

test('jobs are filtered by several statuses, a text and a tag, and come with what they are part of', async () => {
  await sandbox.run('run', sandbox.define('photos.toml', photos));
  await sandbox.run('run', sandbox.define('notes.toml', notes));
  const all = await sandbox.json('jobs', 'r1');

  const failed = await sandbox.json('jobs', 'r1', '--status', 'failed');
  expect(names(failed)).toEqual(['Photos', 'resize', 'bad-1', 'bad-2', 'pack', 'pack']);
  // Filters select nodes and never change them.
  for (const node of failed) expect(all).toContainEqual(node);
  expect(failed[0].stats.total).toBe(8);

  expect(await sandbox.json('jobs', 'r1', '--status', 'failed,completed')).toEqual(all);
  expect(await sandbox.json('jobs', 'r1', '--status', 'failed', '--status', 'completed')).toEqual(all);
  expect(await sandbox.json('jobs', '--search', 'EXIT CODE 4')).toEqual(
    failed.filter(({ name }) => name !== 'pack'),
  );
  expect(await sandbox.json('jobs', '--tag', 'photos')).toEqual(all);
  expect(names(await sandbox.json('jobs', '--search', 'write'))).toEqual(['Notes', 'write', 'write']);
  expect(await sandbox.json('jobs', '--search', 'write', '--tag', 'photos')).toEqual([]);
  expect(await sandbox.json('jobs', 'r2', '--tag', 'photos')).toEqual([]);
  expect(await sandbox.json('jobs', failed[1].id, '--search', 'bad-2')).toEqual([failed[1], failed[3]]);
  expect((await sandbox.run('jobs', '--search', 'nowhere')).stdout).toBe('There are no such jobs.\n');
  expect((await sandbox.run('jobs', 'r1', '--status', 'failed', '--search', 'bad-2')).stdout).toMatch(
    /^r1 {2}Photos .*\n {2}r1\.2 {2}resize .*\n {4}r1\.\d+ {2}bad-2 {2}failed {2}\(Exit code 4\)/,
  );
});

test('jobs are sorted within their step, steps keep their order, and a limit counts the jobs', async () => {
  await sandbox.run('run', sandbox.define('photos.toml', photos));
  const jobs = async (...args: string[]): Promise<string[]> => {
    const nodes = await sandbox.json('jobs', 'r1', ...args);
    return names(nodes.filter(({ kind }) => kind === 'job'));
  };
  const read = ['img-10', 'img-2', 'img-1'];
  expect(await jobs('--sort', 'queue')).toEqual([...read, 'good', 'bad-1', 'slow', 'bad-2', 'pack']);
  expect(await jobs('--sort', 'name')).toEqual([
    ...['img-1', 'img-2', 'img-10'],
    ...['bad-1', 'bad-2', 'good', 'slow'],
    'pack',
  ]);
  expect((await jobs('--sort', 'status')).slice(3, 5)).toEqual(['bad-2', 'bad-1']);
  expect((await jobs('--sort', 'duration'))[3]).toBe('slow');
  expect((await jobs('--sort', 'started')).slice(0, 3)).toEqual([...read].reverse());

  expect(await jobs('--sort', 'name', '--limit', '2')).toEqual(['img-1', 'img-2']);
  const first = await sandbox.json('jobs', '--status', 'failed', '--limit', '1');
  expect(names(first)).toEqual(['Photos', 'resize', 'bad-1']);
  expect(await sandbox.json('jobs', '--limit', '0')).toEqual([]);
  // Without a filter all nodes come, up to the last job that counts: also a step that has no jobs.
  await sandbox.run('run', sandbox.define('halted.toml', halted));
  expect(names(await sandbox.json('jobs', 'r2'))).toEqual([
    'Halted',
    'first',
    'first',
    'never',
    'tidy',
    'tidy',
  ]);
  expect(names(await sandbox.json('jobs', 'r2', '--limit', '1'))).toEqual(['Halted', 'first', 'first']);
  expect(names(await sandbox.json('jobs', 'r2', '--limit', '2')).at(-3)).toBe('never');
  expect(await sandbox.json('jobs', 'r1', '--limit', '99')).toEqual(await sandbox.json('jobs', 'r1'));
});

test('runs are filtered and sorted by what they are themselves', async () => {
  await sandbox.run('run', sandbox.define('photos.toml', photos));
  await sandbox.run('run', sandbox.define('notes.toml', notes));
  // The engine that ran them may still be there for a moment.
  await sandbox.run('pause');
  await sandbox.run('add', '--name', 'Later', '--', 'true');
  const runs = async (...args: string[]): Promise<string[]> => names(await sandbox.json('list', ...args));
  expect(await runs()).toEqual(['Later', 'Notes', 'Photos']);
  expect(await runs('--status', 'failed')).toEqual(['Photos']);
  expect(await runs('--status', 'pending,completed')).toEqual(['Later', 'Notes']);
  expect(await runs('--search', 'NOT')).toEqual(['Notes']);
  expect(await runs('--search', 'jobs failed')).toEqual(['Photos']);
  expect(await runs('--tag', 'photos')).toEqual(['Photos']);
  expect(await runs('--sort', 'name')).toEqual(['Later', 'Notes', 'Photos']);
  expect(await runs('--sort', 'status')).toEqual(['Photos', 'Later', 'Notes']);
  expect(await runs('--sort', 'started')).toEqual(['Notes', 'Photos', 'Later']);
  expect(await runs('--sort', 'duration')).toEqual(['Photos', 'Notes', 'Later']);
  expect(await runs('--sort', 'duration', '--limit', '1')).toEqual(['Photos']);
  expect((await sandbox.run('list', '--search', 'nowhere')).stdout).toBe('There are no such runs.\n');
  expect((await sandbox.run('list', '--status', 'failed')).stdout).toContain('Photos');
});

test('a word that is none is refused with the words that are', async () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await sandbox.run(...args);
    expect([code, stdout]).toEqual([2, '']);
    return stderr;
  };
  const statuses = '--status must be pending, running, completed, failed or cancelled, not';
  expect(await refused('list', '--status', 'broken')).toBe(`runsheet: ${statuses} "broken".\n`);
  expect(await refused('jobs', '--status', 'failed,')).toBe(`runsheet: ${statuses} "".\n`);
  expect(await refused('jobs', '--sort', 'size')).toBe(
    'runsheet: --sort must be queue, started, duration, status or name, not "size".\n',
  );
  expect(await refused('list', '--limit', 'all')).toBe(
    'runsheet: --limit must be a whole number, 0 or more, not "all".\n',
  );
  expect(sandbox.hasData).toBe(false);
});

test('a run of 100,000 jobs is filtered and sorted', async () => {
  const commands = Array.from({ length: 100_000 }, (_, at) => `echo ${at + 1}`);
  expect((await sandbox.pipe(commands.join('\n'), 'add', '--batch', '-').ended).stdout).toBe('r1\n');
  const found = await sandbox.json('jobs', '--search', '9999', '--status', 'pending', '--sort', 'name');
  expect(names(found.filter(({ kind }) => kind === 'job'))).toEqual(
    commands.filter((command) => command.includes('9999')),
  );
  const first = await sandbox.json('jobs', 'r1', '--sort', 'started', '--limit', '3');
  expect(names(first.slice(-3))).toEqual(['echo 1', 'echo 2', 'echo 3']);
});
