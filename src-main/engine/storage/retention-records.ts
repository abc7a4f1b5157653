/** Which ended runs are kept, and what was removed lately: one record of the catalog. */
import type { Removal, Retention } from '../../../src-shared/transfer';
import { key, kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';
import { parseJson, toJson } from './tree-records';

/** See the head of this file. */
export interface RetentionRecord {
  readonly rule: Retention;
  /** Latest first. */
  readonly removals: readonly Removal[];
}

/** What holds until a person says otherwise: 90 days, 10 GB, the last 10 runs of each definition always. */
export const usualRetention: Retention = { days: 90, bytes: 10_000_000_000, runs: 10 };

const recordKey = (): Uint8Array => key(kinds.folder, 3);

export function putRetention(batch: WriteBatch, record: RetentionRecord): void {
  batch.put(recordKey(), toJson(record));
}
export function readRetention(store: ReadableStore): RetentionRecord {
  const value = store.get(recordKey());
  return value === undefined ? { rule: usualRetention, removals: [] } : parseJson<RetentionRecord>(value);
}
