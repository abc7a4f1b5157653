import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GeneratorWork } from '../../../../../src-main/engine/executors/protocol';
import { childSeed, SeededRandom } from '../../../../../src-main/engine/executors/seeded-random';
import { linesOf, TestPool, type TestTask } from './test-pool';

function generator(options: Partial<GeneratorWork> = {}): GeneratorWork {
  return {
    type: 'test_job_generator',
    logCount: 10,
    logDelayMs: 0,
    failureRate: 0,
    childCount: 0,
    depth: 0,
    recursionDepth: 3,
    seed: 1,
    ...options,
  };
}

describe('test generator', () => {
  let t: TestPool;
  beforeAll(async () => {
    t = await TestPool.start({ threads: 2 });
  });
  afterAll(() => t.stop());

  async function answerSpawns(task: TestTask, count: number): Promise<void> {
    const own = () => t.spawns.filter((spawn) => spawn.taskNumber === task.taskNumber);
    await t.until(() => own().length === count);
    for (const { request } of own()) t.pool.spawned(task.taskNumber, request, `r1.9${request}`);
  }

  it('prints the same lines and ends the same for the same seed, others for another', async () => {
    const work = generator({ logCount: 200, failureRate: 0.5, seed: 7 });
    const [a, b, c] = t.runAll([work, work, { ...work, seed: 8 }]);
    const ends = await Promise.all([a.ended, b.ended, c.ended]);
    expect(linesOf(a)).toEqual(linesOf(b));
    expect(linesOf(a)).not.toEqual(linesOf(c));
    expect(ends[0].outcome).toBe(ends[1].outcome);
    expect(linesOf(a).every((line) => line.startsWith('log: '))).toBe(true);
  });

  it('of its lines 80 % are info, 15 % warn, 5 % error', async () => {
    const task = t.run(generator({ logCount: 20_000 }));
    await task.ended;
    const share = (level: string): number =>
      task.lines.filter((line) => line.level === level).length / 20_000;
    expect(share('info')).toBeCloseTo(0.8, 1);
    expect(share('warn')).toBeCloseTo(0.15, 1);
    expect(share('error')).toBeCloseTo(0.05, 1);
    expect(share('debug')).toBe(0);
    expect(new Set(task.lines.map((line) => line.text.replace(/\d+/, '#'))).size).toBeGreaterThan(15);
  });

  it('fails about as often as asked, with a sentence', async () => {
    const tasks = t.runAll(
      Array.from({ length: 1000 }, (_, seed) =>
        generator({ logCount: 1, failureRate: 0.1, seed: childSeed(5, seed) }),
      ),
    );
    const ends = await Promise.all(tasks.map((task) => task.ended));
    const failed = ends.filter((end) => end.outcome === 'failed');
    expect(failed.length).toBeGreaterThan(60);
    expect(failed.length).toBeLessThan(140);
    expect(failed[0].error).toBe('Simulated failure');
  });

  it('spawns children that are half of it, after its own lines and before its outcome', async () => {
    const task = t.run(generator({ logCount: 5, childCount: 3, recursionDepth: 2, failureRate: 1, seed: 9 }));
    await answerSpawns(task, 3);
    const end = await task.ended;
    expect(end.outcome).toBe('failed');
    expect(task.lines).toHaveLength(5);
    const children = t.spawns
      .filter((spawn) => spawn.taskNumber === task.taskNumber)
      .map(({ child }) => child);
    expect(children.map((child) => child.name)).toEqual(['job.1', 'job.2', 'job.3']);
    expect(children[1].work).toEqual({
      ...generator({ recursionDepth: 2, failureRate: 1 }),
      logCount: 2,
      childCount: 1,
      depth: 1,
      seed: childSeed(9, 1),
    });
    expect(new Set(children.map((child) => 'seed' in child.work && child.work.seed)).size).toBe(3);
  });

  it('spawns nothing at the depth where it stops', async () => {
    const before = t.spawns.length;
    await t.run(generator({ childCount: 4, depth: 3, recursionDepth: 3 })).ended;
    await t.run(generator({ childCount: 0, depth: 0, recursionDepth: 3 })).ended;
    expect(t.spawns.length).toBe(before);
  });

  it('a refused child is its failure', async () => {
    const task = t.run(generator({ childCount: 1 }));
    await t.until(() => t.spawns.some((spawn) => spawn.taskNumber === task.taskNumber));
    t.pool.spawnRefused(task.taskNumber, 0, 'no room');
    expect(await task.ended).toMatchObject({ outcome: 'failed', error: 'Cannot spawn a child: no room' });
  });

  it('waits between its lines', async () => {
    const task = t.run(generator({ logCount: 5, logDelayMs: 20 }));
    await task.ended;
    expect(task.lines[4].time - task.lines[0].time).toBeGreaterThan(75);
  });

  it('is ended at once, wherever it stands', async () => {
    const printing = t.run(generator({ logCount: 1_000_000, logDelayMs: 1 }));
    const flooding = t.run(generator({ logCount: 100_000_000 }));
    const spawning = t.run(generator({ logCount: 1, childCount: 2 }));
    await t.until(() => [printing, flooding, spawning].every((task) => task.lines.length > 0));
    for (const task of [printing, flooding, spawning]) t.pool.end(task.taskNumber, 'cancelled', 60_000);
    for (const task of [printing, flooding, spawning]) {
      expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
      expect(linesOf(task).at(-1)).toBe('system: Cancelled');
    }
  });

  it('Promise 9: waits for the disk and loses nothing', async () => {
    t.commitsAtOnce = false;
    const task = t.run(generator({ logCount: 200_000 }));
    const before = t.batches.length;
    await t.until(() => t.batches.length >= before + 8);
    t.commitsAtOnce = true;
    t.commit();
    await task.ended;
    expect(task.lines).toHaveLength(200_000);
  });

  it('does many small jobs in a row', async () => {
    const tasks = t.runAll(Array.from({ length: 20_000 }, (_, seed) => generator({ logCount: 1, seed })));
    const ends = await Promise.all(tasks.map((task) => task.ended));
    expect(ends.every((end) => end.outcome === 'completed')).toBe(true);
    expect(tasks.every((task) => task.lines.length === 1)).toBe(true);
  });
});

describe('seeded random', () => {
  it('gives the numbers it gave yesterday', () => {
    const random = new SeededRandom(42);
    expect([random.next(), random.next(), random.below(100)]).toEqual([
      0.6011037519201636, 0.44829055899754167, 85,
    ]);
    expect(childSeed(1, 0)).not.toBe(childSeed(1, 1));
    expect(childSeed(1, 0)).toBe(childSeed(1, 0));
  });
});
