/**
 * The nouns that every part of Runsheet shares: statuses, counts, tree nodes and log lines, as they cross
 * a process boundary. Times are milliseconds since the epoch with a fraction (microseconds), ids are text.
 */
import { z } from 'zod';

/** The five statuses of a run, a step or a job; why it is so stands in `reason`. */
export const jobStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What a node of the tree is: `run` is the root, `step` a container, `job` a unit of work. */
export const nodeKinds = ['run', 'step', 'job'] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** Levels of a line, lowest first; the position is the bit of a {@link LevelMask}. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where a line came from: the two pipes of a command, a script's or generator's log call, or Runsheet itself. */
export const logStreams = ['out', 'err', 'log', 'system'] as const;

/** Bit set of levels: 1 debug, 2 info, 4 warn, 8 error. */
export type LevelMask = number;
/** All four levels. */
export const allLevels: LevelMask = 15;

/** The mask of one level and everything above it. */
export function levelAndAbove(level: LogLevel): LevelMask {
  return allLevels & ~((1 << logLevels.indexOf(level)) - 1);
}

const count = z.number().int().nonnegative();

/** Counts of jobs by status in a subtree, the job itself included; `total` is the sum of the five. */
export const statsSchema = z.object({
  total: count,
  pending: count,
  running: count,
  completed: count,
  failed: count,
  cancelled: count,
});
export type Stats = z.infer<typeof statsSchema>;

/** Counts of lines by level in a subtree. */
export const levelCountsSchema = z.object({ debug: count, info: count, warn: count, error: count });
export type LevelCounts = z.infer<typeof levelCountsSchema>;

/** `r12` is a run, `r12.3` the fourth node of its tree: a step or a job. */
export const nodeIdSchema = z
  .string()
  .regex(
    /^r[1-9]\d{0,8}(\.[1-9]\d{0,8})?$/,
    'must be an id such as "r12" (a run) or "r12.3" (a step or a job)',
  );
export type NodeId = string;

/** One run, step or job, with the counts of its whole subtree. */
export const treeNodeSchema = z.object({
  id: nodeIdSchema,
  parentId: nodeIdSchema.nullable(),
  runId: nodeIdSchema,
  kind: z.enum(nodeKinds),
  /** `command`, `script`, `test_job_generator`; for a run the id of its definition, for a step the type of its jobs. */
  type: z.string(),
  name: z.string(),
  status: z.enum(jobStatuses),
  /** Why the status is what it is, in words; null when there is nothing to say. */
  reason: z.string().nullable(),
  /** Number of the latest attempt, 0 before the first. */
  attempt: count,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  error: z.string().nullable(),
  /** Lines of the whole subtree, and the lines among them at level warn or error. */
  lines: count,
  stats: statsSchema,
  /** Position among the nodes of its run by order of creation; gives the job its colour. */
  position: count,
});
export type TreeNode = z.infer<typeof treeNodeSchema>;

/** A row of the tree as it is drawn: a node and where it stands. */
export const treeRowSchema = treeNodeSchema.extend({
  depth: count,
  /** Direct children that exist now; in a filtered tree 0 when none of them is shown. */
  childCount: count,
  open: z.boolean(),
  /** A run that was stopped and waits to be continued. */
  held: z.boolean(),
  /** A run that was paused: what runs goes on, nothing new starts. */
  paused: z.boolean(),
  /** A failed job without attempts left that nobody has cleared from the shelf. */
  dead: z.boolean(),
  /** Attempts the job may have before it is dead; 0 for runs and steps. */
  maximumAttempts: count,
  /** When a pending job becomes ready (a delay, or the wait before the next attempt), or null. */
  readyAt: z.number().nullable(),
  /** A cancel was asked for and has not ended the job yet. */
  cancelling: z.boolean(),
  /** `completed`, though failures were tolerated: shown with a warning mark. */
  tolerated: z.boolean(),
  /** Latest progress a script told, or null. */
  progress: z.object({ current: z.number(), total: z.number() }).nullable(),
  /** Names of the steps this pending step waits for. */
  waitsFor: z.array(z.string()),
  /** Where a run that can only be read came from: an archive, or logs that others wrote; null for one of this folder. */
  origin: z.enum(['archive', 'files']).nullable(),
});
export type TreeRow = z.infer<typeof treeRowSchema>;

