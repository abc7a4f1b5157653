/**
 * A data folder as it is read: trees, logs and details by id. The engine reads its own folder with it (the trees
 * of active runs come from memory), the command line any folder, whether an engine lives or not.
 */
import {
  allLevels,
  logLevels,
  logStreams,
  toldChildrenMax,
  type LevelMask,
  type LogRow,
  type NodeDetails,
  type ResourceUse,
} from '../../src-shared/model';
import { formatId, notFound, parseId, type NodeAddress } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';
import type { LogPlan } from './background/log-plan';
import { streamShift } from './logs/block';
import { BlockBuilder } from './logs/block-builder';
import { flagCont, flagInvalidUtf8, flagLevelMask } from './logs/line-batch';
import { LogReader, LogShelves } from './logs/log-reader';
import type { ViewLine } from './logs/log-rows';
import { LogView } from './logs/log-view';
import { latestAttempt, toTreeNode } from './node-views';
import type { StoredLogs } from './storage/log-records';
import {
  listDead,
  listRuns,
  readAttempts,
  readAttemptsBetween,
  readRun,
  readSummary,
  readUsages,
  readWork,
  type RunRecord,
  type RunSummary,
} from './storage/run-records';
import { kinds } from './storage/keys';
import { packRun } from './storage/packed-records';
import type { ReadableStore } from './storage/store';
import { readTree, readTreeInParts } from './storage/tree-records';
import type { EarlierAttempt } from './timeline/run-timeline';
import { describeInput } from './work';

/** A run with everything that is needed to show it. */
export interface OpenRun {
  readonly tree: RunTree;
  readonly record: RunRecord;
}

/** Trees of ended runs kept in memory, and log views. */
const keptRuns = 24;
const keptViews = 16;
/** Texts longer than this are shortened for display, in UTF-16 units. */
export const displayedTextMax = 4000;

/** See the head of this file. */
export class FolderReader {
  readonly #store: ReadableStore;
  readonly #logs: StoredLogs;
  readonly #active: (run: number) => OpenRun | null;
  readonly #runs = new Map<number, OpenRun>();
  readonly #readers = new Map<number, LogReader>();
  readonly #shelves = new LogShelves();
  readonly #views = new Map<string, { readonly view: LogView; readonly reader: LogReader }>();

  constructor(store: ReadableStore, logs: StoredLogs, active: (run: number) => OpenRun | null = () => null) {
    this.#store = store;
    this.#logs = logs;
    this.#active = active;
  }

