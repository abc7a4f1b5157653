import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { AttemptEnd } from '../../../../../src-main/engine/logs/line-batch';
import { threadScripts } from '../../../../setup/threads';
import { linesOf, shell, TestPool, type TestTask } from './test-pool';

const lane = 'r1.1';
const say = (text: string) => shell(`echo ${text}`);

describe('standbys', () => {
  let t: TestPool;
  afterEach(() => t.stop());

  it('start one after the other in the slot of the one before, and each end says what followed', async () => {
    t = await TestPool.start({ threads: 2 });
    const standbys = t.standBy([say('second'), say('third')], { lane });
    const first = t.runAll([say('first')], { lane })[0];
    const ends = await Promise.all([first, ...standbys].map((task) => task.ended));
    expect(ends.map((end) => end.followedBy)).toEqual([
      standbys[0].taskNumber,
      standbys[1].taskNumber,
      undefined,
    ]);
    expect([first, ...standbys].map(linesOf)).toEqual([['out: first'], ['out: second'], ['out: third']]);
    for (const { taskNumber } of standbys) expect(t.pool.withdraw(taskNumber)).toBe(false);
  });

  it.each([
    { name: 'has failed', work: shell('exit 3'), ofLane: lane },
    { name: 'is of another step', work: say('other'), ofLane: 'r1.2' },
    { name: 'is of none', work: say('none'), ofLane: null },
  ])('do not start when the one before $name', async ({ work, ofLane }) => {
    t = await TestPool.start();
    const [standby] = t.standBy([say('never')], { lane });
    const task = t.runAll([work], { lane: ofLane })[0];
    expect((await task.ended).followedBy).toBeUndefined();
    expect(t.pool.withdraw(standby.taskNumber)).toBe(true);
  });

  it('do not start when the one before was ended', async () => {
    t = await TestPool.start();
    const [standby] = t.standBy([say('never')], { lane });
    const task = t.runAll([shell('echo ready; exec sleep 60')], { lane })[0];
    await t.until(() => task.lines.length > 0);
    t.pool.end(task.taskNumber, 'cancelled', 1000);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled', followedBy: undefined });
    expect(t.pool.withdraw(standby.taskNumber)).toBe(true);
  });

  it('that were taken back never start, and their places are used again', async () => {
    t = await TestPool.start();
    for (let round = 0; round < 3; round++) {
      const taken = t.standBy(
        Array.from({ length: 1000 }, () => say('never')),
        { lane },
      );
      for (const { taskNumber } of taken.reverse()) expect(t.pool.withdraw(taskNumber)).toBe(true);
    }
    const [standby] = t.standBy([say('second')], { lane });
    const first = t.runAll([say('first')], { lane })[0];
    expect((await first.ended).followedBy).toBe(standby.taskNumber);
    expect(linesOf(standby)).toEqual([]);
    await standby.ended;
    expect(linesOf(standby)).toEqual(['out: second']);
  });

  it('beyond the places there are wait until they are asked for as any other', async () => {
    t = await TestPool.start();
    const standbys = t.standBy(
      Array.from({ length: 1100 }, () => say('never')),
      { lane },
    );
    for (const { taskNumber } of standbys.reverse()) expect(t.pool.withdraw(taskNumber)).toBe(true);
  });

  it('that a thread had started when it died are ended and told with the others', async () => {
    t = await TestPool.open({
      entry: async (folder) => {
        const file = join(folder, 'entry.mjs');
        await writeFile(
          file,
          `import { parentPort } from 'node:worker_threads';
           const post = parentPort.postMessage.bind(parentPort);
           parentPort.postMessage = (message, moved) => {
             if (message.type === 'batch' && message.batch.endTask.length > 0) throw new Error('made to die');
             post(message, moved);
           };
           await import(${JSON.stringify(threadScripts().executor.href)});`,
        );
        return pathToFileURL(file);
      },
    });
    await t.pool.start();
    const [standby] = t.standBy([shell('exec sleep 60')], { lane });
    const first = t.runAll([say('first')], { lane })[0];
    await t.until(() => t.deaths.length > 0);
    expect(t.deaths[0].taskNumbers).toEqual([first.taskNumber, standby.taskNumber]);
    expect(t.pool.withdraw(standby.taskNumber)).toBe(false);
  });

  it('Promise 6: are started once or taken back, in order, while two threads and the main thread want them', async () => {
    t = await TestPool.start({ threads: 2 });
    const isOver = new Map<TestTask, AttemptEnd>();
    const watch = (tasks: readonly TestTask[]) => {
      for (const task of tasks) void task.ended.then((end) => isOver.set(task, end));
      return tasks;
    };
    const started: TestTask[] = [];
    for (let round = 0; round < 25; round++) {
      const standbys = watch(
        t.standBy(
          Array.from({ length: 6 }, (_, at) => say(`standby ${at}`)),
          { lane },
        ),
      );
      const firsts = watch(t.runAll([say('first'), say('first')], { lane }));
      // Somewhere in the middle, at another place in each round.
      await t.until(() => isOver.size >= started.length + firsts.length * (round % 2) + (round % 4));
      const isTaken = [...standbys].reverse().map((task) => !t.pool.withdraw(task.taskNumber));
      const count = isTaken.filter(Boolean).length;
      // The first of them run, and none behind one that was taken back.
      expect(isTaken.reverse()).toEqual(standbys.map((_, at) => at < count));
      started.push(...firsts, ...standbys.slice(0, count));
      await Promise.all(started.map((task) => task.ended));
      const followers = [...isOver.values()].flatMap((end) => end.followedBy ?? []);
      expect(new Set(followers).size).toBe(followers.length);
    }
    expect(isOver.size).toBe(started.length);
  });
});
