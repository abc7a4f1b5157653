import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandWork, ExpandWork } from '../../../../../src-main/engine/executors/protocol';
import { linesOf, shell, TestPool } from './test-pool';

describe('expansion of for_each', () => {
  let t: TestPool;
  beforeAll(async () => {
    t = await TestPool.start();
  });
  afterAll(() => t.stop());

  function expand(forEach: ExpandWork['forEach'], command: CommandWork | null = null): ExpandWork {
    return { type: 'expand', forEach, directory: t.folder, command };
  }

  function byCommand(script: string, limit: number | null = null): ExpandWork {
    return expand({ kind: 'command', command: script, limit }, shell(script));
  }

  it('finds files, and tells them before the end', async () => {
    for (const name of ['b.txt', 'a.txt', 'c.md']) await writeFile(join(t.folder, name), '');
    const work = expand({ kind: 'glob', patterns: ['*.txt'], hidden: false, absolute: false, limit: null });
    const task = t.run(work);
    const end = await task.ended;
    expect(end).toMatchObject({ outcome: 'completed', error: null });
    expect(t.expanded.get(task.taskNumber)).toEqual(['a.txt', 'b.txt']);
    expect(task.lines).toEqual([]);
  });

  it('fails with one sentence when a file is missing', async () => {
    const task = t.run(expand({ kind: 'lines', file: 'missing.txt', limit: null }));
    expect(await task.ended).toMatchObject({
      outcome: 'failed',
      error: 'The file missing.txt of for_each does not exist.',
    });
    expect(t.expanded.has(task.taskNumber)).toBe(false);
  });

  it('takes the lines that a command prints; what it says on stderr is in the log', async () => {
    const task = t.run(byCommand('echo one; echo " two "; echo; echo note >&2; printf three'));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(t.expanded.get(task.taskNumber)).toEqual(['one', ' two ', 'three']);
    expect(linesOf(task)).toEqual(['err: note']);
  });

  it('takes each of very many lines, however they come', async () => {
    const task = t.run(byCommand('seq 1 40000; echo note >&2; seq 40001 100000'));
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(t.expanded.get(task.taskNumber)).toEqual(Array.from({ length: 100_000 }, (_, at) => `${at + 1}`));
    expect(linesOf(task)).toEqual(['err: note']);
  });

  it('takes no more than the limit, even of a command that never ends', async () => {
    const task = t.run(byCommand('yes item', 3));
    expect(await task.ended).toMatchObject({ outcome: 'completed', exitCode: 0 });
    expect(t.expanded.get(task.taskNumber)).toEqual(['item', 'item', 'item']);
    expect(task.lines).toEqual([]);
  });

  it('fails when the command fails, whatever it printed', async () => {
    const task = t.run(byCommand('echo one; exit 3'));
    expect(await task.ended).toMatchObject({
      outcome: 'failed',
      exitCode: 3,
      error: 'The command of for_each failed: Exit code 3',
    });
    expect(t.expanded.has(task.taskNumber)).toBe(false);
  });

  it('is ended like any other task', async () => {
    const slow = t.run(byCommand('echo ready >&2; sleep 60'));
    await t.until(() => slow.lines.length > 0);
    t.pool.end(slow.taskNumber, 'cancelled', 5000);
    expect(await slow.ended).toMatchObject({ outcome: 'cancelled' });
    expect(linesOf(slow)).toEqual(['err: ready', 'system: Cancelled: ended by SIGTERM']);

    const files = t.run(expand({ kind: 'range', from: 1, to: 900_000, by: 1, limit: null }));
    t.pool.end(files.taskNumber, 'stopped', 5000);
    expect(await files.ended).toMatchObject({ outcome: 'stopped' });
    expect(t.expanded.has(files.taskNumber)).toBe(false);
  });
});