  /** Numbers of all runs, ascending. */
  runs(): number[] {
    return listRuns(this.#store, kinds.summary);
  }

  summary(run: number): RunSummary | null {
    return readSummary(this.#store, run);
  }

  /** What a run was started with, without its tree; null when there is none. */
  record(run: number): RunRecord | null {
    return readRun(this.#store, run);
  }

  /** A run with its tree; null when there is none. */
  open(run: number): OpenRun | null {
    const held = this.#held(run);
    if (held !== null) return held;
    const record = readRun(this.#store, run);
    const tree = record === null ? null : readTree(this.#store, run, null);
    if (record === null || tree === null) return null;
    const opened = { tree, record };
    this.keep(run, opened);
    return opened;
  }

  /** A run's tree to look through: read with a pause after every part of it, and not kept. */
  *treeInParts(run: number): Generator<void, RunTree | null> {
    return this.#held(run)?.tree ?? (yield* readTreeInParts(this.#store, run, null));
  }

  /** A node by its id; throws `bad-input` and `not-found`. */
  find(id: string): OpenRun & NodeAddress {
    const address = parseId(id);
    const opened = this.open(address.run);
    if (opened === null || address.node >= opened.tree.table.length) throw notFound(id);
    return { ...opened, ...address };
  }

  details(id: string): NodeDetails {
    const { tree, record, run, node } = this.find(id);
    const usages = readUsages(this.#store, run, node);
    const usageOf = (attempt: number): ResourceUse | null => usages.get(attempt) ?? null;
    const earlier = readAttempts(this.#store, run, node).map(({ attempt, record: stored }) => ({
      attempt,
      status: stored.status,
      startedAt: stored.startedAt,
      endedAt: stored.endedAt,
      exitCode: stored.exitCode,
      signal: stored.signal,
      reason: stored.reason,
      error: stored.error,
      usage: usageOf(attempt),
    }));
    const latest = latestAttempt(tree, record, node, usageOf(tree.table.attempt(node)));
    const { input, env } = describeInput(tree, record, node, readWork(this.#store, run, node));
    return {
      ...toTreeNode(tree, record, node),
      attempts:
        latest === null ? earlier : [...earlier.filter((one) => one.attempt !== latest.attempt), latest],
      input,
      env,
      children: childrenOf(tree, node),
    };
  }

  /** The view of a subtree's log, as far as it is committed. */
  view(id: string, mask: LevelMask): LogView {
    const { run, node, tree } = this.find(id);
    const isWithin = node === 0 ? null : (n: number) => (this.open(run)?.tree ?? tree).isWithin(n, node);
    return this.#view(run, `${id} ${mask}`, mask, isWithin);
  }

  /** The lines of a node itself, without those below it: row `k` of it is the node's own line `k + 1`. */
  ownLines(id: string): LogView {
    const { run, node } = this.find(id);
    return this.#view(run, `${id} own`, allLevels, (n) => n === node);
  }

  /** Rows of a view in the form that crosses a boundary; `textMax` null: whole texts. */
  rows(id: string, mask: LevelMask, from: number, count: number, textMax: number | null): LogRow[] {
    return this.rowsOf(id, this.view(id, mask).rows(from, count), textMax);
  }

  /** Lines of the run that `id` is in, in the form that crosses a boundary. */
  rowsOf(id: string, lines: readonly ViewLine[], textMax: number | null): LogRow[] {
    const { tree } = this.find(id);
    return lines.map((line) => toLogRow(tree, line, textMax));
  }

  /** Attempts of a run that were put aside, of the nodes from `first` to below `end`, by node and number. */
  earlierAttempts(run: number, first: number, end: number): EarlierAttempt[] {
    return readAttemptsBetween(this.#store, run, first, end).map(
      ({ node, attempt, status, startedAt, endedAt, slot = 0 }) => ({
        node,
        attempt,
        status,
        startedAt,
        endedAt,
        slot,
      }),
    );
  }

  /** Jobs on the dead letter shelf, of one run or all, in the order of runs and nodes. */
  dead(run?: number): { readonly run: number; readonly node: number }[] {
    return listDead(this.#store, run);
  }

  /** A run's log as it is now, for a thread that reads it by itself. */
  logPlan(run: number): LogPlan {
    const reader = this.#reader(run);
    reader.refresh();
    const blocks = Array.from({ length: reader.blockCount }, (_, number) => reader.place(number));
    const chunks = reader.chunks;
    return {
      run,
      file: this.#logs.fileOf(run),
      offset: Float64Array.from(blocks, ({ offset }) => offset),
      bytes: Uint32Array.from(blocks, ({ bytes }) => bytes),
      chunks: chunks.map((chunk) => {
        const copy = new BlockBuilder(chunk.firstSequence);
        copy.appendBlock(chunk);
        return copy.encode();
      }),
      lines: [...blocks, ...chunks].reduce((sum, { length }) => sum + length, 0),
    };
  }

  /** Records of a run that has ended, of these kinds, packed. */
  packed(run: number, ofKinds: readonly number[]): Promise<Uint8Array<ArrayBuffer>> {
    return packRun(this.#store, run, ofKinds);
  }

  /** Forgets everything of a run that is deleted. */
  forget(run: number): void {
    this.#runs.delete(run);
    this.#readers.delete(run);
    for (const viewKey of this.#views.keys()) {
      if (parseId(viewKey.split(' ')[0]).run === run) this.#views.delete(viewKey);
    }
  }

  /** Reads the tree of a run anew, because another process has gone on with it; views of its log stay. */
  reread(run: number): void {
    this.#runs.delete(run);
  }

  /** Keeps the tree of a run that has just ended, so that it need not be read again. */
  keep(run: number, opened: OpenRun): void {
    this.#runs.set(run, opened);
    dropOldest(this.#runs, keptRuns);
  }

  #held(run: number): OpenRun | null {
    const active = this.#active(run);
    if (active !== null) return active;
    const kept = this.#runs.get(run);
    if (kept === undefined) return null;
    this.#runs.delete(run);
    this.#runs.set(run, kept);
    return kept;
  }

  #view(
    run: number,
    viewKey: string,
    mask: LevelMask,
    isWithin: ((node: number) => boolean) | null,
  ): LogView {
    const kept = this.#views.get(viewKey);
    if (kept !== undefined) {
      kept.reader.refresh();
      kept.view.refresh();
      this.#views.delete(viewKey);
      this.#views.set(viewKey, kept);
      return kept.view;
    }
    const reader = this.#reader(run);
    reader.refresh();
    const view = new LogView(reader, mask, isWithin);
    this.#views.set(viewKey, { view, reader });
    dropOldest(this.#views, keptViews);
    return view;
  }

  #reader(run: number): LogReader {
    let reader = this.#readers.get(run);
    if (reader === undefined) {
      reader = new LogReader(this.#logs, run, this.#shelves);
      this.#readers.set(run, reader);
      dropOldest(this.#readers, keptViews);
    }
    return reader;
  }
}

/** The jobs that a job has spawned, as far as they are told. */
function childrenOf(tree: RunTree, node: number): NodeDetails['children'] {
  if (!tree.table.isJob(node)) return [];
  const children = tree.children(node);
  return Array.from({ length: Math.min(children.length, toldChildrenMax) }, (_, at) => {
    const n = children.at(at);
    return { id: formatId(tree.run, n), name: tree.text(n).name, status: tree.table.status(n) };
  });
}

function dropOldest(map: Map<unknown, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

function toLogRow(tree: RunTree, line: ViewLine, textMax: number | null): LogRow {
  const bytes = Buffer.from(line.text.buffer, line.text.byteOffset, line.text.byteLength);
  const text = bytes.toString();
  const long = textMax !== null && text.length > textMax;
  const invalid = (line.flags & flagInvalidUtf8) !== 0;
  return {
    row: line.row,
    n: line.n,
    seq: line.sequence,
    jobId: formatId(tree.run, line.node),
    jobName: tree.text(line.node).name,
    jobPosition: line.node,
    line: line.line,
    attempt: line.attempt,
    time: line.time / 1000,
    level: logLevels[line.flags & flagLevelMask],
    stream: logStreams[(line.flags >> streamShift) & 3],
    text: long ? text.slice(0, textMax) : text,
    fullLength: long ? text.length : null,
    cont: (line.flags & flagCont) !== 0,
    raw: invalid && !long ? bytes.toString('base64') : null,
    alike: line.alike ?? null,
    around: line.around ?? null,
  };
}
