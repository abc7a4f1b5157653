import { mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DueRecord, ScheduledDefinition } from '../../../../src-shared/schedule';
import { TestEngine } from './test-engine';

/** Every one of these waits for a real tick of the clock to start a real run; none starts one by hand. */
let test: TestEngine;
let folder: string;
beforeEach(async () => {
  test = await TestEngine.open({ schedules: true });
  folder = path.join(test.folder, 'definitions');
  await mkdir(folder);
});
afterEach(() => test.close());

/** As editors do it: nobody ever sees half of a file. */
async function define(name: string, text: string): Promise<void> {
  await writeFile(path.join(folder, `.${name}.new`), text);
  await rename(path.join(folder, `.${name}.new`), path.join(folder, name));
}

const add = (): Promise<unknown> => test.client.call('definitions.add', { path: folder });
const records = (id: string): Promise<DueRecord[]> =>
  test.client.call('schedule.records', { id, count: 1000 });

async function scheduled(): Promise<ScheduledDefinition[]> {
  return (await test.client.call('schedule.list', {})).definitions;
}

/** The records of a definition, latest first, as soon as they are what the test waits for. */
async function until(
  id: string,
  accepts: (records: readonly DueRecord[]) => boolean,
): Promise<readonly DueRecord[]> {
  for (let revision = -1; ;) {
    const found = (await scheduled()).some((one) => one.id === id) ? await records(id).catch(() => []) : [];
    if (accepts(found)) return found;
    const seen = revision;
    revision = (await test.until((message) => message.revision > seen)).revision;
  }
}

/** A definition that is due every second and writes its run into a file. */
const eachSecond = (more = '', command = 'echo $RUNSHEET_RUN >> runs.txt'): string =>
  `schedule = "* * * * * *"\n${more}\n[step.a]\ntype = "command"\nrun = '${command}'\n`;

/** Runs until the file `go` is there. */
const gate = 'echo $RUNSHEET_RUN >> runs.txt; while [ ! -e go ]; do sleep 0.05; done';
const ranRuns = async (): Promise<string[]> =>
  (await readFile(path.join(folder, 'runs.txt'), 'utf8')).trim().split('\n');

