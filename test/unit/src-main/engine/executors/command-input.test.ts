import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, shell, starters, TestPool } from './test-pool';

describe.each(starters)('stdin of a command, started by $name', ({ launcher }) => {
  let t: TestPool;
  beforeAll(async () => {
    t = await TestPool.start({ launcher });
  });
  afterAll(() => t.stop());

  it('comes from a file, also from one that no pipe and no single read could hold', async () => {
    const path = join(t.folder, 'answers.txt');
    await writeFile(path, 'yes\nno\n');
    const small = t.run(shell('cat', { stdin: { kind: 'file', path } }));
    expect(await small.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(small)).toEqual(['out: yes', 'out: no']);

    await writeFile(path, `${'x'.repeat(99)}\n`.repeat(80_000));
    const large = t.run(shell('cksum', { stdin: { kind: 'file', path } }));
    const again = t.run(shell(`cksum < ${path}`));
    await Promise.all([large.ended, again.ended]);
    expect(large.lines[0].text).toContain(' 8000000');
    expect(linesOf(large)).toEqual(linesOf(again));

    const deaf = t.run(shell('exit 0', { stdin: { kind: 'file', path } }));
    expect(await deaf.ended).toMatchObject({ outcome: 'completed' });
  });

  it('from a file that is not there fails with the path, and nothing is started', async () => {
    const path = join(t.folder, 'missing.txt');
    const task = t.run(shell('echo started', { stdin: { kind: 'file', path } }));
    expect(await task.ended).toMatchObject({
      outcome: 'failed',
      error: `The file for stdin does not exist: ${path}`,
      exitCode: null,
    });
    expect(linesOf(task)).toEqual([]);
    const folder = join(t.folder, 'a folder');
    await mkdir(folder);
    expect(await t.run(shell('true', { stdin: { kind: 'file', path: folder } })).ended).toMatchObject({
      error: `The file for stdin is a folder: ${folder}`,
    });
  });

  it('that is open takes what is sent, line by line, until it is closed', async () => {
    const task = t.run(
      shell('while read line; do echo "got $line"; done; echo over', { stdin: { kind: 'open' } }),
    );
    expect(await t.pool.send(task.taskNumber, 'one\n', false)).toBeNull();
    await t.until(() => task.lines.length === 1);
    expect(await t.pool.send(task.taskNumber, 'zwei ü\n', false)).toBeNull();
    expect(await t.pool.send(task.taskNumber, '', true)).toBeNull();
    expect(await t.pool.send(task.taskNumber, 'late\n', false)).toBe('ended');
    expect(await task.ended).toMatchObject({ outcome: 'completed' });
    expect(linesOf(task)).toEqual(['out: got one', 'out: got zwei ü', 'out: over']);
    expect(await t.pool.send(task.taskNumber, 'late\n', false)).toBe('ended');
  });

  it('that is closed refuses what is sent', async () => {
    const task = t.run(shell('sleep 60'));
    await task.started;
    expect(await t.pool.send(task.taskNumber, 'x\n', false)).toBe('closed');
    t.pool.end(task.taskNumber, 'cancelled', 1000);
    await task.ended;
  });

  it('that nobody reads answers when the command ends, and never grows without bound', async () => {
    const task = t.run(shell('sleep 60', { stdin: { kind: 'open' } }));
    await task.started;
    // More than a pipe holds: the answer waits.
    const waiting = t.pool.send(task.taskNumber, 'x'.repeat(1_000_000), false);
    const more = Array.from({ length: 6 }, () => t.pool.send(task.taskNumber, 'x'.repeat(1_000_000), false));
    expect(await Promise.race(more)).toBe('full');
    t.pool.end(task.taskNumber, 'cancelled', 1000);
    expect(await task.ended).toMatchObject({ outcome: 'cancelled' });
    expect(await waiting).toBe('ended');
    expect(new Set(await Promise.all(more))).toEqual(new Set(['ended', 'full']));
  });
});
