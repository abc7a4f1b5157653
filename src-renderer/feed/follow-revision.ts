/** Decides what to do with a message of the feed: the gap rule. */
import type { FeedMessage } from '../../src-shared/contract';

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
