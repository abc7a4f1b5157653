import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../../scripts/process/lock.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runsheet-lock-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the second waits until the first has done its work', async () => {
  const lock = join(folder, 'lock');
  const events: string[] = [];
  let finishFirst = (): void => {};
  const first = withLock(lock, async () => {
    events.push('first begins');
    await new Promise<void>((done) => {
      finishFirst = done;
    });
    events.push('first ends');
  });
  const second = withLock(lock, async () => {
    events.push('second begins');
  });
  finishFirst();
  await Promise.all([first, second]);
  expect(events).toEqual(['first begins', 'first ends', 'second begins']);
});

test('the lock of a process that was killed is taken over', async () => {
  const lock = join(folder, 'lock');
  const noSuchProcess = 2 ** 30;
  writeFileSync(lock, String(noSuchProcess));
  const owner = await withLock(lock, async () => readFileSync(lock, 'utf8'));
  expect(owner).toBe(String(process.pid));
});

test('an error in the work comes out, and frees the lock', async () => {
  const lock = join(folder, 'lock');
  await expect(withLock(lock, () => Promise.reject(new Error('No room.')))).rejects.toThrow('No room.');
  expect(await withLock(lock, async () => 'free')).toBe('free');
});
