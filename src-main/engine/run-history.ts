/**
 * Which runs came from which definition, told from the rows of the list of runs. What is known of a run stays: only runs
 * that are new are looked at again, in slices between which everybody else gets their turn.
 */
import type { CommandInput, CommandOutput } from '../../src-shared/contract';
import type { HistoryDefinition, HistoryRun } from '../../src-shared/timeline';
import { inSlices } from './in-slices';
import { formatId, notFound } from './jobs/ids';
import type { RunRecord, RunSummary } from './storage/run-records';

/** What the history needs from outside. */
export interface HistoryParts {
  /** Numbers of all runs, ascending. */
  readonly runNumbers: () => readonly number[];
  readonly summary: (run: number) => RunSummary | null;
  readonly record: (run: number) => RunRecord | null;
  /** Resolves when memory holds nothing that is not durable. */
  readonly quiet: () => Promise<void>;
}

/** Type of runs that were added without a definition; a definition may have it as its id, too. */
const addedType = 'command';

/** See the head of this file. */
export class RunHistory {
  readonly #parts: HistoryParts;
  /** Runs by the id of their definition, ascending; null: added without one. */
  readonly #runs = new Map<string | null, Set<number>>();
  /** Highest run that has been looked at. */
  #known = 0;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** The run is deleted. */
  forget(run: number): void {
    for (const [id, runs] of this.#runs) {
      if (!runs.delete(run)) continue;
      if (runs.size === 0) this.#runs.delete(id);
      return;
    }
  }

  async definitions(): Promise<CommandOutput<'history.definitions'>> {
    await this.#look();
    const definitions: HistoryDefinition[] = [];
    for (const [id, runs] of this.#runs) {
      const latest = Math.max(...[...runs].slice(-1));
      const summary = this.#parts.summary(latest);
      if (summary === null) continue;
      const { name, createdAt, status } = summary;
      definitions.push({ id, name, runs: runs.size, latest: createdAt, status });
    }
    definitions.sort((a, b) => b.latest - a.latest);
    return { definitions };
  }

  async runs({ id, from, count }: CommandInput<'history.runs'>): Promise<CommandOutput<'history.runs'>> {
    await this.#look();
    const numbers = [...(this.#runs.get(id) ?? [])].reverse();
    const runs: HistoryRun[] = [];
    for (const run of numbers.slice(from, from + count)) {
      const summary = this.#parts.summary(run);
      if (summary !== null) runs.push(toHistoryRun(run, summary));
    }
    return { total: numbers.length, runs };
  }

  /**
   * Runs of a run's definition that have ended, at most so many before it and so many after it, the nearest first. Runs
   * that were added without a definition are alike when they have the same name. Throws `not-found`.
   */
  async around(run: number, most: number): Promise<{ before: HistoryRun[]; after: HistoryRun[] }> {
    await this.#look();
    const { name } = this.run(run);
    const id = this.#definitionOf(run);
    const numbers = [...(this.#runs.get(id) ?? [])];
    const nearest = (others: readonly number[]): HistoryRun[] => {
      const found: HistoryRun[] = [];
      for (const other of others) {
        if (found.length === most) break;
        const summary = this.#parts.summary(other);
        if (summary === null || summary.endedAt === 0 || (id === null && summary.name !== name)) continue;
        found.push(toHistoryRun(other, summary));
      }
      return found;
    };
    return {
      before: nearest(numbers.filter((other) => other < run).reverse()),
      after: nearest(numbers.filter((other) => other > run)),
    };
  }

  /** Whether two runs are of the same definition. Throws `not-found`. */
  isAlike(run: number, other: number): boolean {
    const id = this.#definitionOf(run);
    return id === this.#definitionOf(other) && (id !== null || this.run(run).name === this.run(other).name);
  }

  /** One run; throws `not-found`. */
  run(run: number): HistoryRun {
    const summary = this.#parts.summary(run);
    if (summary === null) throw notFound(formatId(run, 0));
    return toHistoryRun(run, summary);
  }

  /** Null: it was added without one. */
  #definitionOf(run: number): string | null {
    const summary = this.#parts.summary(run);
    if (summary === null) throw notFound(formatId(run, 0));
    const isAdded = summary.type === addedType && this.#parts.record(run)?.definition == null;
    return isAdded ? null : summary.type;
  }

  /** Looks at the runs that are new; one look at a time. */
  #look(): Promise<void> {
    const { quiet } = this.#parts;
    const look = this.#looking.then(async () => {
      await quiet();
      await inSlices(this.#lookOn(), quiet);
    });
    this.#looking = look.catch(() => undefined);
    return look;
  }

  *#lookOn(): Generator<undefined, void, void> {
    for (let run = this.#next(); run !== null; run = this.#next()) {
      this.#known = run;
      const summary = this.#parts.summary(run);
      // What was opened has been asked for somewhere else.
      if (summary !== null && summary.origin === undefined) {
        const id = this.#definitionOf(run);
        const runs = this.#runs.get(id) ?? new Set();
        this.#runs.set(id, runs.add(run));
      }
      yield;
    }
  }

  /** The lowest run above those that are known, or null. */
  #next(): number | null {
    const numbers = this.#parts.runNumbers();
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[middle] > this.#known) high = middle;
      else low = middle + 1;
    }
    return numbers.at(low) ?? null;
  }
}

function toHistoryRun(run: number, summary: RunSummary): HistoryRun {
  const time = (of: number): number | null => (of === 0 ? null : of);
  const { name, status, reason, tolerated, createdAt, stats, lines } = summary;
  const [startedAt, endedAt] = [time(summary.startedAt), time(summary.endedAt)];
  return {
    id: formatId(run, 0),
    name,
    status,
    reason,
    tolerated,
    createdAt,
    startedAt,
    endedAt,
    stats,
    lines,
  };
}
