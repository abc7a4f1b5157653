import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areGone, eventually, linesOf, shell, starters, TestPool, type TestTask } from './test-pool';

describe.each(starters)('ending a command, started by $name', ({ launcher, pipeLines }) => {
  let t: TestPool;
  beforeAll(async () => {
    t = await TestPool.start({ launcher });
  });
  afterAll(() => t.stop());

  /** Resolves when the task has printed "ready". */
  async function ready(task: TestTask): Promise<void> {
    await t.until(() => task.lines.some((line) => line.text === 'ready'));
  }

  /** Pids that the task has printed, each on a line of its own. */
  function pidsOf(task: TestTask): number[] {
    return task.lines.filter((line) => /^\d+$/.test(line.text)).map((line) => Number(line.text));
  }

  it('Promise 8: cancel ends what SIGTERM ends, and says so', async () => {
    const task = t.run(shell('echo ready; sleep 60'));
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 5000);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', signal: 'SIGTERM', error: null });
    expect(linesOf(task)).toEqual(['out: ready', 'system: Cancelled: ended by SIGTERM']);
    expect(task.lines[1].level).toBe('warn');
  });

  it('Promise 8: a command that cleans up on SIGTERM does so, and its last lines are there', async () => {
    const task = t.run(shell('trap "echo cleaning; exit 0" TERM; echo ready; while :; do sleep 0.01; done'));
    await ready(task);
    t.pool.end(task.taskNumber, 'stopped', 5000);
    expect(await task.ended).toMatchObject({ outcome: 'stopped', exitCode: 0 });
    // The shell may add that its `sleep` was terminated.
    const lines = linesOf(task).filter((line) => !line.startsWith('err: '));
    expect(lines).toEqual(['out: ready', 'out: cleaning', 'system: Stopped: ended by SIGTERM']);
  });

  it('Promise 8: what ignores SIGTERM is killed after the grace time', async () => {
    const task = t.run(shell('trap "" TERM; echo ready; while :; do sleep 60; done'));
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 300);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', signal: 'SIGKILL' });
    expect(linesOf(task).at(-1)).toMatch(/^system: Cancelled: ended by SIGKILL after \d+ ms$/);
  });

  it('Promise 8: a second request with less grace is at once', async () => {
    const task = t.run(shell('trap "" TERM; echo ready; while :; do sleep 60; done'));
    await ready(task);
    t.pool.end(task.taskNumber, 'stopped', 60_000);
    t.pool.end(task.taskNumber, 'cancelled', 0);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', signal: 'SIGKILL' });
  });

  it('Promise 8: the leader exits on SIGTERM, its child ignores it: both are gone before the job ends', async () => {
    const task = t.run(
      shell('sh -c \'trap "" TERM; echo $$; echo ready; while :; do sleep 60; done\' & wait'),
    );
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 200);
    await task.ended;
    expect(pidsOf(task)).toHaveLength(1);
    expect(await areGone(pidsOf(task))).toBe(true);
    expect(linesOf(task).at(-1)).toContain('SIGKILL');
  });

  it('Promise 8: a child that left the group by setsid is found by its mark', async () => {
    const task = t.run(
      shell(
        'setsid sh -c \'trap "" TERM; echo $$; echo ready; exec >&- 2>&-; while :; do sleep 60; done\' & sleep 60',
      ),
    );
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 200);
    await task.ended;
    expect(await areGone(pidsOf(task))).toBe(true);
  });

  it('Promise 8: a descendant without the mark in its environment is found by its parents', async () => {
    const task = t.run(
      shell(
        'env -i /bin/sh -c \'/usr/bin/setsid /bin/sh -c "echo \\$\\$; echo ready; /bin/sleep 60" & wait\'',
      ),
    );
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 2000);
    await task.ended;
    expect(await areGone(pidsOf(task))).toBe(true);
  });

  it('Promise 8: processes that fork while they are being ended are ended too', async () => {
    const file = join(t.folder, 'forks.sh');
    const pids = join(t.folder, 'forks');
    // Each copy ignores SIGTERM, starts the next one in a session of its own, and goes.
    await writeFile(file, `trap "" TERM\necho $$ >> ${pids}\nsetsid sh ${file} &\n`);
    const task = t.run(shell(`sh ${file} > /dev/null 2>&1; sleep 60`));
    await eventually(async () => (await readFile(pids, 'utf8').catch(() => '')).split('\n').length > 5);
    t.pool.end(task.taskNumber, 'cancelled', 200);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', signal: 'SIGTERM' });
    expect(linesOf(task).at(-1)).toContain('SIGKILL');
    const count = (await readFile(pids, 'utf8')).length;
    await t.run(shell('sleep 0.2')).ended;
    expect((await readFile(pids, 'utf8')).length).toBe(count);
    // `stop` of the pool fails when one of them lives on.
  });

  it('Promise 8: a stopped process is ended as well', async () => {
    const task = t.run(shell('echo ready; kill -STOP $$; sleep 60'));
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 10_000);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', signal: 'SIGTERM' });
  });

  it('a timeout ends the attempt and says after what time', async () => {
    const task = t.run(shell('echo ready; sleep 60'), { timeoutMs: 250 });
    const end = await task.ended;
    expect(end).toMatchObject({ outcome: 'timeout', error: 'Timed out after 250 ms', signal: 'SIGTERM' });
    expect(linesOf(task)).toEqual(['out: ready', 'system: Timed out after 250 ms: ended by SIGTERM']);
  });

  it('a timeout longer than a timer can wait does not fire at once', async () => {
    const task = t.run(shell('sleep 0.2; echo done'), { timeoutMs: 40 * 86_400_000 });
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
  });

  it('a task that is ended before it has started ends at once and starts nothing', async () => {
    const file = join(t.folder, 'started');
    const tasks = t.runAll(Array.from({ length: 20 }, () => shell(`echo x >> ${file}`)));
    for (const task of tasks.slice(1)) t.pool.end(task.taskNumber, 'cancelled', 5000);
    const ends = await Promise.all(tasks.map((task) => task.ended));
    expect(ends.filter((end) => end.outcome === 'cancelled').length).toBeGreaterThan(0);
    const started = (await readFile(file, 'utf8')).length / 2;
    expect(started).toBeLessThanOrEqual(ends.filter((end) => end.outcome === 'completed').length + 1);
  });

  it('to end a task that has ended changes nothing', async () => {
    const task = t.run(shell('echo x'));
    const end = await task.ended;
    t.pool.end(task.taskNumber, 'cancelled', 0);
    await t.run(shell('true')).ended;
    expect(end.outcome).toBe('completed');
    expect(linesOf(task)).toEqual(['out: x']);
  });

  it('a process left behind in the group is ended after 2 s, and the job says so', async () => {
    const task = t.run(shell('sleep 60 & echo $!; echo done; exit 4'));
    expect(await task.ended).toMatchObject({ outcome: 'failed', exitCode: 4 });
    expect(linesOf(task).slice(1)).toEqual([
      'out: done',
      'system: Ended 1 process that the command left behind',
    ]);
    expect(await areGone(pidsOf(task))).toBe(true);
  });

  it('a process left behind that holds no pipe is ended as well', async () => {
    const task = t.run(shell('sleep 60 >/dev/null 2>&1 & echo $!'));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task).slice(1)).toEqual(['system: Ended 1 process that the command left behind']);
    expect(await areGone(pidsOf(task))).toBe(true);
  });

  it('what goes on for a moment after its leader may finish, and its lines are read', async () => {
    const task = t.run(shell('(sleep 0.5; echo late) & echo early'));
    expect(await task.ended).toMatchObject({ outcome: 'completed', exitCode: 0 });
    expect(linesOf(task)).toEqual(['out: early', 'out: late']);
  });

  it('a daemon that holds the pipe open for ever does not hold the job', async () => {
    const task = t.run(shell('setsid sleep 60 & echo $!; echo done'));
    const end = await task.ended;
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task).at(-1)).toBe(
      'system: A process that left the command still holds its output open; what it prints from here on is not read',
    );
    expect(await areGone(pidsOf(task))).toBe(false);
    for (const pid of pidsOf(task)) process.kill(pid, 'SIGKILL');
    await eventually(() => areGone(pidsOf(task)));
  });

  it('a daemon that lets go of everything is left alone, and costs the job no time', async () => {
    const task = t.run(shell('setsid sh -c "exec sleep 60" >/dev/null 2>&1 & echo $!; sleep 0.1'));
    const end = await task.ended;
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(end.time - task.lines[0].time).toBeLessThan(1500);
    expect(await areGone(pidsOf(task))).toBe(false);
    for (const pid of pidsOf(task)) process.kill(pid, 'SIGKILL');
    await eventually(() => areGone(pidsOf(task)));
  });

  it('cancel while processes left behind are waited for ends them all', async () => {
    const task = t.run(shell('trap "" TERM; (while :; do sleep 60; done) & echo ready; exit 0'));
    await ready(task);
    t.pool.end(task.taskNumber, 'cancelled', 100);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
  });

  it('Promise 9: unread output of a command that has ended outlasts any stall of the disk', async () => {
    t.commitsAtOnce = false;
    const flood = t.run(shell('yes flood | head -n 1000000'));
    const before = t.batches.length;
    await t.until(() => t.batches.length >= before + 8);
    // Less than a pipe holds, and where one holds more, more than one read takes.
    const task = t.run(shell(`seq 1 ${pipeLines}; exit 0`));
    const pid = await task.started;
    await eventually(() => areGone([pid]));
    // Longer than what is left behind is waited for.
    const resumeAt = performance.now() + 2600;
    await eventually(async () => performance.now() > resumeAt);
    t.commitsAtOnce = true;
    t.commit();
    await task.ended;
    await flood.ended;
    expect(task.lines.map((line) => line.text)).toEqual(
      Array.from({ length: pipeLines }, (_, at) => String(at + 1)),
    );
    expect(flood.lines.length).toBe(1_000_000);
  });
});
