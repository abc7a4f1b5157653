/** A store in memory for tests that open and drop thousands of folders; it passes the port's conformance suite. */
import type { ReadableStore, WriteBatch } from '../../../../../src-main/engine/storage/store';

interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** See the head of this file. */
export class MemoryStore implements ReadableStore {
  readonly #entries = new Map<string, Entry>();

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#entries.get(hex(key))?.value;
  }

  readInto(key: Uint8Array, memory: Uint8Array): number | null {
    const value = this.get(key);
    if (value === undefined) return null;
    if (value.length <= memory.length) memory.set(value);
    return value.length;
  }

  range(start: Uint8Array, end: Uint8Array): Entry[] {
    const [from, to] = [hex(start), hex(end)];
    return [...this.#entries]
      .filter(([at]) => at >= from && at < to)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => entry);
  }

  keys(start: Uint8Array, end: Uint8Array): Uint8Array[] {
    return this.range(start, end).map(({ key }) => key);
  }

  commit(batch: WriteBatch): Promise<void> {
    for (const { key, value } of batch.writes) {
      if (value === null) this.#entries.delete(hex(key));
      else this.#entries.set(hex(key), { key: Uint8Array.from(key), value: Uint8Array.from(value) });
    }
    return Promise.resolve();
  }
}

function hex(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex');
}
