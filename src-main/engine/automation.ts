/**
 * What an engine does by itself: the watched folders, and the schedule of the definitions in them. It joins the
 * library, the book and the scheduler; the engine hands over what they ask for.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { RunsheetError } from '../../src-shared/errors';
import type { DueRecord, ScheduleList } from '../../src-shared/schedule';
import type { ActiveRuns } from './active-runs';
import { loadChain, startChain, type Chain } from './definition-chain';
import type { LibraryFile, LibraryFolder } from './definitions/folder-scan';
import { DefinitionLibrary } from './definitions/library';
import { nearestName } from './definitions/names';
import { parseId } from './jobs/ids';
import { scheduledIn, toDueRecord, toScheduledDefinition } from './library-views';
import type { Scheduled } from './schedule/arrivals';
import { ScheduleBook, type ScheduleState } from './schedule/schedule-book';
import { Scheduler } from './schedule/scheduler';
import {
  listDues,
  listSchedules,
  putDue,
  putLibrary,
  putSchedule,
  readDues,
  readLibrary,
  removeDue,
  type LibraryRecord,
} from './storage/schedule-records';
import type { ReadableStore, WriteBatch } from './storage/store';

/** What it needs of the engine. */
export interface AutomationParts {
  readonly store: ReadableStore;
  readonly active: ActiveRuns;
  /** The wall clock, in milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Does something in the next tick and answers when it is durable. */
  readonly change: <Value>(action: () => Value) => Promise<Value>;
  /** Adds a write to the tick that is being applied. */
  readonly write: (write: (batch: WriteBatch) => void) => void;
  readonly onTick: (listener: () => void) => () => void;
  /** Resolves when memory holds nothing that is not durable. */
  readonly quiet: () => Promise<void>;
}

/** See the head of this file. */
export class Automation {
  /** Grows with everything that is shown of the library and the schedule. */
  revision = 0;
  readonly #parts: AutomationParts;
  readonly #library: DefinitionLibrary;
  readonly #book: ScheduleBook;
  readonly #scheduler: Scheduler<Chain>;
  #record: LibraryRecord;
  #reading: Promise<void> | null = null;
  #attended: Promise<void> | null = null;
  #updating: Promise<void> = Promise.resolve();

