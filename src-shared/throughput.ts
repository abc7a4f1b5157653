/** How fast the jobs of a scope end, as it crosses a process: counts of ended jobs by time, never a rate. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** Counts of jobs that ended in spans of time that follow one another. */
const endedBySpanSchema = z.object({
  /** Begin of the first span, in milliseconds since the epoch. */
  from: z.number(),
  /** Length of a span in milliseconds. */
  spanMs: z.number().positive(),
  /** One count a span; spans after the last one are empty. */
  counts: z.array(count),
});
export type EndedBySpan = z.infer<typeof endedBySpanSchema>;

/**
 * Throughput of the scope (of the whole folder when there is none). A job counts when it has completed or failed,
 * in the second in which it ended. What is cancelled was not worked off and does not count.
 */
export const throughputSchema = z.object({
  /** The engine's clock when this was read, in milliseconds since the epoch. */
  time: z.number(),
  /** Jobs that count. */
  ended: count,
  /** When the scope's first job started; null: none has, or the scope is the folder, which has no beginning. */
  since: z.number().nullable(),
  /** The last minute by seconds. */
  recent: endedBySpanSchema,
  /** The whole time of the scope in at most 120 spans; of the folder since its engine was started. */
  history: endedBySpanSchema,
  /** Pending jobs that have been tried before. */
  retrying: count,
  /** Estimated milliseconds until the scope has ended; null: not known, or it has ended. */
  leftMs: z.number().nonnegative().nullable(),
  /** The estimate also comes from an earlier run of the definition: this one does not say enough yet. */
  isLeftFromEarlier: z.boolean(),
});
export type Throughput = z.infer<typeof throughputSchema>;
