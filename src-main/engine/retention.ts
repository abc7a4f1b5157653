/**
 * Which ended runs go: those that are too old, and the oldest ones while all logs together are too large. The latest
 * runs of each definition always stay. What goes is removed in small durable pieces, and said.
 */
import type { Removal, Retention, RetentionPreview, RetentionState } from '../../src-shared/transfer';
import type { FolderReader } from './folder-reader';
import { hasEnded } from './jobs/job-states';
import type { RetentionRecord } from './storage/retention-records';
import type { RunSummary } from './storage/run-records';

const dayMs = 86_400_000;
/** Removals that are remembered. */
const keptRemovals = 50;
/** Runs that are looked at in one turn of the event loop. */
const runsAtOnce = 200;
/** What one commit removes at most: a small run costs 1, a large one what its records do. */
const costAtOnce = 20;
const linesOfCost = 100_000;
const jobsOfCost = 1000;
/** A look at all runs may take a part of the time only: it waits for so many times what the last one took. */
const restBetweenLooks = 50;
/** What the catalog holds of a run, a job, and a line that is in no block yet, in bytes; about. */
const recordBytes = { run: 700, job: 160, line: 90 } as const;
const looseLines = 1024;

/** What retention needs of the engine. */
export interface RetentionParts {
  readonly record: RetentionRecord;
  readonly reader: FolderReader;
  readonly runNumbers: () => readonly number[];
  /** Whether a run has not ended, or will go on. */
  readonly isActive: (run: number) => boolean;
  /** Bytes of a run's file of blocks. */
  readonly fileBytes: (run: number) => number;
  readonly wallClock: () => number;
  readonly change: <Value>(action: () => Value) => Promise<Value>;
  /** Deletes a run; to be called within `change`. */
  readonly removeRun: (run: number) => void;
  /** Writes the record with the next commit; to be called within `change`. */
  readonly save: (record: RetentionRecord) => void;
}

/** A run as retention sees it. */
interface KnownRun {
  readonly run: number;
  /** Null: none, and nothing protects it. */
  readonly definition: string | null;
  readonly hasEnded: boolean;
  /** When it ended, or was opened, in milliseconds since the epoch. */
  readonly endedAt: number;
  readonly bytes: number;
  readonly lines: number;
  readonly jobs: number;
}

/** What goes, and why. */
interface Doomed {
  readonly known: KnownRun;
  readonly reason: string;
}

/** What of the rule becomes another. */
type RuleChange = { readonly [Key in keyof Retention]?: Retention[Key] | undefined };

