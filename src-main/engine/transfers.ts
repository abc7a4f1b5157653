/**
 * Logs that are moved in and out: exports of views, archives, logs of others. Each transfer has a thread of its own;
 * the engine only starts it, tells how far it is, and takes its result: a file is renamed into its place, a run that
 * was read in appears with one commit. What was stopped or failed leaves nothing behind.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { RunsheetError, toErrorDetails } from '../../src-shared/errors';
import type { ExportFormat } from '../../src-shared/log-view';
import type { LevelMask } from '../../src-shared/model';
import type { TransferState } from '../../src-shared/transfer';
import { archivedKinds } from './background/archived-kinds';
import { fileProblem } from './background/file-problem';
import type { OpenedRun } from './background/opened-run';
import type { TransferWork } from './background/transfer-protocol';
import { TransferWorker, type TransferResult } from './background/transfer-worker';
import type { FolderReader } from './folder-reader';
import { formatId } from './jobs/ids';
import { hasEnded } from './jobs/job-states';
import type { LogRows } from './logs/log-rows';

/** Transfers that have ended and can still be asked about, and those of them that the feed shows. */
const keptTransfers = 20;
const shownEnded = 5;
/** Milliseconds of work after which others get their turn. */
const sliceMs = 8;

/** What transfers need of the engine. */
export interface TransferParts {
  readonly reader: FolderReader;
  /** The thread's script. */
  readonly script: URL;
  readonly version: string;
  /** Makes an empty folder for a run that is read in. */
  readonly stage: () => string;
  /** Makes a run that was read in one of the folder; answers with its number when that is durable. */
  readonly adopt: (stagedFolder: string, opened: OpenedRun) => Promise<number>;
  /** The feed has something to tell although no run has changed. */
  readonly changed: () => void;
  readonly quiet: () => Promise<void>;
}

/** What is exported of a log. */
export interface ViewToExport {
  readonly scopeId: string;
  readonly levels: LevelMask;
  /** Rows that a selection found; null: all that the levels select. */
  readonly selected: LogRows | null;
  readonly format: ExportFormat;
  readonly path: string;
}

interface Transfer {
  state: TransferState;
  worker: TransferWorker | null;
  isStopped: boolean;
  waiting: (() => void)[];
  /** Resolves when it has ended and everything of it that is not wanted is gone. */
  done: Promise<void>;
}

/** What a transfer does around its thread. */
interface TransferSteps {
  /** What the thread is to do. */
  readonly prepare: () => Promise<TransferWork>;
  /** Takes what the thread has done; answers with the run that appeared, or null. */
  readonly finish: (result: TransferResult) => Promise<number | null>;
  /** Removes what the thread has written. */
  readonly discard: () => void;
}

/** See the head of this file. */
export class Transfers {
  readonly #parts: TransferParts;
  readonly #transfers = new Map<string, Transfer>();
  #next = 1;
  #isStopping = false;

  constructor(parts: TransferParts) {
    this.#parts = parts;
  }