  constructor(parts: AutomationParts) {
    this.#parts = parts;
    this.#record = readLibrary(parts.store);
    this.#book = new ScheduleBook(
      {
        putState: (state) => {
          parts.write((batch) => {
            putSchedule(batch, state);
          });
        },
        putAllPaused: (paused) => {
          this.#putRecord({ ...this.#record, paused });
        },
        putRecord: (number, record) => {
          parts.write((batch) => {
            putDue(batch, number, record);
          });
        },
        removeRecord: (number, due) => {
          parts.write((batch) => {
            removeDue(batch, number, due);
          });
        },
        storedDues: (number) => listDues(parts.store, number),
      },
      { states: listSchedules(parts.store), allPaused: this.#record.paused },
    );
    this.#library = new DefinitionLibrary({
      watches: parts.active.executes,
      ownerOf: (id) => this.#book.state(id)?.path ?? null,
      changed: () => {
        this.#libraryChanged();
      },
    });
    this.#scheduler = new Scheduler(
      {
        now: parts.wallClock,
        load: (file) =>
          loadChain(file, { concurrency: null, params: undefined, watched: (id) => this.pathOf(id) }),
        change: parts.change,
        startRun: (chain) => startChain(parts.active, chain, { startedBy: 'schedule' }).run,
        cancelRun: (run) => {
          cancelWithBefore(parts.active, run);
        },
        openRuns: (id) => openRuns(parts.active, id),
        onCommit: parts.onTick,
        changed: () => {
          this.#changed();
        },
      },
      this.#book,
    );
  }

  /** Somebody is there who wants what is due to start: from now on it does. Idempotent. */
  attend(): Promise<void> {
    this.#attended ??= this.#begin();
    return this.#attended;
  }

  /** The watched folders with their definitions. */
  async folders(): Promise<readonly LibraryFolder[]> {
    await this.#read();
    return this.#library.list();
  }

  /** The definition of this id in the watched folders, when it can be run; null when there is none. */
  async find(id: string): Promise<LibraryFile | null> {
    await this.#read();
    return this.#library.find(id);
  }

  /** Path of the definition of this id in the watched folders, or null. */
  async pathOf(id: string): Promise<string | null> {
    return (await this.find(id))?.path ?? null;
  }

  /** Watches a folder from now on; false when it was watched already. Throws `bad-input`. */
  async addFolder(folder: string): Promise<boolean> {
    const absolute = path.resolve(folder);
    const found = await stat(absolute).catch(() => null);
    if (found === null || !found.isDirectory()) {
      const what = found === null ? 'does not exist' : 'is not a folder';
      throw new RunsheetError('bad-input', `${absolute} ${what}.`, {
        hint: 'Name the folder that holds your definition files.',
      });
    }
    return this.#changeFolders((folders) => (folders.includes(absolute) ? null : [...folders, absolute]));
  }

  /** Watches a folder no more. Throws `not-found`. */
  async removeFolder(folder: string): Promise<void> {
    const absolute = path.resolve(folder);
    const { folders: before } = this.#record;
    const isChanged = await this.#changeFolders((folders) =>
      folders.includes(absolute) ? folders.filter((one) => one !== absolute) : null,
    );
    if (isChanged) return;
    const meant = nearestName(absolute, before);
    const list = '"runsheet definitions list" shows the folders.';
    throw new RunsheetError('not-found', `${absolute} is not among the folders.`, {
      hint: meant === undefined ? list : `Did you mean ${meant}?`,
    });
  }

  /** Everything that starts by itself. */
  async schedule(): Promise<ScheduleList> {
    await this.#read();
    await this.#parts.quiet();
    return {
      attended: this.#attended !== null,
      paused: this.#book.allPaused,
      definitions: this.#scheduled().map((one) =>
        toScheduledDefinition(one, {
          state: this.#book.state(one.id),
          allPaused: this.#book.allPaused,
          now: this.#parts.wallClock(),
          latest: (number, most) => readDues(this.#parts.store, number, most),
        }),
      ),
    };
  }

  /** Records of a definition's latest due times, latest first. Throws `not-found`. */
  async records(id: string, most: number): Promise<DueRecord[]> {
    await this.#read();
    await this.#parts.quiet();
    const state = this.#book.state(id);
    if (state === null) throw this.#unknown(id);
    return readDues(this.#parts.store, state.number, most).map(toDueRecord);
  }

  /** Holds a schedule back, or lets it go on; null: all of them together. Throws `not-found`. */
  async pause(id: string | null, paused: boolean): Promise<void> {
    await this.#read();
    const one = this.#scheduled().find((scheduled) => scheduled.id === id);
    if (id !== null && one === undefined) throw this.#unknown(id);
    await this.#parts.change(() => {
      const now = this.#parts.wallClock();
      if (one !== undefined) {
        const { path: file, name, schedule } = one;
        const known = this.#book.state(one.id);
        const considered = resumed(known, now, paused);
        this.#book.put(one.id, { path: file, name, schedule, paused, considered });
      } else {
        this.#book.setAllPaused(paused);
        for (const state of paused ? [] : this.#book.states()) {
          this.#book.put(state.id, { considered: resumed(state, now, false) });
        }
      }
      this.#changed();
    });
    if (this.#attended !== null) this.#scheduler.refresh();
  }

  /** Starts nothing more. Idempotent. */
  stop(): void {
    this.#scheduler.stop();
    this.#library.stop();
  }

  async #begin(): Promise<void> {
    await this.#read();
    await this.#scheduler.start(this.#scheduled());
    await this.#parts.change(() => {
      this.#changed();
    });
  }

  /** Reads the folders when they are asked for first. */
  #read(): Promise<void> {
    this.#reading ??= this.#library.setFolders(this.#record.folders);
    return this.#reading;
  }

  #scheduled(): Scheduled[] {
    return scheduledIn(this.#library.list(), this.#book.states());
  }

  async #changeFolders(change: (folders: readonly string[]) => readonly string[] | null): Promise<boolean> {
    const isChanged = await this.#parts.change(() => {
      const folders = change(this.#record.folders);
      if (folders === null) return false;
      this.#putRecord({ ...this.#record, folders });
      this.#changed();
      return true;
    });
    if (isChanged) {
      this.#reading = this.#library.setFolders(this.#record.folders);
      await this.#reading;
      await this.#update();
    }
    return isChanged;
  }

  #putRecord(record: LibraryRecord): void {
    this.#record = record;
    this.#parts.write((batch) => {
      putLibrary(batch, record);
    });
  }

  #libraryChanged(): void {
    // While the engine stops it takes nothing new, and the next one reads the folders itself.
    void this.#update().catch(() => undefined);
  }

  /** One after the other: the last one has the last word. */
  #update(): Promise<void> {
    const updated = this.#updating.then(async () => {
      if (this.#attended !== null) {
        await this.#attended;
        await this.#scheduler.update(this.#scheduled());
      }
      await this.#parts.change(() => {
        this.#changed();
      });
    });
    this.#updating = updated.catch(() => undefined);
    return updated;
  }

  /** Something that is shown has changed; a write makes the tick tell it. */
  #changed(): void {
    this.revision++;
    this.#parts.write(() => undefined);
  }

  #unknown(id: string): RunsheetError {
    const ids = this.#scheduled().map((one) => one.id);
    const meant = nearestName(id, ids);
    return new RunsheetError('not-found', `No definition with the id "${id}" starts by itself.`, {
      hint:
        meant === undefined ? '"runsheet schedule list" shows those that do.' : `Did you mean "${meant}"?`,
    });
  }
}

/** Cancels a run, and what runs only so that it can. */
function cancelWithBefore(active: ActiveRuns, run: number): void {
  const found = active.runs.get(run);
  if (found === undefined) return;
  for (const id of found.record.after) cancelWithBefore(active, parseId(id).run);
  active.cancel(found, 0);
}

/** Runs of a definition that have not ended, by number. */
function openRuns(active: ActiveRuns, id: string): number[] {
  const open: number[] = [];
  for (const { run, record, hasEnded } of active.runs.values()) {
    if (record.definition?.id === id && !hasEnded) open.push(run);
  }
  return open;
}

/** What was due while it was paused is not made up for. */
function resumed(state: ScheduleState | null, now: number, paused: boolean): number {
  if (state === null) return now;
  return paused ? state.considered : Math.max(state.considered, now);
}
