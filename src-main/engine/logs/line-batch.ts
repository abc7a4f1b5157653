/**
 * The columnar form in which lines travel from an executor thread to the log writer: buffers are moved, or shared
 * where there are many lines; nothing is cloned line by line. What is shared is the thread's again once the batch is
 * merged. A batch is at most 10 ms old or some {@link batchTextBytes} large.
 *
 * Four tables: items (one chunk of one stream of one task), lines, text, and ends of attempts. Item `i` owns the
 * lines from `itemLineEnd[i - 1]` to `itemLineEnd[i] - 1`; line `j` owns the bytes from `lineEnd[j - 1]` to
 * `lineEnd[j] - 1`, the last of which is its LF.
 */
import type { ResourceUse } from '../../../src-shared/model';

/** Size at which a batch is posted without waiting for its time. */
export const batchTextBytes = 256 * 1024;
/** The same while several batches are waiting for the disk. */
export const batchTextBytesMax = 1024 * 1024;
/** A line longer than this is cut into parts; all but the last carry {@link flagCont}. */
export const maxLineBytes = 32 * 1024;

/** Lowest two bits of a line's flags: the level, 0 debug to 3 error. */
export const flagLevelMask = 0b11;
/** The line is a part; the next line of the same task and stream goes on with it. */
export const flagCont = 0b100;
/** The bytes are not valid UTF-8. */
export const flagInvalidUtf8 = 0b1000;

/** Streams by number, in the order of `logStreams`. */
export const streamOut = 0;
export const streamErr = 1;
export const streamLog = 2;
export const streamSystem = 3;

/** How an attempt ended. `cancelled`, `timeout` and `stopped` were asked for; the whole process tree is gone. */
export const attemptOutcomes = ['completed', 'failed', 'cancelled', 'timeout', 'stopped'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** The end of an attempt; it takes a ticket like a chunk does, so it never overtakes a line. */
export interface AttemptEnd {
  readonly ticket: number;
  readonly taskNumber: number;
  /** Milliseconds since the epoch by the engine's monotonic clock. */
  readonly time: number;
  readonly outcome: AttemptOutcome;
  readonly exitCode: number | null;
  /** Such as `SIGKILL`. */
  readonly signal: string | null;
  /** One sentence when it failed, such as "Exit code 2". */
  readonly error: string | null;
  /** What its processes have used; null where nobody knows, and for what has no process of its own. */
  readonly usage: ResourceUse | null;
  /** Task number of the standby that the thread has started in its place; not given: none. */
  readonly followedBy?: number;
}

/** See the head of this file. */
export interface LineBatch {
  readonly thread: number;
  /** Ticket slot to clear at receipt. */
  readonly slot: number;
  /** Tickets of the items, ascending. */
  readonly itemTicket: Float64Array;
  readonly itemTask: Uint32Array;
  readonly itemStream: Uint8Array;
  /** Milliseconds since the epoch by the engine's monotonic clock, when the chunk was read. */
  readonly itemTime: Float64Array;
  /** Number of the line after the item's last. */
  readonly itemLineEnd: Uint32Array;
  /** Offset in `text` behind the line's LF. */
  readonly lineEnd: Uint32Array;
  readonly lineFlags: Uint8Array;
  readonly text: Uint8Array;
  /** Tickets of the ends, ascending. */
  readonly endTicket: Float64Array;
  readonly endTask: Uint32Array;
  readonly endTime: Float64Array;
  /** Positions in {@link attemptOutcomes}. */
  readonly endOutcome: Uint8Array;
  /** NaN for none. */
  readonly endExitCode: Float64Array;
  /** What only some ends have, by position; ends of the generator have none. */
  readonly endWords: ReadonlyMap<number, EndWords>;
}

/** The unfinished last line of a stream, as it was when `items` items of that stream had been read. */
export interface StreamTail {
  readonly taskNumber: number;
  readonly stream: number;
  readonly items: number;
  /** Its latest characters. */
  readonly text: string;
}

/** What an end says beside its numbers. */
export type EndWords = Pick<AttemptEnd, 'signal' | 'error' | 'usage' | 'followedBy'>;

/** End `at` of a batch. */
export function endOf(batch: LineBatch, at: number): AttemptEnd {
  const words = batch.endWords.get(at);
  const exitCode = batch.endExitCode[at];
  return {
    ticket: batch.endTicket[at],
    taskNumber: batch.endTask[at],
    time: batch.endTime[at],
    outcome: attemptOutcomes[batch.endOutcome[at]],
    exitCode: Number.isNaN(exitCode) ? null : exitCode,
    signal: words?.signal ?? null,
    error: words?.error ?? null,
    usage: words?.usage ?? null,
    followedBy: words?.followedBy,
  };
}
