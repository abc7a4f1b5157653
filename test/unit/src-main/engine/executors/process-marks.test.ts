import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterEach, describe, expect, it } from 'vitest';
import {
  bootId,
  endMarked,
  findMarked,
  isAlive,
  processStart,
} from '../../../../../src-main/engine/executors/process-marks';
import { parseStat } from '../../../../../src-main/engine/executors/process-table';
import { areGone } from './test-pool';

const folder = `marks-${process.pid}-${Math.random().toString(36).slice(2)}`;

describe.runIf(process.platform !== 'win32')('process marks', () => {
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    // What a failed test has left.
    for (const { pid } of await findMarked(`${folder}/`)) process.kill(pid, 'SIGKILL');
  });

  /** A process with a mark that has printed its first line. */
  async function start(
    mark: string,
    script: string,
    onlyFirstLine = true,
  ): Promise<{ child: ChildProcess; pid: number; line: string }> {
    const child = spawn('/bin/sh', ['-c', script], {
      env: { PATH: process.env['PATH'], RUNSHEET_ATTEMPT: mark },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    children.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    if (onlyFirstLine) child.stdout.destroy();
    return { child, pid: child.pid ?? 0, line: line.toString().trim() };
  }

  it('finds processes by their mark: those below a folder, and attempt 1 is not attempt 10', async () => {
    const one = await start(`${folder}/r1.2/1`, 'echo ready; sleep 60');
    const ten = await start(`${folder}/r1.2/10`, 'echo ready; sleep 60');
    await start(`${folder}-other/r1.2/1`, 'echo ready; sleep 60');
    const pids = async (prefix: string): Promise<number[]> =>
      (await findMarked(prefix)).map((row) => row.pid);
    const inFolder = await pids(`${folder}/`);
    expect(inFolder).toEqual(expect.arrayContaining([one.pid, ten.pid]));
    // Each shell and its sleep.
    expect(inFolder).toHaveLength(4);
    expect(await pids(`${folder}/r1.2/1`)).not.toContain(ten.pid);
    await endMarked(`${folder}/`, { graceMs: 1000 });
    await endMarked(`${folder}-other/`, { graceMs: 1000 });
  });

  it('Promise 7: ends what a dead engine left running: those that ignore SIGTERM, and their children in other sessions', async () => {
    const { pid, line } = await start(
      `${folder}/r1.3/1`,
      'trap "" TERM; setsid sh -c "trap \\"\\" TERM; while :; do sleep 60; done" >/dev/null & echo $!; while :; do sleep 60; done',
    );
    expect(await endMarked(`${folder}/`, { graceMs: 200 })).toEqual([]);
    expect(await areGone([pid, Number(line)])).toBe(true);
    expect(await findMarked(`${folder}/`)).toEqual([]);
  });

  it('never ends itself or its ancestors, whatever mark they carry', async () => {
    const out = await mkdtemp(join(tmpdir(), 'runsheet-marks-'));
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: true,
        outDir: out,
        rolldownOptions: {
          input: resolve(import.meta.dirname, '../../../../../src-main/engine/executors/process-marks.ts'),
          output: { entryFileNames: 'marks.mjs' },
        },
      },
    });
    const mark = `${folder}/r1.4/1`;
    const source = `
      import { endMarked, findMarked } from ${JSON.stringify(pathToFileURL(join(out, 'marks.mjs')).href)};
      const found = await findMarked('${mark}');
      await endMarked('${mark}', { graceMs: 100 });
      console.log(JSON.stringify({ found: found.map((row) => row.pid), left: (await findMarked('${mark}')).length }));`;
    await writeFile(join(out, 'engine.mjs'), source);
    // The shell, the engine under it, and its brother, the sleep, carry the same mark.
    const script = `sleep 60 & echo $!; "${process.execPath}" "${join(out, 'engine.mjs')}"; echo "lived"`;
    const { child } = await start(mark, script, false);
    const text = (await child.stdout?.toArray())?.join('') ?? '';
    await rm(out, { recursive: true });
    expect(text).toMatch(/^\{"found":\[\d+\],"left":0\}\nlived\n$/);
  });

  it('a pid alone is not a process: its start, and its boot, count', async () => {
    const start = await processStart(process.pid);
    const boot = await bootId();
    expect(start).not.toBeNull();
    expect(await isAlive({ pid: process.pid, start })).toBe(true);
    expect(await isAlive({ pid: process.pid, start, bootId: boot })).toBe(true);
    expect(await isAlive({ pid: process.pid, start: `${start}0` })).toBe(false);
    expect(await isAlive({ pid: process.pid, start, bootId: 'another boot' })).toBe(false);
    expect(await isAlive({ pid: 0, start: null })).toBe(false);
    expect(await isAlive({ pid: 2 ** 22 + 1, start: null })).toBe(false);
  });

  it('a process that has ended is not alive, and one that nobody has waited for is not either', async () => {
    const { child, pid } = await start(`${folder}/r1.5/1`, 'echo ready; sleep 60');
    expect(await isAlive({ pid, start: await processStart(pid) })).toBe(true);
    process.kill(-pid, 'SIGKILL');
    await once(child, 'exit');
    expect(await isAlive({ pid, start: null })).toBe(false);
    expect(await processStart(pid)).toBeNull();
  });

  it('reads the table of Linux, also of programs with odd names and of those whose first thread has ended', () => {
    const rest = '1 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 THREADS 0 12345 0 0';
    expect(parseStat(`7 (a) b) S ${rest.replace('THREADS', '1')}`)).toMatchObject({
      parent: 1,
      start: '12345',
    });
    expect(parseStat(`7 (a) Z ${rest.replace('THREADS', '1')}`)).toBeNull();
    expect(parseStat(`7 (a) Z ${rest.replace('THREADS', '3')}`)).not.toBeNull();
    expect(parseStat('')).toBeNull();
  });
});
