/**
 * Actions on all jobs that match a filter, at any count: matched run by run, done in chunks that are durable each,
 * with a number for how far it is. What is done stays done when it is stopped or the engine ends.
 */
import type { BulkState, JobFilter } from '../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../src-shared/errors';
import type { ActiveRuns } from './active-runs';
import type { FolderReader } from './folder-reader';
import { matchingJobs, runsOf } from './job-filter';

/** Jobs of one chunk. */
const chunkJobs = 1000;
/** Actions that have ended and can still be asked about. */
const keptActions = 20;

/** What the actions need of the engine. */
export interface BulkParts {
  readonly change: <Value>(action: () => Value) => Promise<Value>;
  readonly active: ActiveRuns;
  readonly reader: FolderReader;
  /** Numbers of all runs, ascending. */
  readonly runNumbers: () => readonly number[];
  /** The feed has something to tell although no run has changed. */
  readonly changed: () => void;
}

interface Bulk {
  state: BulkState;
  stopped: boolean;
  waiting: (() => void)[];
}

/** See the head of this file. */
export class BulkActions {
  readonly #parts: BulkParts;
  readonly #bulks = new Map<string, Bulk>();
  #next = 1;

  constructor(parts: BulkParts) {
    this.#parts = parts;
  }

  /** Actions that are under way. */
  get states(): BulkState[] {
    return [...this.#bulks.values()].map(({ state }) => state).filter(({ ended }) => !ended);
  }

  /** Begins; the answer says how many jobs match. */
  async start(action: BulkState['action'], filter: JobFilter): Promise<BulkState> {
    const { reader } = this.#parts;
    const matches: { readonly run: number; readonly nodes: readonly number[] }[] = [];
    let total = 0;
    for (const run of runsOf(reader, this.#parts.runNumbers(), this.#parts.active, filter, action)) {
      const nodes = matchingJobs(reader, run, filter, action);
      if (nodes.length > 0) matches.push({ run, nodes });
      total += nodes.length;
      // A long search must not hold the engine up.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const bulkId = `b${this.#next++}`;
    const bulk: Bulk = {
      state: { bulkId, action, total, done: 0, changed: 0, ended: total === 0, error: null },
      stopped: false,
      waiting: [],
    };
    this.#bulks.set(bulkId, bulk);
    for (const [id, { state }] of this.#bulks) {
      if (this.#bulks.size <= keptActions) break;
      if (state.ended) this.#bulks.delete(id);
    }
    void this.#run(bulk, matches);
    return bulk.state;
  }

  /** Answers when more than `done` jobs are done, or it has ended. */
  async wait(bulkId: string, done: number): Promise<BulkState> {
    const bulk = this.#find(bulkId);
    while (bulk.state.done <= done && !bulk.state.ended) {
      await new Promise<void>((resolve) => {
        bulk.waiting.push(resolve);
      });
    }
    return bulk.state;
  }

  /** Stops after the chunk under way. */
  async stop(bulkId: string): Promise<BulkState> {
    const bulk = this.#find(bulkId);
    bulk.stopped = true;
    return this.wait(bulkId, Infinity);
  }

  async #run(
    bulk: Bulk,
    matches: readonly { readonly run: number; readonly nodes: readonly number[] }[],
  ): Promise<void> {
    try {
      let chunk: { run: number; nodes: readonly number[] }[] = [];
      let size = 0;
      for (const { run, nodes } of matches) {
        // To take jobs off the shelf opens their run each time, so it is done once for all of a run.
        const step = bulk.state.action === 'clear' ? Infinity : chunkJobs;
        for (let from = 0; from < nodes.length; from += step) {
          const part = nodes.slice(from, from + step);
          chunk.push({ run, nodes: part });
          size += part.length;
          if (size < chunkJobs) continue;
          await this.#apply(bulk, chunk, size);
          chunk = [];
          size = 0;
        }
      }
      if (size > 0) await this.#apply(bulk, chunk, size);
      this.#tell(bulk, { ended: true });
    } catch (error) {
      this.#tell(bulk, { ended: true, error: bulk.stopped ? 'stopped' : toErrorDetails(error).message });
    }
  }

  async #apply(
    bulk: Bulk,
    chunk: readonly { readonly run: number; readonly nodes: readonly number[] }[],
    size: number,
  ): Promise<void> {
    if (bulk.stopped) throw new RunsheetError('stopping', 'stopped');
    const { active } = this.#parts;
    const changed = await this.#parts.change(() => {
      let sum = 0;
      for (const { run, nodes } of chunk) {
        if (bulk.state.action === 'retry') sum += active.retryJobs(run, nodes);
        else if (bulk.state.action === 'clear') sum += active.clear(run, nodes);
        else sum += active.cancelJobs(run, nodes);
      }
      return sum;
    });
    this.#tell(bulk, { done: bulk.state.done + size, changed: bulk.state.changed + changed });
  }

  #tell(bulk: Bulk, change: Partial<BulkState>): void {
    bulk.state = { ...bulk.state, ...change };
    this.#parts.changed();
    for (const wake of bulk.waiting.splice(0)) wake();
  }

  #find(bulkId: string): Bulk {
    const bulk = this.#bulks.get(bulkId);
    if (bulk !== undefined) return bulk;
    throw new RunsheetError('not-found', `There is no action ${bulkId}.`, {
      hint: 'Actions on many jobs are forgotten when the engine ends.',
    });
  }
}
