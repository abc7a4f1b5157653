/**
 * What the feed has sent, message by message, for whoever wants to know whether it was right. It is made only while
 * somebody traces.
 */
import type { FeedMessage } from '../../../src-shared/contract';
import { findCountViolations } from '../../../src-shared/count-check';
import type { Stats } from '../../../src-shared/model';

/** One line of a trace. Times are milliseconds since the epoch by the engine's clock. */
export type FeedTraceEntry =
  | { readonly event: 'subscribed' | 'left'; readonly time: number; readonly subscriber: number }
  | {
      readonly event: 'message';
      readonly time: number;
      /** Subscribers are numbered from 1. */
      readonly subscriber: number;
      /** A snapshot follows nothing; a delta follows the message of `previousRevision`. */
      readonly kind: 'snapshot' | 'delta';
      readonly epoch: string;
      readonly revision: number;
      readonly previousRevision: number | null;
      /** When the revision became durable. */
      readonly committedAt: number;
      /** Size as JSON in UTF-8. */
      readonly bytes: number;
      readonly totals: Stats;
      readonly scopeId: string | null;
      readonly scope: Stats | null;
      /** Rows of the tree that it carries. */
      readonly rows: number;
      /** Counts whose total is not the sum of the five: always empty. */
      readonly wrong: readonly string[];
      readonly trouble: string | null;
    }
  | {
      readonly event: 'acknowledged';
      readonly time: number;
      readonly subscriber: number;
      readonly revision: number;
      /** Time from its sending until it was painted and that was told. */
      readonly afterMs: number;
    };

/** Takes what happens on the feed. */
export type FeedTrace = (entry: FeedTraceEntry) => void;

/** The line of one message. */
export function traceOfMessage(message: FeedMessage, subscriber: number, time: number): FeedTraceEntry {
  return {
    event: 'message',
    time,
    subscriber,
    kind: message.previousRevision === null ? 'snapshot' : 'delta',
    epoch: message.epoch,
    revision: message.revision,
    previousRevision: message.previousRevision,
    committedAt: message.committedAt,
    bytes: Buffer.byteLength(JSON.stringify(message)),
    totals: message.totals,
    scopeId: message.scope?.id ?? null,
    scope: message.scope?.stats ?? null,
    rows: message.tree.rows.length,
    wrong: findCountViolations(message),
    trouble: message.trouble,
  };
}
