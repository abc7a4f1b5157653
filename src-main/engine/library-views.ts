/** The library and the schedule as they are listed: made from the folders and the stored records, with or without an engine. */
import type { DueRecord, ScheduledDefinition } from '../../src-shared/schedule';
import type { LibraryFile, LibraryFolder } from './definitions/folder-scan';
import { formatId } from './jobs/ids';
import type { Scheduled } from './schedule/arrivals';
import { nextDueTimes } from './schedule/due-times';
import type { ScheduleState, StoredDue } from './schedule/schedule-book';
import { scheduleWords } from './schedule/schedule-words';

/** Due times that are listed of a definition: the next ones, and the latest with what became of them. */
const listedDues = 5;

/**
 * The definitions that start by themselves. A file that is broken now, but was scheduled when it could be read, is
 * among them, so that its due times say why nothing starts.
 */
export function scheduledIn(
  folders: readonly LibraryFolder[],
  states: readonly ScheduleState[],
): Scheduled[] {
  return folders
    .flatMap(({ files }) => files)
    .flatMap((file) => {
      const scheduled = file.definition === null ? brokenOf(file, states) : readableOf(file, file.definition);
      return scheduled === null ? [] : [scheduled];
    });
}

function readableOf(
  { path, problems }: LibraryFile,
  definition: NonNullable<LibraryFile['definition']>,
): Scheduled | null {
  const { id, name, schedule, overlap, autoStart, enabled } = definition;
  // Another file has its id: what is said of that id is said of the other one.
  if (problems.length > 0 || (schedule === null && !autoStart)) return null;
  return { id, name, path, schedule, overlap, autoStart, enabled, problem: null };
}

function brokenOf({ path, problems }: LibraryFile, states: readonly ScheduleState[]): Scheduled | null {
  const state = states.find((one) => one.path === path);
  if (state === undefined || state.schedule === null) return null;
  const { id, name, schedule } = state;
  const problem = problems[0]?.message ?? 'it cannot be read';
  return { id, name, path, schedule, overlap: 'skip', autoStart: false, enabled: true, problem };
}

/** What a row of the schedule is made from beside the definition. */
export interface ScheduledParts {
  readonly state: ScheduleState | null;
  readonly allPaused: boolean;
  readonly now: number;
  /** Records of a definition's latest due times, latest first. */
  readonly latest: (number: number, most: number) => readonly StoredDue[];
}

/** One definition as it is listed. */
export function toScheduledDefinition(one: Scheduled, parts: ScheduledParts): ScheduledDefinition {
  const { state, allPaused, now } = parts;
  const paused = state?.paused ?? false;
  const [listed, reason] =
    one.problem !== null
      ? (['broken', one.problem] as const)
      : !one.enabled
        ? (['disabled', 'The definition says enabled = false.'] as const)
        : paused || allPaused
          ? (['paused', paused ? 'Its schedule is paused.' : 'All schedules are paused.'] as const)
          : (['active', null] as const);
  const after = Math.max(now, state?.considered ?? 0);
  return {
    id: one.id,
    name: one.name,
    path: one.path,
    schedule: one.schedule,
    words: scheduleWords(one.schedule, one.autoStart),
    overlap: one.overlap,
    autoStart: one.autoStart,
    state: listed,
    reason,
    paused,
    next: one.schedule === null ? [] : nextDueTimes(one.schedule.when, after, listedDues),
    waiting: state?.waiting.length ?? 0,
    last: state === null ? [] : parts.latest(state.number, listedDues).map(toDueRecord),
  };
}

/** A record as it crosses a process. */
export function toDueRecord({ run, ...record }: StoredDue): DueRecord {
  return { ...record, runId: run === null ? null : formatId(run, 0) };
}
