/**
 * Starts runs when they are due. It knows definitions, due times and records, and asks the engine for everything
 * else; what it asks for is only ever to start a run, or to cancel one that is to be replaced. Due times are wall
 * clock; the timer is only a reason to look at that clock, so sleep and changes of the clock move nothing.
 */
import { Arrivals, type Loading, type RunPort, type Scheduled } from './arrivals';
import { mostCaughtUp, planDues } from './catch-up';
import { dueTimesBetween, nextDue } from './due-times';
import type { ScheduleBook, ScheduleState } from './schedule-book';

/** What the scheduler needs of the engine. */
export interface SchedulerPort<Loaded> extends RunPort<Loaded> {
  /** Reads a definition to be run. Rejects with a sentence that says why it cannot be. */
  load(path: string): Promise<Loaded>;
  /** Does something in the next tick and answers when it is durable. */
  change<Value>(action: () => Value): Promise<Value>;
  /** Calls back after each commit until the returned function is called. */
  onCommit(listener: () => void): () => void;
  /** Something that is shown has changed; only within a tick. */
  changed(): void;
}

/** So long a timer waits at most before it looks at the clock again. */
const longestWaitMs = 15_000;
/** After this time something that could not be done is tried again. */
const retryDelayMs = 1000;
/** A clock that was set back by more than this was wrong before: due times do not wait until it is there again. */
const wrongClockMs = 86_400_000;

/** Of the due times of a long absence the latest leave a record each; the first of those speaks for the rest. */
const mostConsidered = mostCaughtUp + 2;

interface Entry {
  definition: Scheduled;
  /** The next due time, or null. */
  next: number | null;
  isBusy: boolean;
}

/** See the head of this file. */
export class Scheduler<Loaded> {
  readonly #port: SchedulerPort<Loaded>;
  readonly #book: ScheduleBook;
  readonly #arrivals: Arrivals<Loaded>;
  readonly #entries = new Map<string, Entry>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #look: NodeJS.Timeout | null = null;
  #stopListening: (() => void) | null = null;
  #isStopped = false;

  constructor(port: SchedulerPort<Loaded>, book: ScheduleBook) {
    this.#port = port;
    this.#book = book;
    this.#arrivals = new Arrivals(port, book);
  }

