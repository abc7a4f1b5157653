/** Records of runs beside their trees: what was asked for, the row in the list, attempts, work, processes. */
import type { Definition, RetryPolicy } from '../../../src-shared/definition';
import type { JobStatus, ResourceUse, Stats } from '../../../src-shared/model';
import type { ParameterValues } from '../../../src-shared/parameter';
import { Counts } from '../jobs/counts';
import { usualQueueRecord, type QueueRecord } from '../queue/queue-settings';
import { parseId } from '../jobs/ids';
import { key, keyPart, keyRange, kinds, runKinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';
import { parseJson, toJson } from './tree-records';

/** What a command that was added says beside its work. */
export interface AddedOptions {
  /** Named limit it counts in; null: the limit that added jobs share. */
  readonly group: string | null;
  readonly retries: RetryPolicy | null;
  readonly timeoutMs: number | null;
  readonly key: string | null;
}

/** Where a run came from that was not run here, and can only be read. */
export interface RunOrigin {
  readonly kind: 'archive' | 'files';
  /** What was opened: an archive, or the first of the files and folders. */
  readonly path: string;
  /** When it was opened, in milliseconds since the epoch. */
  readonly at: number;
}

/** What a run was started with; only limits and priority change. */
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
  /** Ids of runs, steps and jobs of other runs that must have completed before it starts. */
  readonly after: readonly string[];
  /** Null for a run of a definition. */
  readonly added: AddedOptions | null;
  /** Limits of steps that were changed after the start, by name. */
  readonly stepLimits: Readonly<Record<string, number | null>>;
  /** The values of its definition's parameters. */
  readonly params: ParameterValues;
  /** Not there for a run of this folder. */
  readonly origin?: RunOrigin;
  /** What started it when no person did. */
  readonly startedBy?: 'schedule';
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
  readonly paused: boolean;
  readonly tolerated: boolean;
  readonly cancelling: boolean;
  /** As in the run's record. */
  readonly origin?: RunOrigin;
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
  /** As in a node's record; not there in records of earlier versions. */
  readonly slot?: number | undefined;
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
  /** Jobs on the dead letter shelf. */
  readonly dead: number;
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

/** Attempts that were followed by another of the nodes from `first` to below `end`, by node and number. */
export function readAttemptsBetween(
  store: ReadableStore,
  run: number,
  first: number,
  end: number,
): (AttemptRecord & { readonly node: number; readonly attempt: number })[] {
  return store.range(key(kinds.attempt, run, first), key(kinds.attempt, run, end)).map((entry) => ({
    ...parseJson<AttemptRecord>(entry.value),
    node: keyPart(entry.key, 1),
    attempt: keyPart(entry.key, 2),
  }));
}

/** Milliseconds and bytes as f64, then whether the peak is a bound. */
const usageBytes = 17;

/** What an attempt has used; each of them has a record of its own, the latest too. */
export function putUsage(
  batch: WriteBatch,
  at: { readonly run: number; readonly node: number; readonly attempt: number },
  usage: ResourceUse,
): void {
  const bytes = Buffer.allocUnsafe(usageBytes);
  bytes.writeDoubleLE(usage.cpuMs, 0);
  bytes.writeDoubleLE(usage.peakBytes, 8);
  bytes[16] = usage.isPeakBound ? 1 : 0;
  batch.put(key(kinds.usage, at.run, at.node, at.attempt), bytes);
}
/** What attempts of a job have used, by number; earlier versions noted none. */
export function readUsages(store: ReadableStore, run: number, node: number): Map<number, ResourceUse> {
  const { start, end } = keyRange(kinds.usage, run, node);
  return new Map(store.range(start, end).map(({ key, value }) => [keyPart(key, 2), decodeUsage(value)]));
}

function decodeUsage(value: Uint8Array): ResourceUse {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return {
    cpuMs: view.getFloat64(0, true),
    peakBytes: view.getFloat64(8, true),
    isPeakBound: value[16] === 1,
  };
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

/** Whether any job of a run has such work; most runs have none, and then nobody need look for each of their jobs. */
export function hasWork(store: ReadableStore, run: number): boolean {
  const { start, end } = keyRange(kinds.work, run);
  return store.keys(start, end, 1).length > 0;
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
      dead: 0,
      time: 0,
    },
    counts: counts === undefined ? new Counts() : Counts.decode(counts),
  };
}

/** Puts a job onto the dead letter shelf, or takes it off. */
export function putDead(batch: WriteBatch, run: number, node: number, isDead: boolean): void {
  if (isDead) batch.put(key(kinds.dead, run, node), new Uint8Array());
  else batch.remove(key(kinds.dead, run, node));
}
/** Jobs on the dead letter shelf, of one run or all, in the order of runs and nodes. */
export function listDead(store: ReadableStore, run?: number): { run: number; node: number }[] {
  const { start, end } = keyRange(kinds.dead, run);
  return store
    .keys(start, end)
    .map((recordKey) => ({ run: keyPart(recordKey, 0), node: keyPart(recordKey, 1) }));
}

/** Notes that a run waits for something in another one, or no longer. */
export function putDependant(batch: WriteBatch, run: number, dependant: number, waits: boolean): void {
  if (waits) batch.put(key(kinds.dependant, run, dependant), new Uint8Array());
  else batch.remove(key(kinds.dependant, run, dependant));
}
/** Runs that wait for something in a run, or were cancelled because it failed. */
export function listDependants(store: ReadableStore, run: number): number[] {
  const { start, end } = keyRange(kinds.dependant, run);
  return store.keys(start, end).map((recordKey) => keyPart(recordKey, 1));
}

/** Takes every record of a run out of the catalog; its block file is not in it. */
export function removeRun(batch: WriteBatch, store: ReadableStore, run: number): void {
  for (const id of readRun(store, run)?.after ?? []) {
    batch.remove(key(kinds.dependant, parseId(id).run, run));
  }
  for (const kind of runKinds) {
    const { start, end } = keyRange(kind, run);
    for (const recordKey of store.keys(start, end)) batch.remove(recordKey);
  }
}

export function putQueue(batch: WriteBatch, record: QueueRecord): void {
  batch.put(key(kinds.folder, 2), toJson(record));
}
export function readQueue(store: ReadableStore): QueueRecord {
  return read<QueueRecord>(store, key(kinds.folder, 2)) ?? usualQueueRecord;
}

function read<Value>(store: ReadableStore, recordKey: Uint8Array): Value | null {
  const value = store.get(recordKey);
  return value === undefined ? null : parseJson<Value>(value);
}