describe('a definition in a watched folder', () => {
  it('starts a real run at each second, and each due time has its record', async () => {
    await define('beat.toml', eachSecond());
    await add();
    const found = await until('beat', (all) => all.filter((one) => one.outcome === 'started').length >= 3);
    const started = found.filter((one) => one.outcome === 'started').reverse();
    for (const { due, at } of started) {
      expect(due % 1000).toBe(0);
      expect(at).toBeGreaterThanOrEqual(due);
    }
    expect(started[0].runId).toBe('r1');
    await test.watch('r1');
    const { scope } = await test.ended();
    expect(scope).toMatchObject({ status: 'completed', type: 'beat' });
    expect(await ranRuns()).toContain('r1');
    // No due time is without a record, from the first to the last.
    const dues = (await records('beat')).map(({ due }) => due);
    expect(dues).toEqual(dues.map((_, index) => dues[0] - index * 1000));
    expect(await test.verify()).toMatchObject({ ok: true });
  });

  it('starts by an interval too', async () => {
    await define('pulse.yaml', 'every: 1s\nstep:\n  a:\n    type: command\n    run: "true"\n');
    await add();
    await until('pulse', (all) => all.filter((one) => one.outcome === 'started').length >= 2);
    expect(await scheduled()).toMatchObject([
      { id: 'pulse', words: 'every second', state: 'active', schedule: { when: { kind: 'every' } } },
    ]);
  });

  it('is skipped while its run has not ended', async () => {
    await define('slow.toml', eachSecond('', gate));
    await add();
    const found = await until('slow', (all) => all.filter((one) => one.outcome === 'skipped').length >= 2);
    expect(found.filter((one) => one.outcome === 'started')).toHaveLength(1);
    expect(found[0]).toMatchObject({ outcome: 'skipped', reason: 'r1 has not ended', runId: null });
    await define('go', '');
    await until('slow', (all) => all.some((one) => one.runId === 'r2'));
    await test.watch('r2');
    await test.ended();
    expect((await ranRuns()).slice(0, 2)).toEqual(['r1', 'r2']);
  });

  it('waits for its run with overlap = "queue", and starts when that has ended', async () => {
    await define('slow.toml', eachSecond('overlap = "queue"', gate));
    await add();
    const before = await until('slow', (all) => all[0]?.outcome === 'skipped');
    expect(before.find((one) => one.outcome === 'waiting')).toMatchObject({
      reason: 'r1 has not ended; it starts after that',
    });
    expect(before[0].reason).toBe('r1 has not ended, and one due time waits already');
    const waiting = before.find((one) => one.outcome === 'waiting')?.due;
    await define('go', '');
    const after = await until('slow', (all) =>
      all.some((one) => one.due === waiting && one.outcome === 'started'),
    );
    expect(after.find((one) => one.due === waiting)).toMatchObject({ runId: 'r2', reason: null });
    await test.watch('r1');
    expect((await test.ended()).scope?.status).toBe('completed');
  });

  it('cancels its run with overlap = "replace", and starts when that has ended', async () => {
    await define('slow.toml', eachSecond('overlap = "replace"', gate));
    await add();
    await until('slow', (all) => all.some((one) => one.runId === 'r2'));
    await test.watch('r1');
    const { scope } = await test.ended();
    expect(scope).toMatchObject({ status: 'cancelled' });
    const [first, second] = ['r1', 'r2'].map((id) => test.nodes(id)[0]);
    expect(second.createdAt).toBeGreaterThanOrEqual(first.endedAt ?? Infinity);
  });

  it('is one whose mistake is the record of its due times, until it is put right', async () => {
    await define('beat.toml', eachSecond());
    await add();
    await until('beat', (all) => all.length > 0);
    await define('beat.toml', `${eachSecond()}\nnonsense = 1\n`);
    const found = await until('beat', (all) => all[0]?.outcome === 'failed');
    expect(found[0].reason).toMatch(/^beat\.toml line 7: step\.a\.nonsense is not a known key/);
    expect(await scheduled()).toMatchObject([{ id: 'beat', state: 'broken', reason: found[0].reason }]);
    const { folders } = await test.client.call('definitions.list', {});
    expect(folders[0].definitions[0].problems[0].message).toBe(found[0].reason);
    await define('beat.toml', eachSecond());
    await until('beat', (all) => all[0]?.outcome === 'started' && all[0].due > found[0].due);
  });

  it('that asks for values it has no default for cannot start, and the record says which', async () => {
    await define('form.toml', `${eachSecond()}\n[params.folder]\ntype = "string"\nrequired = true\n`);
    await add();
    const [latest] = await until('form', (all) => all.length > 0);
    expect(latest).toMatchObject({ outcome: 'failed', runId: null });
    expect(latest.reason).toMatch(/folder/);
  });

  it('starts with the definitions that it names to run before it', async () => {
    await define('fetch.toml', '[step.a]\ntype = "command"\nrun = "echo fetch >> runs.txt"\n');
    await define('beat.toml', eachSecond('pre_jobs = ["fetch"]'));
    await add();
    const found = await until('beat', (all) => all.some((one) => one.outcome === 'started'));
    expect(found.find((one) => one.outcome === 'started')?.runId).toBe('r2');
    await test.watch('r2');
    expect((await test.ended()).scope).toMatchObject({ status: 'completed', type: 'beat' });
    expect((await ranRuns()).slice(0, 2)).toEqual(['fetch', 'r2']);
  });

  it('stops when its file goes, and when its folder is removed', async () => {
    await define('beat.toml', eachSecond());
    await define('other.toml', eachSecond());
    await add();
    await until('beat', (all) => all.length > 0);
    await unlink(path.join(folder, 'beat.toml'));
    while ((await scheduled()).length > 1) {
      const { library } = await test.until(() => true);
      await test.until((message) => message.library > library);
    }
    expect((await scheduled()).map(({ id }) => id)).toEqual(['other']);
    await test.client.call('definitions.remove', { path: folder });
    expect(await scheduled()).toEqual([]);
    expect((await test.client.call('definitions.list', {})).folders).toEqual([]);
  });

  it('is watched also when its folder is moved away and comes back', async () => {
    await add();
    await rename(folder, `${folder}-away`);
    const gone = async (): Promise<boolean> =>
      (await test.client.call('definitions.list', {})).folders[0].problem !== null;
    while (!(await gone())) {
      const { library } = await test.until(() => true);
      await test.until((message) => message.library > library);
    }
    await mkdir(folder);
    await define('beat.toml', eachSecond());
    await until('beat', (all) => all.some((one) => one.outcome === 'started'));
    await rm(`${folder}-away`, { recursive: true });
  });

  it('starts with the app when it says auto_start, once each time', async () => {
    await define('first.toml', 'auto_start = true\n[step.a]\ntype = "command"\nrun = "true"\n');
    await add();
    expect(await scheduled()).toMatchObject([{ id: 'first', words: 'when Runsheet starts', last: [] }]);
    await test.stop();
    for (const start of [1, 2]) {
      await test.reopen();
      const found = await until('first', (all) => all.length === start);
      expect(found[0]).toMatchObject({ outcome: 'started', cause: 'start', runId: `r${start}` });
      await test.watch(`r${start}`);
      await test.ended();
      await test.stop();
    }
    await test.reopen();
  });
});

