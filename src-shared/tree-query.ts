/** How the tree is sorted and which jobs it shows: the same in the window, in the engine and on the command line. */
import { z } from 'zod';
import { jobStatuses, nodeIdSchema } from './model';

/**
 * Orders of the jobs within their step and of the runs; steps keep the order of their definition.
 * - `queue`: as they were enqueued; runs newest first.
 * - `started`: latest start first, then what has not started.
 * - `duration`: what runs, longest first; then what has ended, longest first; then what has not started.
 * - `status`: failed, waiting for another attempt, running, pending, cancelled, completed; the newest of each first.
 * - `name`: by name, numbers in it by their value.
 */
export const treeSorts = ['queue', 'started', 'duration', 'status', 'name'] as const;
export type TreeSort = (typeof treeSorts)[number];

/** What the tree shows: jobs that match everything given, with the steps and runs they are part of. */
export const treeQuerySchema = z.object({
  sort: z.enum(treeSorts).default('queue'),
  /** Empty: any. */
  statuses: z.array(z.enum(jobStatuses)).default([]),
  /** Part of the job's name, its reason or its error, in any case. Empty: any. */
  text: z.string().max(1000).default(''),
  /** Tag of the run's definition; null: any. */
  tag: z.string().max(1000).nullable().default(null),
  /** Only this run, step or job and what is below it; null: all runs. */
  within: nodeIdSchema.nullable().default(null),
});
export type TreeQuery = z.infer<typeof treeQuerySchema>;

/** Everything, in the order of the queue. */
export const wholeTree: TreeQuery = { sort: 'queue', statuses: [], text: '', tag: null, within: null };

/** Whether the query leaves anything out. */
export function isFiltering({ statuses, text, tag }: Omit<TreeQuery, 'sort' | 'within'>): boolean {
  return statuses.length > 0 || text !== '' || tag !== null;
}
