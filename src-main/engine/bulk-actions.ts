/**
 * Actions on all jobs that match a filter, at any count: matched run by run, done in chunks that are durable each,
 * with a number for how far it is. What is done stays done when it is stopped or the engine ends.
 */
import { setImmediate } from 'node:timers/promises';
import type {
  BulkAction,
  BulkState,
  CommandInput,
  CommandOutput,
  JobFilter,
} from '../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../src-shared/errors';
import type { ActiveRuns } from './active-runs';
import type { FolderReader } from './folder-reader';
import { matchInParts, runsOf, type RunMatches } from './job-filter';

/** Jobs of one chunk. */
const chunkJobs = 1000;
/** Milliseconds of looking for matches between two turns of others. */
const turnMs = 8;
/** Actions that have ended and can still be asked about. */
const keptActions = 20;

/** What the actions need of the engine. */
export interface BulkParts {
  readonly change: <Value>(action: () => Value) => Promise<Value>;
  readonly active: ActiveRuns;
  readonly reader: FolderReader;
  /** Resolves between two ticks. */
  readonly quiet: () => Promise<void>;
  /** Numbers of all runs, ascending. */
  readonly runNumbers: () => readonly number[];
  /** The feed has something to tell although no run has changed. */
  readonly changed: () => void;
  /** Resolves after the next tick that is durable. */
  readonly nextTick: () => Promise<void>;
}

/** Jobs of one run that match. */
interface Matches {
  readonly run: number;
  readonly nodes: readonly number[];
}

interface Bulk {
  state: BulkState;
  /** Of a `clear`: the jobs that are off the shelf because of it. */
  readonly cleared: Matches[];
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

  /** How many jobs match as things stand. */
  async count({ action, filter }: CommandInput<'bulk.count'>): Promise<CommandOutput<'bulk.count'>> {
    let meant = 0;
    let matching = 0;
    let runs = 0;
    for await (const found of this.#look(action, filter)) {
      meant += found.meant.length;
      matching += found.matching;
      if (found.meant.length > 0) runs++;
    }
    return { meant, matching, runs };
  }

  /** Begins; the answer says how many jobs match. */
  async start({ action, filter, priority }: CommandInput<'bulk.start'>): Promise<BulkState> {
    if (action === 'priority' && priority === undefined) {
      throw new RunsheetError('bad-input', 'Which priority? A whole number from -1,000,000 to 1,000,000.');
    }
    const matches: Matches[] = [];
    for await (const { run, meant } of this.#look(action, filter)) {
      if (meant.length > 0) matches.push({ run, nodes: meant });
    }
    return this.#begin(action, matches, priority ?? 0);
  }

  /** Puts the jobs that a `clear` took off the shelf back on it, as far as they are still off it. */
  undo(bulkId: string): BulkState {
    const { state, cleared } = this.#find(bulkId);
    if (state.action !== 'clear') {
      throw new RunsheetError('bad-input', 'Only what was removed from the dead letter can be put back.');
    }
    if (!state.ended) {
      throw new RunsheetError('bad-input', 'Jobs are still being removed from the dead letter.', {
        hint: 'Stop that, or wait until it is done, and put them back then.',
      });
    }
    return this.#begin('shelve', cleared, 0);
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

  #begin(action: BulkState['action'], matches: readonly Matches[], priority: number): BulkState {
    const total = matches.reduce((sum, { nodes }) => sum + nodes.length, 0);
    const bulkId = `b${this.#next++}`;
    const bulk: Bulk = {
      state: { bulkId, action, total, done: 0, changed: 0, ended: total === 0, error: null },
      cleared: [],
      stopped: false,
      waiting: [],
    };
    this.#bulks.set(bulkId, bulk);
    for (const [id, { state }] of this.#bulks) {
      if (this.#bulks.size <= keptActions) break;
      if (state.ended) this.#bulks.delete(id);
    }
    void this.#run(bulk, matches, priority);
    return bulk.state;
  }

  /** The matches of each run, newest run first; a long look lets others have their turns. */
  async *#look(action: BulkAction, filter: JobFilter): AsyncGenerator<RunMatches & { readonly run: number }> {
    const { reader, active, runNumbers, quiet } = this.#parts;
    let turnEnds = performance.now() + turnMs;
    const rest = async (): Promise<void> => {
      if (performance.now() < turnEnds) return;
      await setImmediate();
      await quiet();
      turnEnds = performance.now() + turnMs;
    };
    for (const run of runsOf(reader, runNumbers(), active, filter, action)) {
      const parts = matchInParts(reader, run, filter, action);
      for (;;) {
        const part = parts.next();
        await rest();
        if (part.done !== true) continue;
        yield { run, ...part.value };
        break;
      }
    }
  }

