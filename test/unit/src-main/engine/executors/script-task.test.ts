import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areGone, eventually, linesOf, script, TestPool, type TestTask } from './test-pool';

describe('script', () => {
  let t: TestPool;
  let scripts = 0;
  beforeAll(async () => {
    t = await TestPool.start();
  });
  afterAll(() => t.stop());

  async function file(source: string): Promise<string> {
    const path = join(t.folder, `script-${++scripts}.mjs`);
    await writeFile(path, source);
    return path;
  }

  /** A script whose default export has this body; `job` is its argument. */
  async function body(source: string, options: Parameters<typeof script>[1] = {}) {
    return script(await file(`export default async (job) => {\n${source}\n};`), options);
  }

  async function ready(task: TestTask): Promise<void> {
    await t.until(() => task.lines.some((line) => line.text === 'ready'));
  }

  it('logs at four levels, and its prints come in between in the order in which they were made', async () => {
    const task = t.run(
      await body(`
        job.log.debug('one');
        console.log('two');
        job.log.info('three');
        process.stdout.write('fo');
        process.stdout.write('ur\\n');
        job.log.warn('five');
        console.error('six');
        job.log.error('seven');
        process.stdout.write('rest');`),
    );
    expect(await task.ended).toMatchObject({ outcome: 'completed', exitCode: null, error: null });
    expect(task.lines.map(({ stream, level, text }) => `${stream} ${level} ${text}`)).toEqual([
      'log debug one',
      'out info two',
      'log info three',
      'out info four',
      'log warn five',
      'err info six',
      'log error seven',
      'out info rest',
    ]);
  });

  it('a text of several lines is several lines of the same level; anything can be logged', async () => {
    const task = t.run(
      await body(`job.log.warn('a\\nb\\n\\nc\\n'); job.log.info({ n: 1 }); job.log.info('')`),
    );
    await task.ended;
    expect(task.lines.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'warn a',
      'warn b',
      'warn ',
      'warn c',
      'info { n: 1 }',
      'info ',
    ]);
  });

  it('knows its job', async () => {
    const work = await body(
      `job.log.info(JSON.stringify([job.id, job.runId, job.name, job.attempt, job.item, job.index, job.params,
         job.runDirectory, job.signal.aborted, process.env.RUNSHEET_ATTEMPT, process.env.A, process.env.NODE_OPTIONS]))`,
      {
        item: 'x y',
        index: 3,
        params: { deep: [1] },
        runDirectory: '/run',
        env: { A: 'b', NODE_OPTIONS: '--no-warnings' },
      },
    );
    const task = t.run(work, { name: 'the name', attempt: 2 });
    await task.ended;
    const id = `r1.${task.taskNumber}`;
    const expected = [
      id,
      'r1',
      'the name',
      2,
      'x y',
      3,
      { deep: [1] },
      '/run',
      false,
      task.mark,
      'b',
      '--no-warnings',
    ];
    expect(JSON.parse(task.lines[0].text)).toEqual(expected);
  });

  it.each([
    ['throw new Error("Disk is full")', 'Disk is full'],
    ['throw new TypeError("not a thing")', 'TypeError: not a thing'],
    ['throw "just text"', 'just text'],
    ['throw undefined', 'undefined'],
    ['null.x', "TypeError: Cannot read properties of null (reading 'x')"],
    [
      'setTimeout(() => { throw new RangeError("late") }, 1); await new Promise((r) => setTimeout(r, 5000))',
      'RangeError: late',
    ],
    [
      'Promise.reject(new Error("nobody waits")); await new Promise((r) => setTimeout(r, 5000))',
      'nobody waits',
    ],
    ['process.exit(5)', 'The script called process.exit(5)'],
    ['process.exitCode = 6; process.exit()', 'The script called process.exit(6)'],
    [
      'await new Promise(() => undefined)',
      'The script ended without finishing: it waited for something that never came',
    ],
  ])('fails with one sentence: %s', async (source, error) => {
    const task = t.run(await body(`job.log.info('before');\n${source}`));
    expect(await task.ended).toMatchObject({ outcome: 'failed', error });
    expect(linesOf(task)[0]).toBe('log: before');
  });

  it('the stack of an error is in the log, at level error', async () => {
    const task = t.run(await body(`throw new Error('outer', { cause: new TypeError('inner') })`));
    await task.ended;
    expect(task.lines.every(({ level, stream }) => level === 'error' && stream === 'log')).toBe(true);
    const text = task.lines.map((line) => line.text).join('\n');
    expect(text).toMatch(/^Error: outer\n\s+at /);
    expect(text).toContain('Caused by: TypeError: inner');
  });

  it('process.exit(0) is a good end', async () => {
    const task = t.run(await body(`console.log('x'); process.exit(0)`));
    expect(await task.ended).toMatchObject({ outcome: 'completed', exitCode: 0 });
    expect(linesOf(task)).toEqual(['out: x']);
  });

  it('a script that cannot be loaded says why, and the thread goes on with the next', async () => {
    const errorOf = async (path: string): Promise<string | null> => (await t.run(script(path)).ended).error;
    const missing = join(t.folder, 'no-such-script.mjs');
    expect(await errorOf(missing)).toBe(`Script not found: ${missing}`);
    const broken = await file('export default const');
    expect(await errorOf(broken)).toBe(
      `Cannot load the script ${broken}: SyntaxError: Unexpected token 'const'`,
    );
    const needy = await file(`import 'no-such-package'; export default () => 1`);
    expect(await errorOf(needy)).toContain(
      `Cannot load the script ${needy}: Cannot find package 'no-such-package'`,
    );
    const throwing = await file(`throw new Error('at load')`);
    expect(await errorOf(throwing)).toBe(`Cannot load the script ${throwing}: at load`);
    const empty = await file('export const x = 1');
    expect(await errorOf(empty)).toBe(`The script has no default export that is a function: ${empty}`);
    expect(await t.run(await body('')).ended).toMatchObject({ outcome: 'completed' });
    expect(t.deaths).toEqual([]);
  });

  it('a CommonJS module will do', async () => {
    const path = join(t.folder, 'common.cjs');
    await writeFile(path, `module.exports = (job) => job.log.info('common')`);
    const task = t.run(script(path));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task)).toEqual(['log: common']);
  });

  it('a script that runs out of memory fails alone', async () => {
    const task = t.run(await body('const all = []; for (;;) all.push(new Array(100_000).fill(all.length));'));
    const other = t.run(await body(`job.log.info('fine')`));
    expect(await task.ended).toMatchObject({
      outcome: 'failed',
      error: 'The script ran out of memory (limit 1024 MB)',
    });
    expect(await other.ended).toMatchObject({ outcome: 'completed' });
  }, 60_000);

  it('tells progress; of many calls the last one always', async () => {
    t.progress.length = 0;
    const task = t.run(await body('for (let i = 1; i <= 1000; i++) job.progress(i, 1000)'));
    await task.ended;
    expect(t.progress.length).toBeLessThan(100);
    expect(t.progress.at(-1)).toEqual({ current: 1000, total: 1000 });
  });

  it('spawns children, waits for them one after the other, and only when it waits', async () => {
    const task = t.run(
      await body(`
        const a = await job.spawn({ name: 'a', type: 'command', run: 'true', env: { A: '1' }, timeout: '2s' });
        const b = await job.spawn({ name: 'b', type: 'script', module: './b.mjs', params: { n: 1 } });
        job.log.info('spawned ' + a.id + ' ' + b.id);
        await new Promise((r) => setTimeout(r, 20));
        job.log.info('not waiting');
        const ends = await Promise.all([b.done, a.done]);
        job.log.info(JSON.stringify(ends));`),
    );
    await t.until(() =>
      t.spawns.some((spawn) => spawn.taskNumber === task.taskNumber && spawn.request === 0),
    );
    t.pool.spawned(task.taskNumber, 0, 'r1.901');
    await t.until(() =>
      t.spawns.some((spawn) => spawn.taskNumber === task.taskNumber && spawn.request === 1),
    );
    t.pool.spawned(task.taskNumber, 1, 'r1.902');
    await t.until(() => task.lines.length === 2);
    await t.until(() => t.awaits.some((wait) => wait.childId === 'r1.902'));
    expect(t.awaits.map((wait) => wait.childId)).toEqual(['r1.902']);
    t.pool.childEnded(task.taskNumber, 'r1.902', 'failed');
    await t.until(() => t.awaits.length === 2);
    t.pool.childEnded(task.taskNumber, 'r1.901', 'completed');
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task)).toEqual([
      'log: spawned r1.901 r1.902',
      'log: not waiting',
      'log: [{"id":"r1.902","status":"failed"},{"id":"r1.901","status":"completed"}]',
    ]);
    expect(t.spawns.map((spawn) => spawn.child)).toEqual([
      { name: 'a', work: { type: 'command', run: 'true', env: { A: '1' } }, timeoutMs: 2000 },
      { name: 'b', work: { type: 'script', module: './b.mjs', params: { n: 1 } }, timeoutMs: null },
    ]);
  });

  it('a child that is refused, or wrong, is an error of the script', async () => {
    const task = t.run(
      await body(`
        for (const child of [
          undefined,
          { type: 'command' },
          { name: 'x', type: 'other' },
          { name: 'x', type: 'command', run: 'true', runn: 1 },
          { name: 'x', type: 'command' },
          { name: 'x', type: 'script', module: './x.mjs', params: { f: () => 1 } },
          { name: 'x', type: 'command', run: 'true', timeout: 'soon' },
          { name: 'x', type: 'command', run: 'true' },
        ]) await job.spawn(child).catch((error) => job.log.info(error.message));`),
    );
    const asks = (): boolean => t.spawns.some((spawn) => spawn.taskNumber === task.taskNumber);
    await t.until(asks);
    t.pool.spawnRefused(task.taskNumber, 0, 'The job is being ended.');
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(task.lines.map((line) => line.text)).toEqual([
      'job.spawn needs an object such as { name, type: "command", run }',
      'job.spawn: name must be a text',
      'job.spawn: type must be "command", "script" or "test_job_generator"',
      'job.spawn: command has no key runn; it has name, type, timeout, run, cwd, env',
      'job.spawn: run must be a text for the shell, or a list of words to run as it stands',
      '() => 1 could not be cloned.',
      'job.spawn: timeout must be a duration such as "30s", or a number of milliseconds',
      'The child was not queued: The job is being ended.',
    ]);
  });

  it('Promise 8: cancel aborts the signal, and a script that listens ends in its own way', async () => {
    const task = t.run(
      await body(`
        job.log.info('ready');
        await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
        job.log.info('cleaning up: ' + job.signal.reason.message);`),
    );
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 5000);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', error: null });
    expect(linesOf(task)).toEqual(['log: ready', 'log: cleaning up: Cancelled', 'system: Cancelled']);
  });

  it('Promise 8: a script in a busy loop is ended by force, and what it logged is there', async () => {
    const task = t.run(
      await body(
        `for (let i = 0; i < 1000; i++) job.log.info('line ' + i);\njob.log.info('ready'); for (;;);`,
      ),
    );
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 200);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
    expect(linesOf(task)).toHaveLength(1002);
    expect(linesOf(task).at(-1)).toMatch(/^system: Cancelled: ended by force after \d+ ms$/);
  });

  it('Promise 8: a script in execSync is ended with its child, at once', async () => {
    const stuck = join(t.folder, 'stuck-for-a-while');
    const task = t.run(
      await body(`
        const { execSync } = await import('node:child_process');
        execSync('trap "" TERM; echo > ${stuck}; sleep 60; sleep 60', { stdio: 'ignore' });`),
    );
    await eventually(async () => existsSync(stuck));
    const start = performance.now();
    t.pool.end(task.taskNumber, 'cancelled', 200);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('Promise 8: what cannot be ended stays running, and it is said', async () => {
    const stuck = join(t.folder, 'stuck');
    const task = t.run(
      await body(`
        const { execSync } = await import('node:child_process');
        // Without the mark in its environment nobody can tell whose child it is.
        execSync('echo > ${stuck}; exec /bin/sleep 12', { env: {}, stdio: 'ignore' });`),
    );
    await eventually(async () => existsSync(stuck));
    const over = { value: false };
    void task.ended.then(() => {
      over.value = true;
    });
    t.pool.end(task.taskNumber, 'cancelled', 0);
    await t.until(() => t.cannotEnd.length > 0);
    expect(over.value).toBe(false);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
    expect(t.cannotEnd).toEqual([[]]);
  }, 30_000);

  it('a time limit ends a script, too', async () => {
    const task = t.run(await body(`await new Promise((r) => job.signal.addEventListener('abort', r))`), {
      timeoutMs: 150,
    });
    expect(await task.ended).toMatchObject({ outcome: 'timeout', error: 'Timed out after 150 ms' });
    expect(linesOf(task)).toEqual(['system: Timed out after 150 ms']);
  });

  it('ends child processes that the script left behind, but not one that it let go of', async () => {
    const task = t.run(
      await body(`
        const { spawn } = await import('node:child_process');
        job.log.info(String(spawn('sleep', ['60']).pid));`),
    );
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task)[1]).toBe('system: Ended 1 process that the script left behind');
    expect(await areGone([Number(task.lines[0].text)])).toBe(true);

    const daemon = t.run(
      await body(`
        const { spawn } = await import('node:child_process');
        const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
        child.unref();
        job.log.info(String(child.pid));`),
    );
    await daemon.ended;
    const pid = Number(daemon.lines[0].text);
    expect(linesOf(daemon)).toHaveLength(1);
    expect(await areGone([pid])).toBe(false);
    process.kill(pid, 'SIGKILL');
    await eventually(() => areGone([pid]));
  });

  it('what a script says after its end belongs to nothing', async () => {
    const late = `(async () => {
      for (let turn = 0; turn < 50; turn++) await null;
      job.log.info('after');
      setInterval(() => job.log.info('later'), 0);
    })();`;
    const task = t.run(await body(late));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task)).toEqual([]);
  });

  it('Promise 9: keeps every line of a script that logs faster than the disk takes', async () => {
    t.commitsAtOnce = false;
    const task = t.run(
      await body(`for (let i = 0; i < 100_000; i++) job.log.info('line ' + i + ' ' + 'x'.repeat(40))`),
    );
    const before = t.batches.length;
    await t.until(() => t.batches.length >= before + 8);
    t.commitsAtOnce = true;
    t.commit();
    await task.ended;
    expect(task.lines.map((line) => line.text.split(' ')[1])).toEqual(
      Array.from({ length: 100_000 }, (_, at) => String(at)),
    );
  });

  it('imports relative modules', async () => {
    await mkdir(join(t.folder, 'lib'), { recursive: true });
    await writeFile(join(t.folder, 'lib', 'text.mjs'), `export const text = 'from lib'`);
    const task = t.run(
      script(await file(`import { text } from './lib/text.mjs'; export default (job) => job.log.info(text)`)),
    );
    await task.ended;
    expect(linesOf(task)).toEqual(['log: from lib']);
  });
});
