import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, script, TestPool } from './test-pool';

const page = await readFile(resolve(import.meta.dirname, '../../../../../docs/scripts.md'), 'utf8');
const examples = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]);

describe('the scripts in docs/scripts.md', () => {
  let t: TestPool;
  beforeAll(async () => {
    t = await TestPool.start();
  });
  afterAll(() => t.stop());

  async function file(example: number): Promise<string> {
    const path = join(t.folder, `example-${example}.mjs`);
    await writeFile(path, examples[example]);
    return path;
  }

  it('are three', () => {
    expect(examples).toHaveLength(3);
  });

  it('hash a file and tell how far they are', async () => {
    const path = await file(0);
    const task = t.run(script(path, { item: path, index: 0 }));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    const sum = createHash('sha256').update(examples[0]).digest('hex');
    expect(linesOf(task)).toEqual([`log: ${sum}  ${path}`]);
    expect(t.progress.at(-1)).toEqual({ current: examples[0].length, total: examples[0].length });
  });

  it('clean up when they are ended', async () => {
    const task = t.run(script(await file(1)), { timeoutMs: 300 });
    expect(await task.ended).toMatchObject({ outcome: 'timeout' });
    expect(linesOf(task)).toEqual(['log: cleaned up', 'system: Timed out after 300 ms']);
  });

  it('spawn children and look at how they ended', async () => {
    const task = t.run(script(await file(2)));
    for (let request = 0; request < 3; request++) {
      await t.until(() => t.spawns.length > request);
      t.pool.spawned(task.taskNumber, request, `r1.${90 + request}`);
    }
    for (let wait = 0; wait < 3; wait++) {
      await t.until(() => t.awaits.length > wait);
      t.pool.childEnded(task.taskNumber, t.awaits[wait].childId, wait === 1 ? 'failed' : 'completed');
    }
    expect(await task.ended).toMatchObject({ outcome: 'failed', error: '1 of 3 sizes failed' });
    expect(t.spawns.map((spawn) => spawn.child.name)).toEqual(['small', 'medium', 'large']);
  });
});
