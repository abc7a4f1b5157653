/**
 * Records of one run outside of a catalog: packed into one buffer they cross to a thread and back without being
 * copied, and there they are read like a catalog.
 */
import { keyRange } from './keys';
import type { ReadableStore, WriteBatch } from './store';

/** A key and its value. */
export interface StoredRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Records that are read from a catalog in one turn of the event loop. */
const recordsAtOnce = 500;

/** All records of a run of these kinds, packed. Gives way to others between two pieces. */
export async function packRun(
  store: ReadableStore,
  run: number,
  kinds: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  const records: StoredRecord[] = [];
  for (const kind of kinds) {
    const { start, end } = keyRange(kind, run);
    for (let from = start; ;) {
      const keys = store.keys(from, end, recordsAtOnce);
      if (keys.length === 0) break;
      // The key behind the last one, whatever comes: one byte longer.
      const next = Buffer.concat([keys[keys.length - 1], Buffer.of(0)]);
      // Copies: a value of the catalog is only good until the next read.
      for (const { key, value } of store.range(from, next)) records.push({ key, value: value.slice() });
      if (keys.length < recordsAtOnce) break;
      from = next;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return packRecords(records);
}

/** The records in one buffer: the lengths of key and value (u32 each, little-endian), the key, the value. */
export function packRecords(records: readonly StoredRecord[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const { key, value } of records) size += 8 + key.length + value.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { key, value } of records) {
    view.setUint32(at, key.length, true);
    view.setUint32(at + 4, value.length, true);
    bytes.set(key, at + 8);
    bytes.set(value, at + 8 + key.length);
    at += 8 + key.length + value.length;
  }
  return bytes;
}

/** The way back; keys and values are views of the buffer. */
export function unpackRecords(bytes: Uint8Array): StoredRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: StoredRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = at + 8 + view.getUint32(at, true);
    const end = value + view.getUint32(at + 4, true);
    records.push({ key: bytes.subarray(at + 8, value), value: bytes.subarray(value, end) });
    at = end;
  }
  return records;
}

/** Adds packed records to a batch as those of another run: the run is the first number of every key. */
export function putPacked(batch: WriteBatch, packed: Uint8Array, run: number): void {
  for (const { key, value } of unpackRecords(packed)) {
    const own = Buffer.from(key);
    own.writeUInt32BE(run, 1);
    batch.put(own, value);
  }
}

/** Packed records as a catalog. */
export class PackedStore implements ReadableStore {
  readonly #records: readonly StoredRecord[];

  constructor(packed: Uint8Array) {
    this.#records = unpackRecords(packed).sort((a, b) => Buffer.compare(a.key, b.key));
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const record = this.#records[this.#firstFrom(key)] as StoredRecord | undefined;
    return record !== undefined && Buffer.compare(record.key, key) === 0 ? record.value : undefined;
  }

  readInto(key: Uint8Array, memory: Uint8Array): number | null {
    const value = this.get(key);
    if (value === undefined) return null;
    if (value.length <= memory.length) memory.set(value);
    return value.length;
  }

  range(start: Uint8Array, end: Uint8Array): StoredRecord[] {
    return this.#records.slice(this.#firstFrom(start), this.#firstFrom(end));
  }

  keys(start: Uint8Array, end: Uint8Array, limit?: number): Uint8Array[] {
    const keys = this.range(start, end).map(({ key }) => key);
    return limit === undefined ? keys : keys.slice(0, limit);
  }

  /** Position of the first record that does not come before `key`. */
  #firstFrom(key: Uint8Array): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.#records[middle].key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
