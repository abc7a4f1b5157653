/** Decides what to do with a message of the feed: the gap rule, and the check of the counts it carries. */
import type { FeedMessage } from '../../src-shared/contract';
import type { Stats } from '../../src-shared/model';

/** What the window has painted last; null before the first snapshot. */
export type FeedPosition = Pick<FeedMessage, 'epoch' | 'revision'> | null;

/**
 * - `apply`: it follows what is painted, or it is a snapshot that is not older.
 * - `stale`: what is painted is as new or newer; only acknowledge it.
 * - `gap`: something in between is missing, or the engine is another one: ask for a snapshot.
 */
export type FeedVerdict = 'apply' | 'stale' | 'gap';

/** The rule of the feed: messages are applied in order; what does not follow is repaired by a snapshot. */
export function judgeMessage(
  position: FeedPosition,
  message: Pick<FeedMessage, 'epoch' | 'previousRevision' | 'revision'>,
): FeedVerdict {
  const { epoch, previousRevision, revision } = message;
  if (position === null || position.epoch !== epoch) return previousRevision === null ? 'apply' : 'gap';
  if (previousRevision === null) return revision < position.revision ? 'stale' : 'apply';
  // What is not a commit (that the disk is full, say) comes with the revision that was there before.
  if (previousRevision === position.revision) return 'apply';
  if (previousRevision > position.revision) return 'gap';
  return revision <= position.revision ? 'stale' : 'apply';
}

/** Whether `total` is the sum of the five. */
export function countsAddUp(stats: Stats): boolean {
  const sum = stats.pending + stats.running + stats.completed + stats.failed + stats.cancelled;
  return stats.total === sum;
}

/** Names of all counts in a message whose total is not the sum of the five; empty when all is well. */
export function findCountViolations(message: FeedMessage): string[] {
  const found = message.tree.rows.filter((row) => !countsAddUp(row.stats)).map((row) => row.id);
  if (!countsAddUp(message.totals)) found.unshift('totals');
  if (message.scope !== null && !countsAddUp(message.scope.stats)) found.push(`scope ${message.scope.id}`);
  if (message.selected !== null && !countsAddUp(message.selected.stats)) {
    found.push(`selected ${message.selected.id}`);
  }
  return found;
}
