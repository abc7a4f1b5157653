import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { key, keyRange, metaKey } from '../../../../../src-main/engine/storage/keys';
import { readOwner, releaseOwnership, takeOwnership } from '../../../../../src-main/engine/storage/ownership';
import { Store, WriteBatch } from '../../../../../src-main/engine/storage/store';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-store-'));
  store = Store.open(folder);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function put(...entries: [Uint8Array, string][]): Promise<void> {
  const batch = new WriteBatch();
  for (const [recordKey, value] of entries) batch.put(recordKey, Buffer.from(value));
  await store.commit(batch);
}

describe('the catalog', () => {
  it('has what was committed after closing and opening, and for another reader at once', async () => {
    const entries = Array.from(
      { length: 3000 },
      (_, at) => [key(0x20, 1, at), `value ${at}`] as [Uint8Array, string],
    );
    await put(...entries);
    const reader = Store.openForReading(folder);
    expect(reader?.folderId).toBe(store.folderId);
    const { start, end } = keyRange(0x20, 1);
    expect(reader?.range(start, end).map((record) => Buffer.from(record.value).toString())).toEqual(
      entries.map(([, value]) => value),
    );
    await reader?.close();
    await store.close();
    store = Store.open(folder);
    expect(store.range(start, end)).toHaveLength(3000);
  });

  it('keeps the runs apart: a range of one ends where the next begins, also at the edges of a byte', async () => {
    await put(
      [key(0x20, 254), 'a'],
      [key(0x20, 255, 1), 'b'],
      [key(0x20, 255, 0xffffffff), 'c'],
      [key(0x20, 256, 0), 'd'],
      [key(0x21, 255), 'e'],
    );
    const { start, end } = keyRange(0x20, 255);
    expect(store.range(start, end).map((record) => Buffer.from(record.value).toString())).toEqual(['b', 'c']);
    expect(store.keys(...(Object.values(keyRange(0x20)) as [Uint8Array, Uint8Array]))).toHaveLength(4);
  });

  it('refuses a folder of a newer version with a sentence', async () => {
    await store.close();
    const raw = Store.open(folder);
    const batch = new WriteBatch();
    batch.put(metaKey('format'), Buffer.of(99));
    await raw.commit(batch);
    await raw.close();
    expect(() => Store.open(folder)).toThrow(/written by a newer version of Runsheet \(format 99/);
    await rm(folder, { recursive: true, force: true });
    store = Store.open(folder);
  });

  it('refuses a catalog that is none with a sentence, instead of ending the process', async () => {
    const other = path.join(folder, 'other');
    await mkdir(path.join(other, 'catalog'), { recursive: true });
    await writeFile(path.join(other, 'catalog', 'data.mdb'), Buffer.alloc(40_000, 'garbage'));
    expect(() => Store.openForReading(other)).toThrow(/catalog of the data folder .* is damaged/);
    expect(() => Store.open(other)).toThrow(/is damaged/);
  });

  it('says that nothing is there where nothing is, and makes nothing', () => {
    expect(Store.openForReading(path.join(folder, 'elsewhere'))).toBeNull();
  });
});

describe('the owner of a folder', () => {
  const alive = new Set([1, 2]);
  const identity = (pid: number) => ({
    pid,
    start: 'then',
    bootId: 'boot',
    isAlive: (process: { pid: number }) => Promise.resolve(alive.has(process.pid)),
  });

  it('is one at a time, as long as its process lives', async () => {
    const owner = await takeOwnership(store, identity(1), 'socket');
    await expect(takeOwnership(store, identity(2), 'socket')).rejects.toMatchObject({
      code: 'folder-in-use',
    });
    expect(await readOwner(store, identity(2))).toEqual(owner);
    releaseOwnership(store, owner);
    expect(await readOwner(store, identity(2))).toBeNull();
  });

  it('is taken over at once when its process is gone', async () => {
    await takeOwnership(store, identity(1), 'socket');
    alive.delete(1);
    const next = await takeOwnership(store, identity(2), 'socket');
    expect(next.pid).toBe(2);
    alive.add(1);
  });

  it('is not given up by one that has lost it', async () => {
    const first = await takeOwnership(store, identity(1), 'socket');
    alive.delete(1);
    await takeOwnership(store, identity(2), 'socket');
    releaseOwnership(store, first);
    expect(await readOwner(store, identity(2))).toMatchObject({ pid: 2 });
    alive.add(1);
  });
});
