/**
 * What is kept of the schedule: for each definition how far its due times have been looked at, whether it is paused,
 * what waits, and a record for each due time. It changes only inside a tick, so what it says of a due time and the run
 * that this due time starts are committed together.
 */
import type { DueOutcome, DueRecord, Schedule } from '../../../src-shared/schedule';

/** What is kept of one definition. */
export interface ScheduleState {
  /** Names its records. */
  readonly number: number;
  readonly id: string;
  /** File that the id belongs to: another one with the same id does not take it away. */
  readonly path: string;
  readonly name: string;
  /** As it was read last, so that a file that has been broken since still leaves records. */
  readonly schedule: Schedule | null;
  /** Up to here every due time has its record, in milliseconds since the epoch. */
  readonly considered: number;
  readonly paused: boolean;
  /** Due times that wait for the end of an earlier run, in the order they start. */
  readonly waiting: readonly WaitingDue[];
}

/** A due time that waits. */
export interface WaitingDue {
  readonly due: number;
  readonly cause: DueRecord['cause'];
  /** It was missed and is made up for. */
  readonly isCaughtUp: boolean;
}

/** What the book needs of the engine; the writes belong to the tick that is being applied. */
export interface BookPort {
  putState(state: ScheduleState): void;
  putAllPaused(paused: boolean): void;
  putRecord(number: number, record: StoredDue): void;
  removeRecord(number: number, due: number): void;
  /** Due times that have a record, ascending. */
  storedDues(number: number): number[];
}

/** A record as it is stored: the due time is its key, the run a number. */
export interface StoredDue {
  readonly due: number;
  readonly cause: DueRecord['cause'];
  readonly outcome: DueOutcome;
  readonly run: number | null;
  readonly reason: string | null;
  readonly at: number;
}

/** Records kept of each definition. */
export const keptRecords = 1000;

/** See the head of this file. */
export class ScheduleBook {
  readonly #port: BookPort;
  readonly #states = new Map<string, ScheduleState>();
  /** Definitions of which a due time waits. */
  readonly waiting = new Set<string>();
  /** Due times with a record, ascending; read when they are needed first. */
  readonly #dues = new Map<number, number[]>();
  #allPaused: boolean;
  #nextNumber: number;

  constructor(
    port: BookPort,
    stored: { readonly states: readonly ScheduleState[]; readonly allPaused: boolean },
  ) {
    this.#port = port;
    this.#allPaused = stored.allPaused;
    for (const state of stored.states) this.#keep(state);
    this.#nextNumber = Math.max(0, ...stored.states.map(({ number }) => number)) + 1;
  }

  /** All schedules are paused together. */
  get allPaused(): boolean {
    return this.#allPaused;
  }

  state(id: string): ScheduleState | null {
    return this.#states.get(id) ?? null;
  }

  states(): readonly ScheduleState[] {
    return [...this.#states.values()];
  }

  /** Keeps a definition that is not known yet, or changes what is kept of it. */
  put(id: string, change: Partial<Omit<ScheduleState, 'number' | 'id'>>): ScheduleState {
    const known = this.#states.get(id) ?? {
      number: this.#nextNumber++,
      id,
      path: '',
      name: id,
      schedule: null,
      considered: 0,
      paused: false,
      waiting: [],
    };
    const state = { ...known, ...change };
    this.#keep(state);
    this.#port.putState(state);
    return state;
  }

  setAllPaused(paused: boolean): void {
    this.#allPaused = paused;
    this.#port.putAllPaused(paused);
  }

  /** Whether a due time has its record. */
  has({ number }: ScheduleState, due: number): boolean {
    return this.#duesOf(number).includes(due);
  }

  /** Writes the record of a due time, or writes it anew; the oldest go when there are too many. */
  record({ number }: ScheduleState, record: StoredDue): void {
    const dues = this.#duesOf(number);
    if (!dues.includes(record.due)) {
      dues.push(record.due);
      dues.sort((a, b) => a - b);
    }
    this.#port.putRecord(number, record);
    while (dues.length > keptRecords) this.#port.removeRecord(number, dues.shift() ?? 0);
  }

  #keep(state: ScheduleState): void {
    this.#states.set(state.id, state);
    if (state.waiting.length > 0) this.waiting.add(state.id);
    else this.waiting.delete(state.id);
  }

  #duesOf(number: number): number[] {
    const known = this.#dues.get(number) ?? this.#port.storedDues(number);
    this.#dues.set(number, known);
    return known;
  }
}
