/** What happens when a due time has come: a run is started, waits, or not, and a record says so. Only within a tick. */
import type { DueOutcome, DueRecord, OverlapPolicy, Schedule } from '../../../src-shared/schedule';
import type { ScheduleBook, WaitingDue } from './schedule-book';

/** A definition that may start by itself. */
export interface Scheduled {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly schedule: Schedule | null;
  readonly overlap: OverlapPolicy;
  readonly autoStart: boolean;
  readonly enabled: boolean;
  /** Why its file cannot be run, or null. */
  readonly problem: string | null;
}

/** A definition that was read to be run, or why it cannot be. */
export type Loading<Loaded> =
  { readonly ok: true; readonly value: Loaded } | { readonly ok: false; readonly reason: string };

/** What is asked of the engine within a tick. */
export interface RunPort<Loaded> {
  /** The wall clock, in milliseconds since the epoch. */
  now(): number;
  /** Starts a run and answers with its number. */
  startRun(loaded: Loaded): number;
  cancelRun(run: number): void;
  /** Runs of a definition that have not ended, by number. */
  openRuns(id: string): readonly number[];
}

/** See the head of this file. */
export class Arrivals<Loaded> {
  readonly #port: RunPort<Loaded>;
  readonly #book: ScheduleBook;

  constructor(port: RunPort<Loaded>, book: ScheduleBook) {
    this.#port = port;
    this.#book = book;
  }

  /** A due time has come, on time or to be made up for. */
  arrive(definition: Scheduled, one: WaitingDue, loading: Loading<Loaded>): void {
    if (!this.#mayStart(definition, one, loading)) return;
    const { id } = definition;
    const open = this.#port.openRuns(id);
    const waiting = this.#book.state(id)?.waiting ?? [];
    if (open.length === 0 && waiting.length === 0) {
      this.#start(id, one, loading.value);
      return;
    }
    const earlier = open.length === 0 ? 'an earlier due time waits' : notEnded(open);
    if (one.isCaughtUp) this.#wait(id, one, waiting, `${earlier}; it starts after that`);
    else if (definition.overlap === 'skip') this.#record(id, one, 'skipped', earlier);
    else if (definition.overlap === 'replace') this.#replace(id, one, { open, waiting });
    else if (waiting.some((other) => !other.isCaughtUp)) {
      this.#record(id, one, 'skipped', `${earlier}, and one due time waits already`);
    } else this.#wait(id, one, waiting, `${earlier}; it starts after that`);
  }

  /** The run that was in the way has ended: the first due time that waits has its turn. */
  startWaiting(definition: Scheduled, loading: Loading<Loaded>): void {
    const { id } = definition;
    const [first, ...others] = this.#book.state(id)?.waiting ?? [];
    if (first === undefined || this.#port.openRuns(id).length > 0) return;
    this.#book.put(id, { waiting: others });
    if (this.#mayStart(definition, first, loading)) this.#start(id, first, loading.value);
  }

  /** Nobody was there at a due time. */
  missed(id: string, due: number, hasEarlier: boolean): void {
    const reason = 'nothing executed the folder at that time, or the machine slept';
    this.#record(
      id,
      { due, cause: 'schedule' },
      'missed',
      hasEarlier ? `${reason}; so it was at all due times before it` : reason,
    );
  }

  #mayStart(
    definition: Scheduled,
    one: WaitingDue,
    loading: Loading<Loaded>,
  ): loading is Extract<Loading<Loaded>, { ok: true }> {
    const { id, enabled, problem } = definition;
    const held = !enabled
      ? 'the definition says enabled = false'
      : this.#book.allPaused
        ? 'all schedules are paused'
        : this.#book.state(id)?.paused === true
          ? 'its schedule is paused'
          : null;
    if (held !== null) this.#record(id, one, 'skipped', held);
    else if (!loading.ok) this.#record(id, one, 'failed', loading.reason);
    else if (problem !== null) this.#record(id, one, 'failed', problem);
    return held === null && loading.ok && problem === null;
  }

  #replace(
    id: string,
    one: WaitingDue,
    { open, waiting }: { readonly open: readonly number[]; readonly waiting: readonly WaitingDue[] },
  ): void {
    for (const other of waiting) this.#record(id, other, 'skipped', 'a later due time took its place');
    for (const run of open) this.#port.cancelRun(run);
    const names = open.map((run) => `r${run}`).join(', ');
    const reason = open.length === 0 ? 'an earlier due time waited' : `${names} is cancelled first`;
    this.#wait(id, one, [], reason);
  }

  #wait(id: string, one: WaitingDue, before: readonly WaitingDue[], reason: string): void {
    this.#record(id, one, 'waiting', reason);
    this.#book.put(id, { waiting: [...before, one] });
  }

  #start(id: string, one: WaitingDue, loaded: Loaded): void {
    const run = this.#port.startRun(loaded);
    const reason = one.isCaughtUp ? 'made up for: it was missed at its time' : null;
    this.#record(id, one, 'started', reason, run);
  }

  #record(
    id: string,
    { due, cause }: { readonly due: number; readonly cause: DueRecord['cause'] },
    outcome: DueOutcome,
    reason: string | null,
    run: number | null = null,
  ): void {
    const state = this.#book.state(id);
    if (state === null) return;
    this.#book.record(state, { due, cause, outcome, run, reason, at: this.#port.now() });
  }
}

/** "r4 has not ended": runs that are in the way. */
function notEnded(runs: readonly number[]): string {
  return `${runs.map((run) => `r${run}`).join(', ')} ${runs.length === 1 ? 'has' : 'have'} not ended`;
}
