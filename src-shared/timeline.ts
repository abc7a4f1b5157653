/**
 * The faces of a run beside its log: attempts over time by executor slot, the graph of its steps, and the runs of a
 * definition over time. Times are milliseconds since the epoch; what goes by the thousand goes as columns.
 */
import { z } from 'zod';
import { jobStatuses, nodeIdSchema, statsSchema } from './model';

const count = z.number().int().nonnegative();

/**
 * What a bar of the timeline says, the least first: of attempts that share a bar the worst is shown. `other` is outside
 * the scope, `retried` failed and was tried again.
 */
export const barOutcomes = ['other', 'completed', 'running', 'cancelled', 'retried', 'failed'] as const;
export type BarOutcome = (typeof barOutcomes)[number];

/** Bars as columns, by slot and, within it, by time. */
const barsSchema = z.object({
  /** From 1. */
  slot: z.array(count),
  start: z.array(z.number()),
  /** Of what runs: now. */
  end: z.array(z.number()),
  /** Position in {@link barOutcomes}. */
  outcome: z.array(count),
  /** Attempts that the bar stands for. */
  attempts: z.array(count),
  /** Node number of the job whose attempt it is: of the worst one, the first of them. */
  node: z.array(count),
  /** Number of that attempt. */
  attempt: z.array(count),
});
export type TimelineBars = z.infer<typeof barsSchema>;

/** Where the time of the slots went within the window, in milliseconds; all together: slots × the window. */
const slotTimeSchema = z.object({
  completed: z.number(),
  running: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  /** Attempts outside the scope. */
  other: z.number(),
  idle: z.number(),
});
export type SlotTime = z.infer<typeof slotTimeSchema>;

/** One attempt by itself. */
const timelineAttemptSchema = z.object({
  id: nodeIdSchema,
  name: z.string(),
  attempt: count,
  slot: count,
  start: z.number(),
  /** Null while it runs. */
  end: z.number().nullable(),
  outcome: z.enum(barOutcomes),
});
export type TimelineAttempt = z.infer<typeof timelineAttemptSchema>;

/** A part of the timeline at the resolution it is drawn in. */
export const timelineWindowSchema = z.object({
  /** Where running attempts reach: the engine's clock, or the end of the run. */
  now: z.number(),
  bars: barsSchema,
  /** Names for bars that have room for one. */
  names: z.array(z.object({ bar: count, name: z.string() })),
  /** Name of the latest attempt of each asked slot; empty where there is none. */
  slotNames: z.array(z.string()),
  /** All attempts of the selected job, whether they are in the window or not; the first first. */
  selected: z.array(timelineAttemptSchema),
  slotTime: slotTimeSchema,
  /** Attempts of the scope that reach into the window. */
  attempts: z.object({ completed: count, running: count, cancelled: count, retried: count, failed: count }),
  /** Longest first. */
  longest: z.array(timelineAttemptSchema),
});
export type TimelineWindow = z.infer<typeof timelineWindowSchema>;

/** The whole run at a glance. */
export const timelineOverviewSchema = z.object({
  /** When the first attempt began; null when none has. */
  from: z.number().nullable(),
  /** When the last one ended, or now while the run goes on. */
  to: z.number(),
  isLive: z.boolean(),
  /** Highest number of a slot. */
  slots: count,
  attempts: count,
  /** Slots in use, on average, in each of equal parts of the time from `from` to `to`. */
  busy: z.array(z.number()),
  /** Attempts in each part that failed and were the last of their job. */
  failed: z.array(count),
  steps: z.array(
    z.object({
      id: nodeIdSchema,
      name: z.string(),
      status: z.enum(jobStatuses),
      start: z.number().nullable(),
      end: z.number().nullable(),
    }),
  ),
});
export type TimelineOverview = z.infer<typeof timelineOverviewSchema>;

/** A step in the graph of a run. */
export const graphStepSchema = z.object({
  id: nodeIdSchema,
  name: z.string(),
  type: z.string(),
  status: z.enum(jobStatuses),
  reason: z.string().nullable(),
  stats: statsSchema,
  alwaysRun: z.boolean(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** Positions of the steps that must have ended first. */
  depends: z.array(count),
});
export type GraphStep = z.infer<typeof graphStepSchema>;

/** A run in the history of its definition. */
export const historyRunSchema = z.object({
  id: nodeIdSchema,
  name: z.string(),
  status: z.enum(jobStatuses),
  reason: z.string().nullable(),
  tolerated: z.boolean(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  stats: statsSchema,
  lines: count,
});
export type HistoryRun = z.infer<typeof historyRunSchema>;

/** A definition that runs came from; `id` null: commands that were added without one. */
export const historyDefinitionSchema = z.object({
  id: z.string().nullable(),
  name: z.string(),
  runs: count,
  /** Of its latest run. */
  latest: z.number(),
  status: z.enum(jobStatuses),
});
export type HistoryDefinition = z.infer<typeof historyDefinitionSchema>;

export const faceCommands = {
  'timeline.overview': {
    description: 'The attempts of a whole run at a glance: slots in use, failures and steps over time.',
    input: z.object({ runId: nodeIdSchema, parts: z.number().int().min(1).max(1024) }),
    output: timelineOverviewSchema,
  },
  'timeline.window': {
    description:
      'The attempts of a run between two times by slot, for so many pixels: bars below two pixels are merged, the worst status wins. Attempts outside `scopeId` are told as `other`.',
    input: z.object({
      scopeId: nodeIdSchema,
      from: z.number(),
      to: z.number(),
      /** Milliseconds before and after the window of which bars are wanted, too. */
      margin: z.number().nonnegative().default(0),
      /** Of the window without its margins. */
      pixels: z.number().int().min(1).max(16_384),
      /** First of the slots whose bars are wanted; sums are over all. */
      firstSlot: z.number().int().min(1),
      slots: z.number().int().min(1).max(512),
      selectedId: nodeIdSchema.nullable(),
    }),
    output: timelineWindowSchema,
  },
  'run.graph': {
    description: 'The steps of a run with what each waits for, and how they stand.',
    input: z.object({ runId: nodeIdSchema }),
    output: z.object({ steps: z.array(graphStepSchema) }),
  },
  'history.definitions': {
    description: 'What the runs of the folder came from, the one with the latest run first.',
    input: z.object({}).describe('nothing'),
    output: z.object({ definitions: z.array(historyDefinitionSchema) }),
  },
  'history.runs': {
    description: 'Runs of a definition, or (null) of commands that were added without one, latest first.',
    input: z.object({ id: z.string().nullable(), from: count, count: count.max(1000) }),
    output: z.object({ total: count, runs: z.array(historyRunSchema) }),
  },
} as const;
