/**
 * A run beside another run of the same definition that has ended: what each job of the one did in the other. Jobs are the same when
 * their steps, the jobs they were spawned by, their names and their items are; of several alike the first is the first.
 */
import { z } from 'zod';
import { comparedKinds } from './compared-kinds';
import { jobStatuses, levelCountsSchema, nodeIdSchema, statsSchema } from './model';
import { historyRunSchema } from './timeline';

const count = z.number().int().nonnegative();

/** A run or a part of it, as one of the two. */
const comparedSideSchema = z.object({
  id: nodeIdSchema,
  status: z.enum(jobStatuses),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  stats: statsSchema,
});
export type ComparedSide = z.infer<typeof comparedSideSchema>;

const comparedTimesSchema = comparedSideSchema.omit({ stats: true });
export type ComparedTimes = z.infer<typeof comparedTimesSchema>;

const comparedPairSchema = z.object({
  name: z.string(),
  /** Null: it is not in this run. */
  here: comparedSideSchema.nullable(),
  there: comparedSideSchema.nullable(),
});
export type ComparedPair = z.infer<typeof comparedPairSchema>;

const comparedJobSchema = z.object({
  name: z.string(),
  item: z.string().nullable(),
  step: z.string(),
  here: comparedTimesSchema.nullable(),
  there: comparedTimesSchema.nullable(),
});
export type ComparedJob = z.infer<typeof comparedJobSchema>;

const comparisonSchema = z.object({
  /** The other run. */
  with: historyRunSchema,
  /** Whether the other run came after this one. */
  isLater: z.boolean(),
  /** Grows when rows of {@link compareCommands} may be others than before. */
  version: count,
  /** The scope; `there` is null when the other run has nothing like it. */
  scope: comparedPairSchema,
  /** Lines by level of the scope; null: not in that run. */
  lines: z.object({ here: levelCountsSchema, there: levelCountsSchema.nullable() }),
  /** The steps of the scope in the order of this run, then those that only the other one has. */
  steps: z.array(comparedPairSchema),
  counts: z.record(z.enum(comparedKinds), count),
});
export type Comparison = z.infer<typeof comparisonSchema>;

const address = { scopeId: nodeIdSchema, withId: nodeIdSchema };

export const compareCommands = {
  'compare.show': {
    description:
      'A run, or a part of it, beside another run of its definition that has ended; `withId` null: the latest one before it.',
    input: z.object({ scopeId: nodeIdSchema, withId: nodeIdSchema.nullable() }),
    output: z.object({
      /** Runs of the definition around it that have ended, latest first, without itself. */
      candidates: z.array(historyRunSchema),
      /** Null: there is none. */
      comparison: comparisonSchema.nullable(),
    }),
  },
  'compare.jobs': {
    description: 'Jobs of one kind, out of a comparison.',
    input: z.object({ ...address, kind: z.enum(comparedKinds), from: count, count: count.max(1000) }),
    output: z.object({ total: count, rows: z.array(comparedJobSchema) }),
  },
} as const;
