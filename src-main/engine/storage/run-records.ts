/** Records of runs beside their trees: what was asked for, the row in the list, attempts, work, processes. */
import type { Definition } from '../../../src-shared/definition';
import type { JobStatus, Stats } from '../../../src-shared/model';
import type { ParameterValues } from '../../../src-shared/parameter';
import { Counts } from '../jobs/counts';
import { key, keyPart, keyRange, kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';
import { parseJson, toJson } from './tree-records';

/** What a run was started with; never changes. */
export interface RunRecord {
  /** The definition as it was at the start; null for a single added command. */
  readonly definition: Definition | null;
  /** Path of its file, or null. */
  readonly path: string | null;
  /** Folder that relative paths start from. */
  readonly directory: string;
  readonly concurrency: number;
  readonly priority: number;
  readonly type: string;
  /** The values of its definition's parameters. */
  readonly params: ParameterValues;
}

/** The run's row in the list, so that a run of 100,000 jobs is listed without reading its tree. */
export interface RunSummary {
  readonly type: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly reason: string | null;
  readonly error: string | null;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly stats: Stats;
  readonly lines: number;
  readonly childCount: number;
  readonly held: boolean;
  readonly tolerated: boolean;
  readonly cancelling: boolean;
}

/** An attempt that was followed by another; the latest one lives in the node's record. */
export interface AttemptRecord {
  readonly status: JobStatus;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly reason: string | null;
  readonly error: string | null;
}

/** The leader of a running command's process group. */
export interface ProcessRecord {
  readonly attempt: number;
  readonly pid: number;
  readonly start: string | null;
}

/** Counters of the whole folder. */
export interface FolderRecord {
  readonly revision: number;
  readonly nextRun: number;
  readonly enqueueSequence: number;
  /** Time of the commit, in milliseconds since the epoch; no later one is earlier. */
  readonly time: number;
}

type StoredRunRecord = Omit<RunRecord, 'params' | 'definition'> & {
  readonly params?: ParameterValues;
  readonly definition: (Omit<Definition, 'params'> & { readonly params?: Definition['params'] }) | null;
};

export function putRun(batch: WriteBatch, run: number, record: RunRecord): void {
  batch.put(key(kinds.run, run), toJson(record));
}
export function readRun(store: ReadableStore, run: number): RunRecord | null {
  const record = read<StoredRunRecord>(store, key(kinds.run, run));
  if (record === null) return null;
  // Runs of earlier versions have no parameters.
  const definition = record.definition === null ? null : { params: [], ...record.definition };
  return { params: {}, ...record, definition };
}

export function putSummary(batch: WriteBatch, run: number, summary: RunSummary): void {
  batch.put(key(kinds.summary, run), toJson(summary));
}
export function readSummary(store: ReadableStore, run: number): RunSummary | null {
  return read<RunSummary>(store, key(kinds.summary, run));
}

/** Marks a run as one that has not ended, or takes the mark away. */
export function markActive(batch: WriteBatch, run: number, active: boolean): void {
  if (active) batch.put(key(kinds.active, run), new Uint8Array());
  else batch.remove(key(kinds.active, run));
}

/** Numbers of all runs, ascending; `kinds.active` gives those that have not ended. */
export function listRuns(store: ReadableStore, kind: typeof kinds.summary | typeof kinds.active): number[] {
  const { start, end } = keyRange(kind);
  return store.keys(start, end).map((recordKey) => keyPart(recordKey, 0));
}

export function putAttempt(
  batch: WriteBatch,
  at: { run: number; node: number; attempt: number },
  record: AttemptRecord,
): void {
  batch.put(key(kinds.attempt, at.run, at.node, at.attempt), toJson(record));
}
/** Attempts of a job that were followed by another, by number. */
export function readAttempts(
  store: ReadableStore,
  run: number,
  node: number,
): { attempt: number; record: AttemptRecord }[] {
  const { start, end } = keyRange(kinds.attempt, run, node);
  return store
    .range(start, end)
    .map((entry) => ({ attempt: keyPart(entry.key, 2), record: parseJson<AttemptRecord>(entry.value) }));
}

export function putProcess(batch: WriteBatch, run: number, node: number, record: ProcessRecord | null): void {
  if (record === null) batch.remove(key(kinds.process, run, node));
  else batch.put(key(kinds.process, run, node), toJson(record));
}
/** Leaders that an engine left recorded as running. */
export function listProcesses(store: ReadableStore): { run: number; node: number; process: ProcessRecord }[] {
  const { start, end } = keyRange(kinds.process);
  return store.range(start, end).map((entry) => ({
    run: keyPart(entry.key, 0),
    node: keyPart(entry.key, 1),
    process: parseJson<ProcessRecord>(entry.value),
  }));
}

/** What a job that belongs to no step runs: an added command or a spawned child. */
export function putWork(batch: WriteBatch, run: number, node: number, work: unknown): void {
  batch.put(key(kinds.work, run, node), toJson(work));
}
export function readWork<Work>(store: ReadableStore, run: number, node: number): Work | null {
  return read<Work>(store, key(kinds.work, run, node));
}

export function putFolder(batch: WriteBatch, record: FolderRecord, counts: Counts): void {
  batch.put(key(kinds.folder, 0), toJson(record));
  batch.put(key(kinds.folder, 1), counts.encode());
}
export function readFolder(store: ReadableStore): { record: FolderRecord; counts: Counts } {
  const counts = store.get(key(kinds.folder, 1));
  return {
    record: read<FolderRecord>(store, key(kinds.folder, 0)) ?? {
      revision: 0,
      nextRun: 1,
      enqueueSequence: 1,
      time: 0,
    },
    counts: counts === undefined ? new Counts() : Counts.decode(counts),
  };
}

function read<Value>(store: ReadableStore, recordKey: Uint8Array): Value | null {
  const value = store.get(recordKey);
  return value === undefined ? null : parseJson<Value>(value);
}