/** See the head of this file. */
export class RunRetention {
  readonly #parts: RetentionParts;
  #record: RetentionRecord;
  /** Bytes of the files of runs that have ended; they do not change any more. */
  readonly #fileBytes = new Map<number, number>();
  #looking: Promise<void> | null = null;
  #again = false;
  #restUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #daily: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#record = parts.record;
  }

  /** Looks now, and every day from now on. */
  start(): void {
    this.#daily = setInterval(() => {
      this.runEnded();
    }, dayMs);
    this.#daily.unref();
    this.runEnded();
  }

  /** Idempotent; resolves when nothing more is removed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#daily);
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** A run has ended: looks soon, but not all the time. */
  runEnded(run?: number): void {
    if (run !== undefined) this.#fileBytes.delete(run);
    if (this.#isStopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.look().catch(() => undefined);
      },
      Math.max(0, this.#restUntil - performance.now()),
    );
    this.#timer.unref();
  }

  /** The rule, what there is, and what was removed lately. */
  async show(): Promise<RetentionState> {
    const runs = await this.#knownRuns();
    return {
      rule: this.#record.rule,
      runs: runs.length,
      bytes: runs.reduce((sum, { bytes }) => sum + bytes, 0),
      removals: [...this.#record.removals],
    };
  }

  /** What a change of the rule would remove now; removes nothing. */
  async preview(change: RuleChange): Promise<RetentionPreview> {
    const doomed = this.#choose(await this.#knownRuns(), this.#changed(change));
    const sum = (of: (known: KnownRun) => number): number =>
      doomed.reduce((all, { known }) => all + of(known), 0);
    return {
      runs: doomed.length,
      jobs: sum(({ jobs }) => jobs),
      lines: sum(({ lines }) => lines),
      bytes: sum(({ bytes }) => bytes),
    };
  }

  /** Changes the rule and removes what that means. */
  async changeRule(change: RuleChange): Promise<RetentionState> {
    await this.#parts.change(() => {
      this.#save({ ...this.#record, rule: this.#changed(change) });
    });
    await this.look();
    return this.show();
  }

  /** Removes what is to go now; one look at a time. */
  async look(): Promise<void> {
    if (this.#looking !== null) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#lookOnce();
    try {
      await this.#looking;
    } finally {
      this.#looking = null;
    }
  }

  async #lookOnce(): Promise<void> {
    do {
      this.#again = false;
      const began = performance.now();
      const doomed = this.#choose(await this.#knownRuns(), this.#record.rule);
      this.#restUntil = performance.now() + (performance.now() - began) * restBetweenLooks;
      const at = this.#parts.wallClock();
      for (const piece of piecesOf(doomed)) {
        if (this.#isStopped) return;
        await this.#parts.change(() => {
          this.#remove(piece, at);
        });
      }
    } while (this.#again && !this.#isStopped);
  }

  async #knownRuns(): Promise<KnownRun[]> {
    const known: KnownRun[] = [];
    for (const [at, run] of [...this.#parts.runNumbers()].entries()) {
      if (at > 0 && at % runsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
      const summary = this.#parts.reader.summary(run);
      if (summary !== null) known.push(this.#describe(run, summary));
    }
    return known;
  }

  #describe(run: number, summary: RunSummary): KnownRun {
    const { origin, stats, lines, type } = summary;
    const ended = hasEnded(summary.status) && !this.#parts.isActive(run);
    let file = this.#fileBytes.get(run);
    if (file === undefined) {
      file = lines < looseLines ? 0 : this.#parts.fileBytes(run);
      if (ended) this.#fileBytes.set(run, file);
    }
    const loose = Math.min(lines, looseLines);
    return {
      run,
      definition: origin === undefined && this.#isDefinition(run, type) ? type : null,
      hasEnded: ended,
      endedAt: origin?.at ?? summary.endedAt,
      bytes: file + recordBytes.run + stats.total * recordBytes.job + loose * recordBytes.line,
      lines,
      jobs: stats.total,
    };
  }

  /** Commands that were added have no definition; a definition may be called like them. */
  #isDefinition(run: number, type: string): boolean {
    return type !== 'command' || (this.#parts.reader.record(run)?.definition ?? null) !== null;
  }

  #changed(change: RuleChange): Retention {
    const { rule } = this.#record;
    const { days = rule.days, bytes = rule.bytes, runs = rule.runs } = change;
    return { days, bytes, runs };
  }

  /** What is to go by a rule, oldest first. */
  #choose(runs: readonly KnownRun[], { days, bytes, runs: kept }: Retention): Doomed[] {
    const safe = new Set<number>();
    const seen = new Map<string, number>();
    for (const { run, definition } of [...runs].reverse()) {
      if (definition === null) continue;
      const newer = seen.get(definition) ?? 0;
      seen.set(definition, newer + 1);
      if (newer < kept) safe.add(run);
    }
    const candidates = runs
      .filter((known) => known.hasEnded && !safe.has(known.run))
      .sort((a, b) => a.endedAt - b.endedAt || a.run - b.run);
    const oldest = days === null ? -Infinity : this.#parts.wallClock() - days * dayMs;
    let total = runs.reduce((sum, known) => sum + known.bytes, 0);
    const doomed: Doomed[] = [];
    for (const known of candidates) {
      const isOld = known.endedAt < oldest;
      if (!isOld && (bytes === null || total <= bytes)) break;
      total -= known.bytes;
      doomed.push({ known, reason: isOld ? olderThan(days ?? 0) : largerThan(bytes ?? 0) });
    }
    return doomed;
  }

  #remove(piece: readonly Doomed[], at: number): void {
    let removals = this.#record.removals;
    for (const { known, reason } of piece) {
      // It may be gone, or go on, since it was looked at.
      if (this.#parts.isActive(known.run) || this.#parts.reader.summary(known.run) === null) continue;
      this.#parts.removeRun(known.run);
      this.#fileBytes.delete(known.run);
      removals = withRemoval(removals, { at, runs: 1, lines: known.lines, bytes: known.bytes, reason });
    }
    this.#save({ ...this.#record, removals });
  }

  #save(record: RetentionRecord): void {
    this.#record = record;
    this.#parts.save(record);
  }
}

/** What goes at one time for one reason is one removal. */
function withRemoval(removals: readonly Removal[], removal: Removal): Removal[] {
  const at = removals.findIndex((one) => one.at === removal.at && one.reason === removal.reason);
  if (at === -1) return [removal, ...removals].slice(0, keptRemovals);
  return removals.map((one, index) =>
    index !== at
      ? one
      : {
          ...one,
          runs: one.runs + removal.runs,
          lines: one.lines + removal.lines,
          bytes: one.bytes + removal.bytes,
        },
  );
}

function* piecesOf(doomed: readonly Doomed[]): Generator<readonly Doomed[]> {
  let piece: Doomed[] = [];
  let cost = 0;
  for (const one of doomed) {
    piece.push(one);
    cost += 1 + one.known.lines / linesOfCost + one.known.jobs / jobsOfCost;
    if (cost < costAtOnce) continue;
    yield piece;
    piece = [];
    cost = 0;
  }
  if (piece.length > 0) yield piece;
}

function olderThan(days: number): string {
  return `Older than ${days === 1 ? '1 day' : `${days} days`}`;
}

function largerThan(bytes: number): string {
  const [size, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB'];
  return `More than ${Number(size.toFixed(1))} ${unit} of logs`;
}
