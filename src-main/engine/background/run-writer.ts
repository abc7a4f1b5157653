/**
 * Writes a run that is read in: blocks into a file of a staging folder, everything else as records of a run 0 that
 * the engine puts into its catalog under a number of its own. What lies in the staging folder means nothing until
 * then.
 */
import path from 'node:path';
import type { ResourceUse } from '../../../src-shared/model';
import type { RunTree } from '../jobs/run-tree';
import type { LineRange } from '../logs/block';
import { RunLog } from '../logs/run-log';
import { toSummary } from '../node-views';
import { writeLog } from '../storage/log-records';
import { packRecords, type StoredRecord } from '../storage/packed-records';
import {
  putAttempt,
  putRun,
  putSummary,
  putUsage,
  putWork,
  type AttemptRecord,
  type RunRecord,
} from '../storage/run-records';
import { WriteBatch } from '../storage/store';
import { writeTree } from '../storage/tree-records';
import { FileSink } from './file-sink';
import type { OpenedRun } from './opened-run';

/** Bytes of lines after which full blocks are written. */
const pieceBytes = 1024 * 1024;

/** Where lines belong. */
export interface LinesOf {
  readonly node: number;
  readonly attempt: number;
  readonly stream: number;
  /** Number in their job of the first of them. */
  readonly firstLine: number;
}

/** See the head of this file. */
export class RunWriter {
  readonly #file: string;
  readonly #batch = new WriteBatch();
  /** Records of the log by their keys; chunks of the head come and go. */
  readonly #ofLog = new Map<string, StoredRecord>();
  readonly #log = new RunLog(null);
  #sink: FileSink | null = null;
  #pending = 0;

  constructor(stagingFolder: string) {
    this.#file = path.join(stagingFolder, 'log.blocks');
  }

  /** Appends lines of one time, in whole microseconds since the epoch and not less than the one before. */
  append(lines: LineRange, of: LinesOf, time: number): void {
    this.#log.append(lines, of, time / 1000);
    this.#pending += lines.lineEnd[lines.to - 1] - (lines.from === 0 ? 0 : lines.lineEnd[lines.from - 1]);
    if (this.#pending >= pieceBytes) this.#write();
  }

  putAttempt(node: number, attempt: number, record: AttemptRecord): void {
    putAttempt(this.#batch, { run: 0, node, attempt }, record);
  }

  putUsage(node: number, attempt: number, usage: ResourceUse): void {
    putUsage(this.#batch, { run: 0, node, attempt }, usage);
  }

  putWork(node: number, work: unknown): void {
    putWork(this.#batch, 0, node, work);
  }

  /** Everything is on disk; the tree is that of a run 0. */
  finish(tree: RunTree, record: RunRecord): OpenedRun {
    this.#write();
    this.#sink?.finish();
    this.#sink = null;
    putRun(this.#batch, 0, record);
    const summary = toSummary(tree, record);
    putSummary(this.#batch, 0, summary);
    writeTree(this.#batch, tree);
    return {
      records: packRecords([...putsOf(this.#batch), ...this.#ofLog.values()]),
      stats: summary.stats,
      lines: summary.lines,
    };
  }

  /** Gives the file up. */
  abandon(): void {
    this.#sink?.abandon();
    this.#sink = null;
  }

  #write(): void {
    this.#pending = 0;
    const changes = this.#log.takeChanges();
    const batch = new WriteBatch();
    writeLog(batch, 0, changes);
    for (const { key, value } of batch.writes) {
      if (value === null) this.#ofLog.delete(nameOf(key));
      else this.#ofLog.set(nameOf(key), { key, value });
    }
    if (changes.sealed.length === 0) return;
    this.#sink ??= new FileSink(this.#file);
    for (const { bytes } of changes.sealed) this.#sink.write(bytes);
  }
}

/** What is written; nothing is removed of what nobody has yet. */
function putsOf({ writes }: WriteBatch): { key: Uint8Array; value: Uint8Array }[] {
  return writes.flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]));
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}