  /** Begins with the definitions of now: makes up for what was missed, starts what starts with the app. */
  async start(definitions: readonly Scheduled[]): Promise<void> {
    await this.#take(definitions, true);
    if (this.#isStopped) return;
    this.#stopListening = this.#port.onCommit(() => {
      this.#startWaiting();
    });
    for (const entry of this.#entries.values()) {
      if (entry.definition.autoStart) this.#run(entry, () => this.#startWithApp(entry));
    }
    this.#goOn();
  }

  /** Takes the definitions as they are now. */
  async update(definitions: readonly Scheduled[]): Promise<void> {
    await this.#take(definitions, false);
    this.#goOn();
  }

  /** What the book keeps has changed: it was paused, or goes on. */
  refresh(): void {
    for (const entry of this.#entries.values()) this.#setNext(entry);
    this.#goOn();
  }

  /** Starts nothing more. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#stopListening?.();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Takes definitions in; one that appears, or has another schedule than before, begins now. */
  async #take(definitions: readonly Scheduled[], isStart: boolean): Promise<void> {
    const now = this.#port.now();
    const news = definitions.filter((one) => this.#isNews(one, now, isStart));
    if (news.length > 0) {
      await this.#port.change(() => {
        for (const one of news) this.#keep(one, now, isStart);
        this.#port.changed();
      });
    }
    const ids = new Set(definitions.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#entries.delete(id);
    for (const definition of definitions) {
      const entry = this.#entries.get(definition.id) ?? { definition, next: null, isBusy: false };
      entry.definition = definition;
      this.#entries.set(definition.id, entry);
      this.#setNext(entry);
    }
  }

  #isNews(one: Scheduled, now: number, isStart: boolean): boolean {
    const state = this.#book.state(one.id);
    if (state === null || state.path !== one.path || state.name !== one.name) return true;
    return this.#begins(one, now, isStart);
  }

  #keep(one: Scheduled, now: number, isStart: boolean): void {
    const { id, path, name, schedule } = one;
    const begins = this.#begins(one, now, isStart);
    this.#book.put(id, { path, name, schedule, ...(begins ? { considered: now } : {}) });
  }

  #begins({ id, schedule }: Scheduled, now: number, isStart: boolean): boolean {
    const state = this.#book.state(id);
    if (state === null || !isSame(state.schedule, schedule)) return true;
    // A file that was away while somebody was there has missed nothing, but for what has just been due.
    return !isStart && !this.#entries.has(id) && state.considered < now - longestWaitMs;
  }

  #setNext(entry: Entry): void {
    const { schedule, id } = entry.definition;
    const state = this.#book.state(id);
    entry.next = schedule === null || state === null ? null : nextDue(schedule.when, state.considered);
  }

  /** Looks at the clock: what is due is dealt with, then a timer waits for the next due time. */
  #goOn(): void {
    if (this.#isStopped) return;
    const now = this.#port.now();
    let nearest = now + longestWaitMs;
    for (const entry of this.#entries.values()) {
      this.#heedClock(entry, now);
      if (entry.isBusy || entry.next === null) continue;
      if (entry.next <= now) this.#run(entry, () => this.#consider(entry));
      else nearest = Math.min(nearest, entry.next);
    }
    this.#startWaiting();
    if (this.#look !== null) {
      clearTimeout(this.#look);
      this.#timers.delete(this.#look);
    }
    this.#look = this.#after(nearest - now, () => {
      this.#goOn();
    });
  }

  #heedClock(entry: Entry, now: number): void {
    const { id } = entry.definition;
    const state = this.#book.state(id);
    if (entry.isBusy || state === null || state.considered - now <= wrongClockMs) return;
    this.#run(entry, () => this.#port.change(() => this.#book.put(id, { considered: now })));
  }

  /** One thing at a time for each definition. */
  #run(entry: Entry, work: () => Promise<unknown>): void {
    if (entry.isBusy || this.#isStopped) return;
    entry.isBusy = true;
    const go = (): void => {
      entry.isBusy = false;
      this.#setNext(entry);
      this.#goOn();
    };
    // What could not be done has left nothing behind: its due time comes again.
    void work().then(go, () => this.#after(retryDelayMs, go));
  }

  #after(delayMs: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        if (!this.#isStopped) work();
      },
      Math.max(1, delayMs),
    );
    this.#timers.add(timer);
    // The engine is what keeps the process alive.
    return timer.unref();
  }

  async #startWithApp({ definition }: Entry): Promise<void> {
    const due = this.#port.now();
    const loading = await this.#load(definition);
    await this.#port.change(() => {
      this.#arrivals.arrive(definition, { due, cause: 'start', isCaughtUp: false }, loading);
      this.#port.changed();
    });
  }

  async #consider({ definition }: Entry): Promise<void> {
    const { id, schedule } = definition;
    const now = this.#port.now();
    const state = this.#book.state(id);
    if (schedule === null || state === null) return;
    const span = { after: state.considered, until: now };
    const { dues, hasEarlier } = dueTimesBetween(schedule.when, span, mostConsidered);
    // A clock that was set back brings due times a second time.
    const fresh = dues.filter((due) => !this.#book.has(state, due));
    const plan = planDues(fresh, now, schedule.catchUp);
    const loading = await this.#load(definition);
    await this.#port.change(() => {
      plan.missed.forEach((due, index) => {
        this.#arrivals.missed(id, due, hasEarlier && index === 0);
      });
      for (const due of plan.caughtUp) {
        this.#arrivals.arrive(definition, { due, cause: 'schedule', isCaughtUp: true }, loading);
      }
      if (plan.onTime !== null) {
        const one = { due: plan.onTime, cause: 'schedule' as const, isCaughtUp: false };
        this.#arrivals.arrive(definition, one, loading);
      }
      this.#book.put(id, { considered: Math.max(state.considered, dues.at(-1) ?? now) });
      this.#port.changed();
    });
  }

  #startWaiting(): void {
    for (const id of this.#book.waiting) {
      const entry = this.#entries.get(id);
      if (entry === undefined || entry.isBusy || this.#port.openRuns(id).length > 0) continue;
      const { definition } = entry;
      this.#run(entry, async () => {
        const loading = await this.#load(definition);
        await this.#port.change(() => {
          this.#arrivals.startWaiting(definition, loading);
          this.#port.changed();
        });
      });
    }
  }

  async #load({ path }: Scheduled): Promise<Loading<Loaded>> {
    try {
      return { ok: true, value: await this.#port.load(path) };
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

function isSame(one: ScheduleState['schedule'], other: ScheduleState['schedule']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
