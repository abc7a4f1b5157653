/** Records of the library and the schedule: watched folders, what is kept of each definition, and its due times. */
import type { ScheduleState, StoredDue } from '../schedule/schedule-book';
import { dueKey, dueOfKey, key, keyRange, kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';
import { parseJson, toJson } from './tree-records';

/** What holds for all definitions. */
export interface LibraryRecord {
  /** Absolute paths of the watched folders, in the order they were added. */
  readonly folders: readonly string[];
  /** All schedules are paused together. */
  readonly paused: boolean;
}

export function putLibrary(batch: WriteBatch, record: LibraryRecord): void {
  batch.put(key(kinds.library), toJson(record));
}
export function readLibrary(store: ReadableStore): LibraryRecord {
  const value = store.get(key(kinds.library));
  return value === undefined ? { folders: [], paused: false } : parseJson<LibraryRecord>(value);
}

export function putSchedule(batch: WriteBatch, state: ScheduleState): void {
  batch.put(key(kinds.schedule, state.number), toJson(state));
}
/** What is kept of all definitions that start by themselves. */
export function listSchedules(store: ReadableStore): ScheduleState[] {
  const { start, end } = keyRange(kinds.schedule);
  return store.range(start, end).map(({ value }) => parseJson<ScheduleState>(value));
}

export function putDue(batch: WriteBatch, number: number, record: StoredDue): void {
  batch.put(dueKey(number, record.due), toJson(record));
}
export function removeDue(batch: WriteBatch, number: number, due: number): void {
  batch.remove(dueKey(number, due));
}
/** Due times of a definition that have a record, ascending. */
export function listDues(store: ReadableStore, number: number): number[] {
  const { start, end } = keyRange(kinds.due, number);
  return store.keys(start, end).map(dueOfKey);
}
/** Records of a definition's latest due times, latest first. */
export function readDues(store: ReadableStore, number: number, most: number): StoredDue[] {
  const { start, end } = keyRange(kinds.due, number);
  const keys = store.keys(start, end).slice(-most).reverse();
  return keys.flatMap((recordKey) => {
    const value = store.get(recordKey);
    return value === undefined ? [] : [parseJson<StoredDue>(value)];
  });
}
