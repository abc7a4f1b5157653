import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { GeneratorWork } from '../../../../../src-main/engine/executors/protocol';
import { threadScripts } from '../../../../setup/threads';
import { areGone, eventually, linesOf, shell, TestPool } from './test-pool';

const noOp: GeneratorWork = {
  type: 'test_job_generator',
  logCount: 1,
  logDelayMs: 0,
  failureRate: 0,
  childCount: 0,
  depth: 0,
  recursionDepth: 0,
  seed: 1,
};

describe('executor pool', () => {
  let t: TestPool;
  afterEach(() => t.stop());

  /** An entry that is the real one until a message comes for which `when` holds. */
  function mortal(when: string): (folder: string) => Promise<URL> {
    return entry(
      `import { parentPort } from 'node:worker_threads';
       await import(${JSON.stringify(threadScripts().executor.href)});
       parentPort.on('message', (messages) => {
         for (const message of messages) if (${when}) throw new Error('made to die');
       });`,
    );
  }

  function entry(source: string): (folder: string) => Promise<URL> {
    return async (folder) => {
      const path = join(folder, 'entry.mjs');
      await writeFile(path, source);
      return pathToFileURL(path);
    };
  }

  it('stops before it was started, and as often as asked', async () => {
    t = await TestPool.open();
    await t.pool.stop();
    await t.pool.stop();
  });

  it('stops after the last batch, when nothing runs', async () => {
    t = await TestPool.start({ threads: 2 });
    const tasks = t.runAll(Array.from({ length: 100 }, () => noOp));
    await Promise.all(tasks.map((task) => task.ended));
    await Promise.all([t.pool.stop(), t.pool.stop()]);
  });

  it('what still runs at stop is ended', async () => {
    t = await TestPool.start();
    const task = t.run(shell('trap "" TERM; echo ready; while :; do sleep 60; done'));
    const pid = await task.started;
    await t.until(() => task.lines.length > 0);
    await t.pool.stop();
    expect(await task.ended).toMatchObject({ outcome: 'stopped' });
    expect(await areGone([pid])).toBe(true);
  });

  it('spreads tasks over its threads, in one message for each', async () => {
    t = await TestPool.start({ threads: 3 });
    const tasks = t.runAll(Array.from({ length: 9 }, () => shell('echo x; sleep 0.3')));
    await Promise.all(tasks.map((task) => task.ended));
    const byThread = [0, 1, 2].map((thread) =>
      t.batches.filter((batch) => batch.thread === thread).flatMap((batch) => [...batch.endTask]),
    );
    expect(byThread.map((ends) => ends.length)).toEqual([3, 3, 3]);
  });

  it('Promise 3: tickets of all threads are one order, and no ticket comes below the frontier', async () => {
    t = await TestPool.start({ threads: 3 });
    const frontiers: number[] = [];
    let checked = 0;
    const tasks = t.runAll(Array.from({ length: 300 }, (_, seed) => ({ ...noOp, logCount: 20, seed })));
    const ended = Promise.all(tasks.map((task) => task.ended));
    let running = true;
    void ended.then(() => {
      running = false;
    });
    while (running) {
      const known = t.batches.length;
      await Promise.race([t.until(() => t.batches.length > known), ended]);
      for (; checked < t.batches.length; checked++) {
        const batch = t.batches[checked];
        const tickets = [...batch.itemTicket, ...batch.endTicket];
        const before = frontiers.at(-1) ?? 0;
        // The frontier as it was when the last batch had been received.
        expect(Math.min(...tickets)).toBeGreaterThanOrEqual(before);
        expect([...batch.itemTicket]).toEqual([...batch.itemTicket].sort((a, b) => a - b));
      }
      frontiers.push(t.pool.board.frontier());
    }
    const all = t.batches.flatMap((batch) => [...batch.itemTicket, ...batch.endTicket]);
    expect(new Set(all).size).toBe(all.length);
    expect(t.pool.board.frontier()).toBeGreaterThan(Math.max(...all));
  });

  it('a line that is not finished holds nothing of the others back', async () => {
    t = await TestPool.start({ threads: 2 });
    const file = join(t.folder, 'printed');
    const task = t.run(shell(`printf unfinished; sleep 0.05; echo > ${file}; sleep 60`));
    await eventually(async () => existsSync(file));
    // On the other thread.
    const other = t.run(shell('echo other'));
    const end = await other.ended;
    expect(t.pool.board.frontier()).toBeGreaterThan(end.ticket);
    t.pool.end(task.taskNumber, 'cancelled', 5000);
    await task.ended;
    expect(linesOf(task)).toEqual(['out: unfinished', 'system: Cancelled: ended by SIGTERM']);
  });

  it('a thread that dies is replaced; what it ran is gone before its tasks are told as lost', async () => {
    t = await TestPool.open({ entry: mortal(`message.type === 'spawned'`) });
    await t.pool.start();
    const victim = t.run(shell('echo before; exec sleep 60'));
    const pid = await victim.started;
    await t.until(() => victim.lines.length > 0);
    t.pool.spawned(victim.taskNumber, 0, 'r1.9');
    await t.until(() => t.deaths.length > 0);
    expect(t.deaths).toEqual([
      {
        thread: 0,
        taskNumbers: [victim.taskNumber],
        error: 'An executor thread ended unexpectedly: made to die',
      },
    ]);
    expect(await areGone([pid])).toBe(true);
    const next = t.run(shell('echo after'));
    expect(await next.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(next)).toEqual(['out: after']);
    expect(t.broken).toEqual([]);
  });

  it('what a dead thread had under way gives no credit to the one in its place', async () => {
    t = await TestPool.open({ entry: mortal(`message.type === 'spawned'`) });
    await t.pool.start();
    t.commitsAtOnce = false;
    const flood = { ...noOp, logCount: 100_000_000 };
    const first = t.run(flood);
    await t.until(() => {
      return t.batches.length === 8;
    });
    t.pool.spawned(first.taskNumber, 0, 'r1.9');
    await t.until(() => t.deaths.length === 1);
    t.commit();
    const second = t.run(flood);
    await t.until(() => {
      return t.batches.length === 16;
    });
    // It would go on at once if it thought that it may.
    const later = performance.now() + 200;
    await eventually(async () => performance.now() > later);
    expect(t.batches.length).toBe(16);
    t.pool.spawned(second.taskNumber, 0, 'r1.9');
    await t.until(() => t.deaths.length === 2);
  });

  it('a thread that cannot be loaded is an error of the start, and is not tried for ever', async () => {
    t = await TestPool.open({ entry: entry(`throw new Error('cannot be loaded')`) });
    await expect(t.pool.start()).rejects.toThrow(/An executor thread ended unexpectedly: cannot be loaded$/);
    await t.until(() => t.broken.length > 0);
    expect(t.broken).toEqual([
      'Executor threads ended 3 times in a row, so nothing is run any more. ' +
        'An executor thread ended unexpectedly: cannot be loaded',
    ]);
    expect(t.deaths).toHaveLength(3);
    const task = t.run(noOp);
    await t.until(() => t.deaths.length === 4);
    expect(t.deaths[3]).toEqual({ thread: -1, taskNumbers: [task.taskNumber], error: t.broken[0] });
  });
});
