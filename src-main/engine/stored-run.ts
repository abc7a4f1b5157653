/** Runs out of the catalog, to go on with them. */
import type { StoredRun } from './active-run';
import type { Counts } from './jobs/counts';
import { RunLog } from './logs/run-log';
import type { StoredLogs } from './storage/log-records';
import { readRun } from './storage/run-records';
import type { ReadableStore } from './storage/store';
import { readTree } from './storage/tree-records';

/** A run with its tree and the end of its log; null when there is none. `folder`: the counters above its own. */
export function readStoredRun(
  store: ReadableStore,
  logs: StoredLogs,
  run: number,
  folder: Counts,
): StoredRun | null {
  const record = readRun(store, run);
  const tree = readTree(store, run, folder);
  return record === null || tree === null
    ? null
    : { record, tree, log: new RunLog(logs.position(run), { writtenInPlace: true }) };
}
