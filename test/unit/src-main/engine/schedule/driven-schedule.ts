/** A scheduler whose clock, runs and files a test sets; its book is kept as the engine's catalog would keep it. */
import type { Scheduled } from '../../../../../src-main/engine/schedule/arrivals';
import {
  ScheduleBook,
  type ScheduleState,
  type StoredDue,
} from '../../../../../src-main/engine/schedule/schedule-book';
import { Scheduler } from '../../../../../src-main/engine/schedule/scheduler';

/** See the head of this file. */
export class DrivenSchedule {
  now: number;
  book!: ScheduleBook;
  readonly open = new Map<number, string>();
  readonly started: { readonly run: number; readonly path: string; readonly at: number }[] = [];
  readonly cancelled: number[] = [];
  /** Why a file cannot be read, by path. */
  readonly broken = new Map<string, string>();
  readonly #states = new Map<number, ScheduleState>();
  readonly #records = new Map<number, Map<number, StoredDue>>();
  #allPaused = false;
  #scheduler!: Scheduler<string>;
  #listeners = new Set<() => void>();
  #definitions: readonly Scheduled[] = [];

  constructor(now: string) {
    this.now = Date.parse(now);
    this.#make();
  }

  /** Begins, or begins again with what was kept. */
  async start(...definitions: readonly Scheduled[]): Promise<void> {
    this.#definitions = definitions;
    this.#scheduler.stop();
    this.#make();
    await this.#scheduler.start(definitions);
    await settled();
  }

  /** The engine ends without a word. */
  crash(): void {
    this.#scheduler.stop();
  }

  async update(...definitions: readonly Scheduled[]): Promise<void> {
    this.#definitions = definitions;
    await this.#scheduler.update(definitions);
    await settled();
  }

  /** Sets the clock and lets the scheduler look at it. */
  async at(time: string): Promise<void> {
    this.now = Date.parse(time);
    this.#scheduler.refresh();
    await settled();
  }

  /** Ends a run. */
  async end(run: number): Promise<void> {
    this.open.delete(run);
    for (const listener of [...this.#listeners]) listener();
    await settled();
  }

  stop(): void {
    this.#scheduler.stop();
  }

  /** Records in the order of their due times: "02:00:00 started r1", "02:01:00 skipped: r1 has not ended". */
  records(id: string): string[] {
    const number = this.book.state(id)?.number ?? 0;
    return [...(this.#records.get(number)?.values() ?? [])]
      .sort((one, other) => one.due - other.due)
      .map(({ due, outcome, run, reason }) => {
        const time = new Date(due).toISOString().slice(11, 19);
        return `${time} ${outcome}${run === null ? '' : ` r${run}`}${reason === null ? '' : `: ${reason}`}`;
      });
  }

  #make(): void {
    this.#listeners = new Set();
    this.book = new ScheduleBook(
      {
        putState: (state) => this.#states.set(state.number, state),
        putAllPaused: (paused) => (this.#allPaused = paused),
        putRecord: (number, record) => {
          const records = this.#records.get(number) ?? new Map<number, StoredDue>();
          this.#records.set(number, records.set(record.due, record));
        },
        removeRecord: (number, due) => this.#records.get(number)?.delete(due),
        storedDues: (number) => [...(this.#records.get(number)?.keys() ?? [])].sort((a, b) => a - b),
      },
      { states: [...this.#states.values()], allPaused: this.#allPaused },
    );
    this.#scheduler = new Scheduler<string>(
      {
        now: () => this.now,
        load: (path) => {
          const problem = this.broken.get(path);
          return problem === undefined ? Promise.resolve(path) : Promise.reject(new Error(problem));
        },
        change: (action) => Promise.resolve().then(action),
        startRun: (path) => {
          const run = this.started.length + 1;
          this.started.push({ run, path, at: this.now });
          this.open.set(run, this.#definitions.find((one) => one.path === path)?.id ?? '');
          return run;
        },
        cancelRun: (run) => this.cancelled.push(run),
        openRuns: (id) => [...this.open].filter(([, owner]) => owner === id).map(([run]) => run),
        onCommit: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
        changed: () => undefined,
      },
      this.book,
    );
  }
}

/** A definition that is due every minute. */
export function everyMinute(
  change: Partial<Scheduled> = {},
  catchUp: 'none' | 'once' | 'all' = 'none',
): Scheduled {
  return {
    id: 'a',
    name: 'A',
    path: '/a.toml',
    schedule: { when: { kind: 'cron', expression: '* * * * *', timezone: 'UTC' }, catchUp },
    overlap: 'skip',
    autoStart: false,
    enabled: true,
    problem: null,
    ...change,
  };
}

/** Everything that needs no time has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
