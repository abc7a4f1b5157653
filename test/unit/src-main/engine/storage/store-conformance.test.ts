import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Store, WriteBatch, type ReadableStore } from '../../../../../src-main/engine/storage/store';
import { MemoryStore } from './memory-store';

type WritableStore = ReadableStore & { commit(batch: WriteBatch): Promise<void> };

const folders: string[] = [];
const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function lmdbStore(): Promise<WritableStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runsheet-store-'));
  folders.push(folder);
  const store = Store.open(folder);
  stores.push(store);
  return store;
}

const bytes = (...numbers: number[]) => Uint8Array.of(...numbers);
const text = (entries: readonly { key: Uint8Array; value: Uint8Array }[]) =>
  entries.map(
    ({ key, value }) => `${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`,
  );

/** Keys of the test begin with a byte that no record of Runsheet begins with. */
const own = (...numbers: number[]) => bytes(0xf0, ...numbers);
const all = [bytes(0xf0), bytes(0xf1)] as const;

describe.each([
  ['LMDB', lmdbStore],
  ['memory', () => Promise.resolve(new MemoryStore())],
] as const)('the storage port over %s', (_, open) => {
  it('gives back what was committed, and nothing for what was not', async () => {
    const store = await open();
    const batch = new WriteBatch();
    batch.put(own(1), bytes(7, 8));
    expect(store.get(own(1))).toBeUndefined();
    await store.commit(batch);
    expect(text([{ key: own(1), value: store.get(own(1)) ?? bytes() }])).toEqual(['f001=0708']);
    expect(store.get(own(2))).toBeUndefined();
  });

  it('reads values of any length into the same memory, one after the other, and writes nothing behind them', async () => {
    const store = await open();
    const batch = new WriteBatch();
    const lengths = [3, 0, 70_000, 20_000, 5, 40_000];
    lengths.forEach((length, at) => {
      batch.put(own(at), new Uint8Array(length).fill(at + 1));
    });
    await store.commit(batch);
    const memory = new Uint8Array(80_000).fill(255);
    lengths.forEach((length, at) => {
      memory.fill(255);
      expect(store.readInto(own(at), memory)).toBe(length);
      expect(memory.subarray(0, length).every((byte) => byte === at + 1)).toBe(true);
      expect(memory.subarray(length).every((byte) => byte === 255)).toBe(true);
    });
    expect(store.readInto(own(99), memory)).toBeNull();
    const small = bytes(9, 9);
    expect([store.readInto(own(0), small), ...small]).toEqual([3, 9, 9]);
  });

  it('keeps an empty value apart from none', async () => {
    const store = await open();
    const batch = new WriteBatch();
    batch.put(own(1), bytes());
    await store.commit(batch);
    expect(store.get(own(1))).toHaveLength(0);
    expect(store.keys(...all)).toHaveLength(1);
  });

  it('a value that is changed after its commit changes nothing in the store', async () => {
    const store = await open();
    const batch = new WriteBatch();
    const value = bytes(1);
    batch.put(own(1), value);
    await store.commit(batch);
    value[0] = 9;
    expect(store.get(own(1))?.[0]).toBe(1);
  });

  it('an empty batch is no trouble', async () => {
    const store = await open();
    await store.commit(new WriteBatch());
    expect(store.range(...all)).toEqual([]);
  });

  it('has its records in the order of their bytes, ranges without their end, as a plain list has them', async () => {
    // Any bytes, and often the same few, so that records meet.
    const key = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc.uint8Array({ minLength: 1, maxLength: 2, max: 3 }),
    );
    const change = fc.record({ key, value: fc.uint8Array({ maxLength: 5 }), remove: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 30 }), { maxLength: 6 }),
        key,
        key,
        async (commits, one, other) => {
          const store = await open();
          const model = new Map<string, { key: Uint8Array; value: Uint8Array }>();
          for (const changes of commits) {
            const batch = new WriteBatch();
            // The same record may be written several times: the last one counts.
            for (const each of changes) {
              const hex = Buffer.from(each.key).toString('hex');
              const recordKey = own(...each.key);
              if (each.remove) batch.remove(recordKey);
              else batch.put(recordKey, each.value);
              if (each.remove) model.delete(hex);
              else model.set(hex, { key: recordKey, value: each.value });
            }
            await store.commit(batch);
          }
          const sorted = [...model.values()].sort((a, b) => Buffer.compare(a.key, b.key));
          expect(text(store.range(...all))).toEqual(text(sorted));
          const [start, end] = [own(...one), own(...other)].sort((a, b) => Buffer.compare(a, b));
          const within = sorted.filter(
            (entry) => Buffer.compare(entry.key, start) >= 0 && Buffer.compare(entry.key, end) < 0,
          );
          expect(text(store.range(start, end))).toEqual(text(within));
          expect(store.keys(start, end).map((found) => Buffer.from(found).toString('hex'))).toEqual(
            within.map((entry) => Buffer.from(entry.key).toString('hex')),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});
