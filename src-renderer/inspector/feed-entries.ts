/** The latest messages of the feed, as the inspector keeps them. */
import type { FeedMessage, FeedParcel } from '../../src-shared/contract';
import { findCountViolations } from '../../src-shared/count-check';
import type { NodeId, Stats } from '../../src-shared/model';

/** Messages that are kept; older ones are forgotten. */
export const mostEntries = 5000;

/** One message. */
export interface FeedEntry {
  /** Counted from 1 since the inspector was opened. */
  readonly number: number;
  /** Time of day at which it was painted, in milliseconds since the epoch. */
  readonly paintedAt: number;
  /** A snapshot follows nothing; a delta follows the message before it. */
  readonly kind: 'snapshot' | 'delta';
  readonly revision: number;
  readonly previousRevision: number | null;
  /** Size of what came into the page, as JSON in UTF-8. */
  readonly bytes: number;
  /** From the commit until it was painted, in milliseconds; null: it told of no commit. */
  readonly delayMs: number | null;
  readonly totals: Stats;
  readonly scopeId: NodeId | null;
  readonly scope: Stats | null;
  /** Counts whose total is not the sum of the five: always empty. */
  readonly wrong: readonly string[];
}

const encoder = new TextEncoder();

/**
 * The entry of a message.
 * @param sent what came into the page: rows that it had are only named there
 * @param delayMs from its commit to its painting
 */
export function toEntry(
  message: FeedMessage,
  sent: FeedMessage | FeedParcel,
  { number, delayMs }: { readonly number: number; readonly delayMs: number },
): FeedEntry {
  const { revision, previousRevision, totals, scope } = message;
  return {
    number,
    paintedAt: Date.now(),
    kind: previousRevision === null ? 'snapshot' : 'delta',
    revision,
    previousRevision,
    bytes: encoder.encode(JSON.stringify(sent)).length,
    // An unfinished line, or trouble with the disk, comes with the revision that was there before.
    delayMs: previousRevision !== null && previousRevision < revision ? Math.max(0, delayMs) : null,
    totals,
    scopeId: scope?.id ?? null,
    scope: scope?.stats ?? null,
    wrong: findCountViolations(message),
  };
}

/** Which messages are listed. */
export const entryFilters = ['all', 'snapshot', 'delta', 'wrong'] as const;
export type EntryFilter = (typeof entryFilters)[number];

/** Whether an entry is listed; `text`: digits of its revision, or the beginning of its scope's id. */
export function isListed(entry: FeedEntry, filter: EntryFilter, text: string): boolean {
  if (filter === 'wrong' && entry.wrong.length === 0) return false;
  if ((filter === 'snapshot' || filter === 'delta') && entry.kind !== filter) return false;
  const wanted = text.trim().replaceAll(/[\s,.\u202f\u00a0]/g, '');
  return (
    wanted === '' || String(entry.revision).includes(wanted) || (entry.scopeId ?? '').startsWith(text.trim())
  );
}

/** Entries as JSON Lines. */
export function entriesText(entries: readonly FeedEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
