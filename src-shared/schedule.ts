/** The nouns of the schedule: when a definition is due, what became of each due time, and what is listed of it. */
import { z } from 'zod';
import { nodeIdSchema } from './model';

/** What happens at a due time while a run of the definition has not ended. */
export const overlapPolicies = ['skip', 'queue', 'replace'] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** What happens with due times that were missed because the machine slept or nothing executed the folder. */
export const catchUpPolicies = ['none', 'once', 'all'] as const;
export type CatchUpPolicy = (typeof catchUpPolicies)[number];

/** When a definition is due: by a cron expression, or every so many milliseconds. */
export const scheduleSchema = z.object({
  when: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('cron'),
      expression: z.string(),
      timezone: z.string().nullable().describe('null: that of the machine'),
    }),
    z.object({ kind: z.literal('every'), everyMs: z.number().int().positive() }),
  ]),
  catchUp: z.enum(catchUpPolicies),
});
export type Schedule = z.infer<typeof scheduleSchema>;
export type ScheduleTimes = Schedule['when'];

/**
 * What became of a due time: `started` a run, `waiting` for the end of an earlier one, `skipped` because of a rule or
 * a pause, `missed` because nobody was there, `failed` because the definition could not be started.
 */
export const dueOutcomes = ['started', 'waiting', 'skipped', 'missed', 'failed'] as const;
export type DueOutcome = (typeof dueOutcomes)[number];

/** The record of one due time. */
export const dueRecordSchema = z.object({
  /** The due time, in milliseconds since the epoch. */
  due: z.number(),
  /** `start`: not by the clock but because the app started (`auto_start`). */
  cause: z.enum(['schedule', 'start']),
  outcome: z.enum(dueOutcomes),
  /** The run that was started, else null. */
  runId: nodeIdSchema.nullable(),
  /** Why nothing was started, or was started late; null when there is nothing to say. */
  reason: z.string().nullable(),
  /** When this was written, in milliseconds since the epoch. */
  at: z.number(),
});
export type DueRecord = z.infer<typeof dueRecordSchema>;

/** One definition that starts by itself, as it is listed. */
export const scheduledDefinitionSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  schedule: scheduleSchema.nullable().describe('null: it only starts together with the app'),
  /** The schedule in plain words, such as "every day at 02:00, Europe/Berlin". */
  words: z.string(),
  overlap: z.enum(overlapPolicies),
  autoStart: z.boolean(),
  /** `broken`: the file has a problem; `disabled`: it says so itself. */
  state: z.enum(['active', 'paused', 'disabled', 'broken']),
  /** Why it is not active, or null. */
  reason: z.string().nullable(),
  /** It is paused itself, whatever holds for all of them. */
  paused: z.boolean(),
  /** The next due times, at most five; they come also while it is not active, but then start nothing. */
  next: z.array(z.number()),
  /** Due times that wait for the end of an earlier run. */
  waiting: z.number().int().nonnegative(),
  /** What became of the latest due times, latest first, at most five. */
  last: z.array(dueRecordSchema),
});
export type ScheduledDefinition = z.infer<typeof scheduledDefinitionSchema>;

/** Everything that is scheduled. */
export const scheduleListSchema = z.object({
  /** Whether something is there now that starts what is due: the window, or `runsheet serve`. */
  attended: z.boolean(),
  /** All schedules are paused together. */
  paused: z.boolean(),
  definitions: z.array(scheduledDefinitionSchema),
});
export type ScheduleList = z.infer<typeof scheduleListSchema>;
