import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLines } from './command';
import { Sandbox, until } from './sandbox';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  mkdirSync(path.join(sandbox.folder, 'batches'));
});
afterEach(() => sandbox.remove());

const define = (name: string, text: string): void => {
  const file = path.join(sandbox.folder, 'batches', name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
const nightly =
  'name = "Nightly resize"\nschedule = "0 2 * * *"\ntimezone = "Europe/Berlin"\n[step.a]\ntype = "command"\nrun = "true"\n';
const beat = 'schedule = "* * * * * *"\n[step.a]\ntype = "command"\nrun = "true"\n';
const folder = (): string => path.join(sandbox.folder, 'batches');

test('folders are added, listed and removed without an engine', async () => {
  define('nightly.toml', nightly);
  define('broken.toml', '[step.a]\ntype = "command"\n');
  expect((await sandbox.run('definitions')).stdout).toBe(
    'No folder is watched. Add one with: runsheet definitions add DIR\n',
  );
  const added = await sandbox.run('definitions', 'add', 'batches');
  expect(added).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      `${folder()}  2 definitions`,
      '  ID       NAME            FILE          STARTS',
      '  -        broken.toml     broken.toml   broken.toml line 1: step.a.run is missing; it must be a command such as "make test", or an array such as ["make", "test"]',
      '  nightly  Nightly resize  nightly.toml  every day at 02:00, Europe/Berlin',
      '',
    ].join('\n'),
  });
  expect(await sandbox.enginePid()).toBeNull();
  expect(await sandbox.json('definitions', 'list')).toMatchObject([
    {
      path: folder(),
      problem: null,
      definitions: [
        { id: null, problems: [{ line: 1, key: 'step.a.run' }] },
        { id: 'nightly', schedule: 'every day at 02:00, Europe/Berlin', problems: [] },
      ],
    },
  ]);
  expect((await sandbox.run('definitions', 'add', 'batches')).stdout).toContain('was watched already');
  expect((await sandbox.run('definitions', 'rm', 'batches')).stdout).toBe(
    `${folder()} is not watched any more.\n`,
  );
  expect(await sandbox.json('definitions')).toEqual([]);
  expect(await sandbox.run('verify')).toMatchObject({ code: 0 });
});

test('what is asked for wrongly is one sentence', async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await sandbox.run('--json', ...args);
    expect(code).toBe(2);
    return parseLines(stderr)[0].error.message;
  };
  expect(await refused('definitions', 'add')).toBe('"runsheet definitions add" needs a DIR.');
  expect(await refused('definitions', 'add', 'nowhere')).toBe(
    `${path.join(sandbox.folder, 'nowhere')} does not exist.`,
  );
  expect(await refused('definitions', 'rm', 'nowhere')).toBe(
    `${path.join(sandbox.folder, 'nowhere')} is not among the folders.`,
  );
  expect(await refused('definitions', 'remove', 'x')).toBe('"runsheet definitions" cannot "remove".');
  expect(await refused('schedule', 'pause', 'x')).toBe('No definition with the id "x" starts by itself.');
  expect(await refused('schedule', 'list', 'x', 'y')).toContain('"y" is too much');
});

test('the schedule is told in plain words with the next five times, and paused, with nobody there', async () => {
  define('nightly.toml', nightly);
  await sandbox.run('definitions', 'add', 'batches');
  const [one] = await sandbox.json('schedule', 'list');
  expect(one).toMatchObject({
    id: 'nightly',
    words: 'every day at 02:00, Europe/Berlin',
    schedule: '0 2 * * *',
    timezone: 'Europe/Berlin',
    everyMs: null,
    overlap: 'skip',
    catchUp: 'none',
    state: 'active',
    last: [],
  });
  expect(one.next).toHaveLength(5);
  for (const time of one.next) {
    const berlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
    expect(berlin.format(new Date(time))).toBe('02:00');
  }
  const text = (await sandbox.run('schedule', 'list')).stdout;
  expect(text).toContain('nightly  Nightly resize  every day at 02:00, Europe/Berlin\n');
  expect(text).toContain('Nothing executes the folder');
  expect((await sandbox.run('schedule', 'pause', 'nightly')).stdout).toBe(
    'The schedule of nightly is paused.\n',
  );
  expect((await sandbox.json('schedule'))[0]).toMatchObject({ state: 'paused', paused: true });
  expect((await sandbox.run('schedule', 'resume')).stdout).toBe(
    'All schedules go on. Still paused: nightly.\n',
  );
  await sandbox.run('schedule', 'resume', 'nightly');
  expect((await sandbox.json('schedule'))[0]).toMatchObject({ state: 'active', paused: false });
  expect(await sandbox.enginePid()).toBeNull();
});

test('serve starts what is due; serve --until-idle does not; the records stay when it is killed', async () => {
  define('beat.toml', beat);
  await sandbox.run('definitions', 'add', 'batches');
  await sandbox.run('serve', '--until-idle');
  expect(await sandbox.json('list')).toEqual([]);
  const serve = sandbox.start('serve', '--json');
  await serve.line();
  await until(async () => (await sandbox.json('list')).filter((run) => run.type === 'beat').length >= 2);
  await sandbox.run('schedule', 'pause');
  await sandbox.killEngine();
  const [one] = await sandbox.json('schedule', 'list', 'beat');
  expect(one).toMatchObject({ state: 'paused', reason: 'All schedules are paused.' });
  expect(one.last.length).toBeGreaterThan(0);
  const started = one.last.find((record: { outcome: string }) => record.outcome === 'started');
  expect(started).toMatchObject({ cause: 'schedule', reason: null });
  expect((await sandbox.json('show', started.runId))[0]).toMatchObject({ type: 'beat', kind: 'run' });
  expect(await sandbox.run('verify')).toMatchObject({ code: 0 });
});

test('a definition of a watched folder is run by its id, and a file of that name comes first', async () => {
  define('hello.toml', 'name = "By id"\n[step.a]\ntype = "command"\nrun = "true"\n');
  await sandbox.run('definitions', 'add', 'batches');
  expect(await sandbox.run('run', 'hello')).toMatchObject({ code: 0 });
  expect((await sandbox.json('show', 'r1'))[0]).toMatchObject({ name: 'By id', type: 'hello' });
  expect((await sandbox.run('run', 'helo')).stderr).toContain('does not exist');
});