  /** Those that are under way, and the latest that have ended. */
  get states(): TransferState[] {
    const all = [...this.#transfers.values()].map(({ state }) => state);
    const ended = all.filter((state) => state.ended).slice(-shownEnded);
    return all.filter((state) => !state.ended || ended.includes(state));
  }

  get isBusy(): boolean {
    return [...this.#transfers.values()].some(({ state }) => !state.ended);
  }

  /** Writes the rows of a view to a file. Throws `bad-input` and `not-found`. */
  exportView(view: ViewToExport): TransferState {
    const { run, node, tree } = this.#parts.reader.find(view.scopeId);
    const { matching } = this.#parts.reader.view(view.scopeId, view.levels);
    const part = partOf(view.path);
    return this.#start(
      { kind: 'export-log', path: view.path, unit: 'lines', total: view.selected?.matching ?? matching },
      {
        prepare: async () => {
          const names = Array.from({ length: tree.table.length }, (_, n) => tree.text(n).name);
          const within = node === 0 ? null : new Uint8Array(tree.table.length);
          if (within !== null) for (const n of tree.walk(node)) within[n] = 1;
          const selected = view.selected === null ? null : await bitsOf(view.selected);
          // Last: it is the moment of the snapshot, and nodes that come later have no lines in it.
          const plan = this.#parts.reader.logPlan(run);
          const { format, levels } = view;
          return {
            type: 'export-view',
            work: {
              plan,
              format,
              levels,
              within,
              selected,
              names: format === 'csv' ? names : [],
              path: part,
            },
          };
        },
        ...intoFile(part, view.path),
      },
    );
  }

  /** Writes a run that has ended to an archive. Throws `bad-input` and `not-found`. */
  exportRun(id: string, file: string): TransferState {
    const { run, node, tree } = this.#parts.reader.find(id);
    refuseUnfinished(id, node, tree.table.status(0));
    const part = partOf(file);
    const { reader, version } = this.#parts;
    return this.#start(
      { kind: 'export-run', path: file, unit: 'lines', total: tree.lines(0) },
      {
        prepare: async () => ({
          type: 'export-run',
          work: {
            plan: reader.logPlan(run),
            records: await reader.packed(run, archivedKinds),
            appVersion: version,
            exportedAt: Date.now(),
            path: part,
          },
        }),
        ...intoFile(part, file),
      },
    );
  }

  /** Opens an archive or logs of others as a run. Throws `bad-input`. */
  open(paths: readonly string[]): TransferState {
    for (const one of paths) refuseRelative(one);
    const staged = { folder: '' };
    return this.#start(
      { kind: 'open', path: paths[0], unit: 'bytes', total: null },
      {
        prepare: () => {
          staged.folder = this.#parts.stage();
          const work = { paths, stagingFolder: staged.folder, openedAt: Date.now() };
          return Promise.resolve({ type: 'open', work });
        },
        finish: ({ opened }) => {
          if (opened === null) throw new Error('The thread has opened nothing.');
          return this.#parts.adopt(staged.folder, opened);
        },
        discard: () => {
          if (staged.folder !== '') rmSync(staged.folder, { recursive: true, force: true });
        },
      },
    );
  }

  /** Answers when more than `done` is done, or it has ended. */
  async wait(transferId: string, done: number): Promise<TransferState> {
    const transfer = this.#find(transferId);
    while (transfer.state.done <= done && !transfer.state.ended) {
      await new Promise<void>((resolve) => {
        transfer.waiting.push(resolve);
      });
    }
    return transfer.state;
  }

  /** Stops it, unless its result is being taken already; answers when nothing of it is left. */
  async stop(transferId: string): Promise<TransferState> {
    const transfer = this.#find(transferId);
    transfer.isStopped = true;
    await transfer.worker?.stop();
    await transfer.done;
    return transfer.state;
  }

  /** Stops all of them; the engine ends. */
  async stopAll(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#transfers.keys()].map((transferId) => this.stop(transferId)));
  }

  #start(of: Pick<TransferState, 'kind' | 'path' | 'unit' | 'total'>, steps: TransferSteps): TransferState {
    if (this.#isStopping) throw new RunsheetError('stopping', 'Runsheet is stopping and takes nothing new.');
    const transferId = `t${this.#next++}`;
    const transfer: Transfer = {
      state: { transferId, ...of, done: 0, ended: false, error: null, lines: 0, runId: null },
      worker: null,
      isStopped: false,
      waiting: [],
      done: Promise.resolve(),
    };
    this.#transfers.set(transferId, transfer);
    for (const [id, { state }] of this.#transfers) {
      if (this.#transfers.size <= keptTransfers) break;
      if (state.ended) this.#transfers.delete(id);
    }
    transfer.done = this.#run(transfer, steps);
    return transfer.state;
  }

  async #run(transfer: Transfer, steps: TransferSteps): Promise<void> {
    try {
      await this.#parts.quiet();
      const work = await steps.prepare();
      if (transfer.isStopped) throw stopped();
      transfer.worker = new TransferWorker(this.#parts.script, work, ({ done, total }) => {
        this.#tell(transfer, { done, total: total ?? transfer.state.total });
      });
      const result = await transfer.worker.result;
      if (transfer.isStopped) throw stopped();
      const run = await steps.finish(result);
      const { done, total, unit } = transfer.state;
      this.#tell(transfer, {
        ended: true,
        done: unit === 'lines' ? result.lines : (total ?? done),
        total: unit === 'lines' ? result.lines : total,
        lines: result.lines,
        runId: run === null ? null : formatId(run, 0),
      });
    } catch (error) {
      steps.discard();
      const { message } = transfer.isStopped ? stopped() : toErrorDetails(fileProblem(error));
      this.#tell(transfer, { ended: true, error: message });
    }
  }

  #tell(transfer: Transfer, change: Partial<TransferState>): void {
    transfer.state = { ...transfer.state, ...change };
    this.#parts.changed();
    for (const wake of transfer.waiting.splice(0)) wake();
  }

  #find(transferId: string): Transfer {
    const transfer = this.#transfers.get(transferId);
    if (transfer !== undefined) return transfer;
    throw new RunsheetError('not-found', `There is no transfer ${transferId}.`, {
      hint: 'Transfers are forgotten when the engine ends.',
    });
  }
}