describe('a pause', () => {
  it('of one schedule holds it back over a restart, and each due time says so', async () => {
    await define('beat.toml', eachSecond());
    await define('other.toml', eachSecond());
    await add();
    await test.client.call('schedule.pause', { id: 'beat' });
    const runs = (await records('beat')).filter((one) => one.outcome === 'started').length;
    await test.stop();
    await test.reopen();
    const found = await until('beat', (all) => all[0]?.outcome === 'skipped');
    expect(found[0].reason).toBe('its schedule is paused');
    expect(found.filter((one) => one.outcome === 'started')).toHaveLength(runs);
    await until('other', (all) => all[0]?.outcome === 'started');
    await test.client.call('schedule.resume', { id: 'beat' });
    await until('beat', (all) => all[0]?.outcome === 'started');
  });

  it('of all schedules holds all of them back', async () => {
    await define('beat.toml', eachSecond());
    await add();
    await test.client.call('schedule.pause', { id: null });
    expect(await test.client.call('schedule.list', {})).toMatchObject({ paused: true, attended: true });
    const found = await until('beat', (all) => all[0]?.outcome === 'skipped');
    expect(found[0].reason).toBe('all schedules are paused');
    await test.client.call('schedule.resume', { id: null });
    await until('beat', (all) => all[0]?.outcome === 'started');
  });

  it('of something that does not start by itself is refused', async () => {
    await define('beat.toml', eachSecond());
    await add();
    await expect(test.client.call('schedule.pause', { id: 'baet' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'No definition with the id "baet" starts by itself.',
      hint: 'Did you mean "beat"?',
    });
  });
});

describe('two files with one id', () => {
  it('leave it to the one that had it first, and the other has a problem', async () => {
    await define('nightly.toml', `id = "nightly"\n${eachSecond()}`);
    await add();
    await until('nightly', (all) => all.length > 0);
    await define('a copy.toml', `id = "nightly"\n${eachSecond('', 'echo copy >> runs.txt')}`);
    const problems = async () =>
      (await test.client.call('definitions.list', {})).folders[0].definitions.map(
        (one) => one.problems.length,
      );
    while ((await problems()).length < 2) {
      const { library } = await test.until(() => true);
      await test.until((message) => message.library > library);
    }
    expect(await problems()).toEqual([1, 0]);
    expect(await test.client.call('definitions.find', { id: 'nightly' })).toEqual({
      path: path.join(folder, 'nightly.toml'),
    });
    const seen = (await records('nightly'))[0].due;
    await until('nightly', (all) => (all[0]?.due ?? 0) > seen && all[0]?.outcome === 'started');
    expect(await ranRuns()).not.toContain('copy');
  });
});

describe('a folder', () => {
  it('that is not there, or no folder, is refused', async () => {
    const missing = path.join(test.folder, 'nowhere');
    await expect(test.client.call('definitions.add', { path: missing })).rejects.toMatchObject({
      code: 'bad-input',
      message: `${missing} does not exist.`,
    });
    await expect(test.client.call('definitions.remove', { path: missing })).rejects.toMatchObject({
      code: 'not-found',
      message: `${missing} is not among the folders.`,
    });
  });

  it('is watched once, and files that are no definitions are left out', async () => {
    await define('package.json', '{"name":"x","version":"1.0.0"}');
    await define('notes.md', '# x');
    await define('hello.toml', '[step.a]\ntype = "command"\nrun = "true"\n');
    await define('steps.json', '{"steps":{}}');
    expect(await add()).toMatchObject({ isNew: true });
    expect(await add()).toMatchObject({ isNew: false });
    const { folders } = await test.client.call('definitions.list', {});
    expect(folders.map(({ definitions }) => definitions.map((one) => path.basename(one.path)))).toEqual([
      ['hello.toml', 'steps.json'],
    ]);
    expect(await scheduled()).toEqual([]);
  });
});

describe('an engine that nobody asked to start what is due', () => {
  it('starts nothing by the clock until somebody attends', async () => {
    const quiet = await TestEngine.open();
    try {
      await define('first.toml', 'auto_start = true\n[step.a]\ntype = "command"\nrun = "true"\n');
      await quiet.client.call('definitions.add', { path: folder });
      expect(await quiet.client.call('schedule.list', {})).toMatchObject({ attended: false });
      expect(quiet.engine.runNumbers).toEqual([]);
      await quiet.client.call('schedule.attend', {});
      await quiet.until((message) => message.runCount === 1);
      expect(await quiet.client.call('schedule.list', {})).toMatchObject({ attended: true });
    } finally {
      await quiet.close();
    }
  });
});
