import { chmod, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { launcherInterpreter } from '../../../../../src-main/engine/executors/launcher-starter';
import { areGone, eventually, linesOf, shell, TestPool } from './test-pool';

const interpreter = launcherInterpreter();

/** Process id of the launcher of this very thread: the parent of what it starts. */
async function launcherOf(t: TestPool): Promise<number> {
  const task = t.run(shell('echo $PPID'));
  await task.ended;
  return Number(task.lines[0].text);
}

describe.runIf(interpreter !== null)('launcher', () => {
  let t: TestPool;
  afterEach(() => t.stop());

  it('is one small process for each thread, and not the engine itself', async () => {
    t = await TestPool.start();
    const pid = await launcherOf(t);
    expect(pid).not.toBe(process.pid);
    expect(await launcherOf(t)).toBe(pid);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(40_000);
  });

  it('ends with its thread', async () => {
    t = await TestPool.start();
    const pid = await launcherOf(t);
    await t.pool.stop();
    await eventually(() => areGone([pid]));
  });

  it('that dies is noticed at once: what it ran is ended, its jobs fail, and the next one has another', async () => {
    t = await TestPool.start();
    const pid = await launcherOf(t);
    const script = 'setsid sh -c \'trap "" TERM; echo $$; while :; do sleep 60; done\' & echo $$; wait';
    const task = t.run(shell(script));
    await t.until(() => task.lines.length === 2);
    process.kill(pid, 'SIGKILL');
    expect(await task.ended).toMatchObject({
      outcome: 'failed',
      error: 'The process that starts commands ended unexpectedly',
      exitCode: null,
    });
    expect(await areGone(task.lines.map((line) => Number(line.text)))).toBe(true);
    expect(await launcherOf(t)).not.toBe(pid);
  });

  it('that dies while its job is being ended leaves nothing behind', async () => {
    t = await TestPool.start();
    const pid = await launcherOf(t);
    const task = t.run(shell('trap "" TERM; echo $$; while :; do sleep 60; done'));
    await t.until(() => task.lines.length === 1);
    t.pool.end(task.taskNumber, 'cancelled', 500);
    process.kill(pid, 'SIGKILL');
    expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
    expect(await areGone([Number(task.lines[0].text)])).toBe(true);
  });

  it('that dies again and again is given up: the thread starts its commands itself', async () => {
    t = await TestPool.start();
    for (let death = 0; death < 3; death++) {
      const pid = await launcherOf(t);
      const task = t.run(shell('echo ready; sleep 60'));
      await t.until(() => task.lines.length === 1);
      process.kill(pid, 'SIGKILL');
      await task.ended;
    }
    expect(await launcherOf(t)).toBe(process.pid);
  });

  it.each([
    ['is not there', null],
    ['is of a version that cannot do it', '#!/bin/sh\nexit 1\n'],
  ])('whose interpreter %s is not missed', async (_what, text) => {
    t = await TestPool.open({ launcher: interpreter });
    const fake = join(t.folder, 'python');
    if (text !== null) {
      await writeFile(fake, text);
      await chmod(fake, 0o755);
    }
    await t.stop();
    t = await TestPool.start({ launcher: fake });
    const tasks = t.runAll(
      Array.from({ length: 5 }, (_, at) =>
        shell(`cat; echo ${at}`, { stdin: { kind: 'text', text: 'in\n' } }),
      ),
    );
    const ends = await Promise.all(tasks.map((task) => task.ended));
    expect(ends.every((end) => end.outcome === 'completed')).toBe(true);
    expect(tasks.map(linesOf)).toEqual(tasks.map((_, at) => ['out: in', `out: ${at}`]));
    expect(await launcherOf(t)).toBe(process.pid);
  });

  it('Promise 3: hands a command that says much over to the thread, and no line of it is lost or out of order', async () => {
    t = await TestPool.start();
    const pid = await launcherOf(t);
    const script =
      'readlink /proc/$$/fd/1; i=0; while [ $i -lt 30 ]; do seq $((i * 2000)) $((i * 2000 + 1999)); echo "err $i" >&2; i=$((i+1)); done; echo done; read x; echo "got $x"';
    const work = shell(script);
    const task = t.run({ ...work, stdin: { kind: 'open' } });
    await t.until(() => task.lines.some((line) => line.text === 'done'));
    // Nobody but the thread has its pipes any more.
    const open = await readdir(`/proc/${pid}/fd`);
    const links = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    expect(links).not.toContain(task.lines[0].text);
    expect(await t.pool.send(task.taskNumber, 'hello\n', true)).toBeNull();
    expect(await task.ended).toMatchObject({ outcome: 'completed', exitCode: 0 });
    const out = task.lines.filter((line) => line.stream === 'out').map((line) => line.text);
    expect(out.slice(1)).toEqual([
      ...Array.from({ length: 60_000 }, (_, at) => String(at)),
      'done',
      'got hello',
    ]);
    const err = task.lines.filter((line) => line.stream === 'err').map((line) => line.text);
    expect(err).toEqual(Array.from({ length: 30 }, (_, at) => `err ${at}`));
  });

  it('Promise 8: a command that says much, and was handed over, is ended when the launcher dies', async () => {
    t = await TestPool.start();
    const pid = await launcherOf(t);
    const task = t.run(shell('echo $$; while :; do seq 10000; done'));
    await t.until(() => task.lines.length > 200_000);
    process.kill(pid, 'SIGKILL');
    expect(await task.ended).toMatchObject({ outcome: 'failed' });
    expect(await areGone([Number(task.lines[0].text)])).toBe(true);
  });

  it('gives commands the signals and folder that they would have without it, and no files but their own', async () => {
    t = await TestPool.start();
    // The two signals above 31 that the C library keeps for itself are its own affair.
    const script =
      'pwd; grep -E "^Sig(Ign|Blk)" /proc/self/status | sed "s/[0-9a-f]*\\([0-9a-f]\\{7\\}\\)$/\\1/"; ulimit -n';
    // The last one is the folder that `ls` looks into.
    const files = 'ls /proc/self/fd | tr "\\n" " "';
    const opened = t.run(shell(files));
    await opened.ended;
    expect(linesOf(opened)).toEqual(['out: 0 1 2 3 ']);
    const launched = t.run(shell(script));
    await launched.ended;
    const direct = await TestPool.start({ launcher: null });
    try {
      const other = direct.run(shell(script));
      await other.ended;
      expect(linesOf(launched)).toEqual(linesOf(other));
    } finally {
      await direct.stop();
    }
  });
});