/** One line of a merged log. */
export const logRowSchema = z.object({
  /** Row in the view, from 0; differs from `n - 1` only in a filtered view. */
  row: count,
  /** Line number in the subtree, 1..N, all levels counted. */
  n: count,
  /** Position in the run, 1..N. */
  seq: count,
  jobId: nodeIdSchema,
  jobName: z.string(),
  /** {@link TreeNode.position} of the job. */
  jobPosition: count,
  /** Position in the job, 1..N, running on across attempts. */
  line: count,
  attempt: count,
  /** Milliseconds since the epoch, never less than in the line before. */
  time: z.number(),
  level: z.enum(logLevels),
  stream: z.enum(logStreams),
  /** UTF-8 text without its line end; invalid bytes are U+FFFD. Long texts are shortened for display, see `length`. */
  text: z.string(),
  /** Length of the whole text in UTF-16 units when `text` was shortened, else null. */
  fullLength: z.number().int().nullable(),
  /** This line is a part of a longer one and the next line of the same job and stream goes on with it. */
  cont: z.boolean(),
  /** The bytes in base64 when they were not valid UTF-8, else null. */
  raw: z.string().nullable(),
  /** In a view that folds like neighbours: how many lines this row stands for, and the number of the last one. */
  alike: z.object({ lines: count, lastN: count }).nullable(),
  /** In a view of hits with lines around them: whether it is one, and whether lines before it are left out. */
  around: z.object({ isHit: z.boolean(), afterGap: z.boolean() }).nullable(),
});
export type LogRow = z.infer<typeof logRowSchema>;

/** What the processes of an attempt have used: its leader and the descendants that were waited for. */
export const resourceUseSchema = z.object({
  /** Processor time in all threads, in the program and in the system for it. */
  cpuMs: z.number().nonnegative(),
  /** Most memory that one of its processes had at a time (resident set). */
  peakBytes: z.number().nonnegative(),
  /** The peak was no larger than that; how much smaller, the system cannot tell. */
  isPeakBound: z.boolean(),
});
export type ResourceUse = z.infer<typeof resourceUseSchema>;

/** One try at a job. */
export const attemptSchema = z.object({
  attempt: count,
  status: z.enum(jobStatuses),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string().nullable(),
  error: z.string().nullable(),
  /** Null where nobody knows: scripts, the generator, systems that do not tell, attempts of earlier versions. */
  usage: resourceUseSchema.nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** How much of a run may go at once: `limits` in the input of a run. */
export interface RunLimits {
  readonly concurrency: number;
  readonly priority: number;
  /** In the order of the definition. Null: as much as the run. */
  readonly steps: readonly { readonly name: string; readonly limit: number | null }[];
}

/** Children of a job that its details tell at most. */
export const toldChildrenMax = 100;

/** One node with what it ran. */
export const nodeDetailsSchema = treeNodeSchema.extend({
  attempts: z.array(attemptSchema),
  /** Jobs that a job has spawned, in the order of their creation; the first {@link toldChildrenMax}. */
  children: z.array(z.object({ id: nodeIdSchema, name: z.string(), status: z.enum(jobStatuses) })),
  /** What was asked for: command (and `written`, as its definition says it), item, module; for a run the definition's path. */
  input: z.record(z.string(), z.unknown()),
  /** Environment that differs from the engine's own. */
  env: z.record(z.string(), z.string()),
});
export type NodeDetails = z.infer<typeof nodeDetailsSchema>;

/** A named limit that jobs of several runs share. */
const groupStateSchema = z.object({
  name: z.string(),
  /** Jobs of the group that may run at once. */
  size: count,
  running: count,
  paused: z.boolean(),
});

/** Limits and pauses over all runs. */
export const queueStateSchema = z.object({
  paused: z.boolean(),
  /** Jobs that may run at once over all runs; null: as many as their runs may. */
  limit: count.nullable(),
  running: count,
  groups: z.array(groupStateSchema),
});
export type QueueState = z.infer<typeof queueStateSchema>;

/** Six zeros. */
export function emptyStats(): Stats {
  return { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
}
