/** How long the jobs of each step took in the latest completed run of a definition: one record a definition. */
import type { DurationsByStep } from '../jobs/step-durations';
import { kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';
import { parseJson, toJson } from './tree-records';

/** Longer ids have no record: a key of the catalog is short. */
const longestId = 500;

function recordKey(definitionId: string): Uint8Array | null {
  const id = Buffer.from(definitionId);
  return id.length > longestId ? null : Buffer.concat([Buffer.of(kinds.durations), id]);
}

/** Takes the place of what was known of all steps. */
export function putDurations(batch: WriteBatch, definitionId: string, durations: DurationsByStep): void {
  const key = recordKey(definitionId);
  if (key !== null) batch.put(key, toJson(durations));
}

/** Null when no run of the definition has left any. */
export function readDurations(store: ReadableStore, definitionId: string): DurationsByStep | null {
  const key = recordKey(definitionId);
  const value = key === null ? undefined : store.get(key);
  return value === undefined ? null : parseJson<DurationsByStep>(value);
}
