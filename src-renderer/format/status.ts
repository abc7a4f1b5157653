/** How statuses and counts are put together for the eye. */
import type { JobStatus, Stats, TreeRow } from '../../src-shared/model';

/** The five statuses in the order of the counts bar. */
export const statusOrder: readonly JobStatus[] = ['pending', 'running', 'completed', 'failed', 'cancelled'];

/** The five statuses in the order of a progress bar: what has ended, what runs, what waits. */
export const progressOrder: readonly JobStatus[] = ['completed', 'failed', 'cancelled', 'running', 'pending'];

/** Jobs that have ended, whatever their outcome. */
export function endedJobs(stats: Stats): number {
  return stats.completed + stats.failed + stats.cancelled;
}

/** The duration of a node so far: null before its start. A clock that was set back shows zero, never less. */
export function elapsedTime(row: Pick<TreeRow, 'startedAt' | 'endedAt'>, now: number): number | null {
  if (row.startedAt === null) return null;
  return Math.max(0, (row.endedAt ?? now) - row.startedAt);
}

/** Six zeros. */
export function emptyCounts(): Stats {
  return { total: 0, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
}