  async #run(bulk: Bulk, matches: readonly Matches[], priority: number): Promise<void> {
    try {
      for (const chunk of chunksOf(matches, bulk.state.action)) {
        if (bulk.stopped) {
          this.#tell(bulk, { ended: true, error: 'stopped' });
          return;
        }
        const changed = await this.#parts.change(() => this.#apply(bulk, chunk, priority));
        const size = chunk.reduce((sum, { nodes }) => sum + nodes.length, 0);
        this.#tell(bulk, { done: bulk.state.done + size, changed: bulk.state.changed + changed });
      }
      if (bulk.state.action === 'cancel') await this.#whenEnded(bulk, matches);
      this.#tell(bulk, { ended: true, ...(bulk.stopped ? { error: 'stopped' } : {}) });
    } catch (error) {
      this.#tell(bulk, { ended: true, error: toErrorDetails(error).message });
    }
  }

  /** Does the action to the jobs of a chunk; returns for how many it meant something. */
  #apply(bulk: Bulk, chunk: readonly Matches[], priority: number): number {
    const { active } = this.#parts;
    const act = {
      retry: (run: number, nodes: readonly number[]) => active.retryJobs(run, nodes),
      clear: (run: number, nodes: readonly number[]) => {
        const cleared = active.clear(run, nodes);
        bulk.cleared.push({ run, nodes: cleared });
        return cleared.length;
      },
      shelve: (run: number, nodes: readonly number[]) => active.shelve(run, nodes).length,
      cancel: (run: number, nodes: readonly number[]) => active.cancelJobs(run, nodes),
      priority: (run: number, nodes: readonly number[]) => {
        const one = active.runs.get(run);
        if (one === undefined) return 0;
        if (one.record.priority !== priority) active.changeRun(one, { priority });
        return nodes.length;
      },
    }[bulk.state.action];
    return chunk.reduce((sum, { run, nodes }) => sum + act(run, nodes), 0);
  }

  /** Resolves when nothing of what was cancelled runs any more; a stop ends only the waiting. */
  async #whenEnded(bulk: Bulk, matches: readonly Matches[]): Promise<void> {
    const { active, nextTick } = this.#parts;
    for (const { run, nodes } of matches) {
      for (const node of nodes) {
        while (!bulk.stopped && active.taskOf(run, node)?.endCause === 'cancelled') await nextTick();
      }
    }
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

/** The jobs in chunks of about one size, each of them one commit. */
function* chunksOf(matches: readonly Matches[], action: BulkState['action']): Generator<readonly Matches[]> {
  // To take jobs off the shelf, or to put them back, opens their run each time, and a priority is one of the run: once
  // for all of a run.
  const most = action === 'cancel' || action === 'retry' ? chunkJobs : Infinity;
  let chunk: Matches[] = [];
  let size = 0;
  for (const { run, nodes } of matches) {
    for (let from = 0; from < nodes.length; from += most) {
      const part = nodes.slice(from, from + most);
      chunk.push({ run, nodes: part });
      size += part.length;
      if (size < chunkJobs) continue;
      yield chunk;
      chunk = [];
      size = 0;
    }
  }
  if (size > 0) yield chunk;
}
