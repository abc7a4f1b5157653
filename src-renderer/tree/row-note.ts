/** The few words to the right of a row's name: what is special about it right now. */
import type { TreeRow } from '../../src-shared/model';
import { formatCount } from '../format/numbers';
import { texts } from '../texts';

/** A note, and whether it says that the job will be tried again. */
export interface RowNote {
  readonly text: string;
  /** The same where there is little room. */
  readonly short: string;
  readonly isRetry: boolean;
}

type NotedRow = Pick<
  TreeRow,
  | 'kind'
  | 'status'
  | 'attempt'
  | 'maximumAttempts'
  | 'readyAt'
  | 'held'
  | 'paused'
  | 'cancelling'
  | 'waitsFor'
  | 'progress'
  | 'childCount'
>;

/** The one thing most worth knowing, or null. */
export function noteOf(row: NotedRow): RowNote | null {
  if (row.status === 'pending' && row.attempt > 0) {
    const next = row.attempt + 1;
    // A job that was interrupted has an attempt that does not count, so there may be more than the most.
    if (next > row.maximumAttempts) {
      return { text: texts.tree.nextAttempt(next), short: texts.tree.attemptShort(next), isRetry: true };
    }
    return {
      text: texts.tree.attemptOf(next, row.maximumAttempts),
      short: texts.tree.attemptOfShort(next, row.maximumAttempts),
      isRetry: true,
    };
  }
  const text = wordsOf(row);
  if (text === null) return null;
  const isCount = text === texts.tree.attempts(row.attempt);
  return { text, short: isCount ? texts.tree.attemptShort(row.attempt) : text, isRetry: false };
}

function wordsOf(row: NotedRow): string | null {
  if (row.held) return texts.tree.stopped;
  if (row.cancelling) return texts.tree.cancelling;
  if (row.paused && (row.status === 'pending' || row.status === 'running')) return texts.tree.paused;
  if (row.status === 'pending' && row.waitsFor.length > 0) return texts.tree.after(row.waitsFor);
  if (row.kind !== 'job') return null;
  if (row.status === 'pending' && row.readyAt !== null) return texts.tree.delayed;
  if (row.status === 'running' && row.progress !== null) {
    return texts.tree.progress(formatCount(row.progress.current), formatCount(row.progress.total));
  }
  if (row.attempt > 1) {
    return row.status === 'running' ? texts.tree.nextAttempt(row.attempt) : texts.tree.attempts(row.attempt);
  }
  return row.childCount > 0 ? texts.tree.childJobs(row.childCount) : null;
}