/** Throws `bad-input` when a run cannot be written to an archive yet, or the id is no run. */
export function refuseUnfinished(id: string, node: number, status: string): void {
  if (node !== 0) {
    throw new RunsheetError(
      'bad-input',
      `${id} is a part of a run; only whole runs are written to archives.`,
    );
  }
  if (!hasEnded(status as Parameters<typeof hasEnded>[0])) {
    throw new RunsheetError('bad-input', `Run ${id} has not ended: ${status}.`, {
      hint: 'Wait for its end, or cancel it first.',
    });
  }
}

/** Where a file is written before it takes its place. Throws `bad-input` when it never could. */
export function partOf(file: string): string {
  refuseRelative(file);
  const folder = path.dirname(file);
  if (!existsSync(folder)) {
    throw new RunsheetError('bad-input', `The folder ${folder} does not exist.`, { hint: 'Make it first.' });
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new RunsheetError('bad-input', `${file} is a folder.`, { hint: 'Name a file in it.' });
  }
  return `${file}.part-${randomBytes(4).toString('hex')}`;
}

function refuseRelative(file: string): void {
  if (!path.isAbsolute(file)) throw new RunsheetError('bad-input', `${file} is not an absolute path.`);
}

function intoFile(part: string, file: string): Pick<TransferSteps, 'finish' | 'discard'> {
  return {
    finish: () => {
      renameSync(part, file);
      return Promise.resolve(null);
    },
    discard: () => {
      rmSync(part, { force: true });
    },
  };
}

function stopped(): RunsheetError {
  return new RunsheetError('stopping', 'Stopped.');
}

/** A bit for each line of the run that is a row, by sequence from 1 on: ten million of them are 1.2 MB. */
async function bitsOf(rows: LogRows): Promise<Uint8Array> {
  const { reader } = rows;
  const lines = reader.lineCount;
  const bits = new Uint8Array(Math.ceil(lines / 8));
  let until = performance.now() + sliceMs;
  for (let next = 1; next <= lines;) {
    // Asked for each time: what was a chunk of the head may be part of a block after a turn.
    const segment = reader.segmentOf(next);
    const first = reader.firstSequence(segment);
    const mask = rows.rowMask(segment);
    for (let at = 0; at < mask.length && first + at <= lines; at++) {
      const bit = first + at - 1;
      if (mask[at] === 1) bits[bit >>> 3] |= 1 << (bit & 7);
    }
    next = first + mask.length;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    until = performance.now() + sliceMs;
  }
  return bits;
}
