/**
 * Merges what the executor threads have sent in the order of their tickets, up to the frontier. The order is right
 * by construction: nothing is sorted, and nothing that could still be overtaken is handed on.
 */
import type { LineRange } from './block';
import { endOf, flagLevelMask, type AttemptEnd, type LineBatch } from './line-batch';

/** Where merged lines and ends go, in their final order. */
export interface MergedSink {
  /** Lines of one chunk. `time` is in milliseconds since the epoch. */
  lines(taskNumber: number, stream: number, time: number, lines: LineRange): void;
  /** A system line that the engine itself wrote. */
  systemLine(line: SystemLine): void;
  end(end: AttemptEnd): void;
}

/** A line of Runsheet itself about a node. */
export interface SystemLine {
  readonly ticket: number;
  readonly run: number;
  readonly node: number;
  readonly attempt: number;
  readonly time: number;
  readonly lines: LineRange;
}

/** Something of the engine's own that has its turn among the lines: a system line, or the end of a lost attempt. */
type OwnEvent =
  | { readonly ticket: number; readonly line: SystemLine }
  | { readonly ticket: number; readonly end: AttemptEnd };

/** The text of a system line as a line range of one line. */
export function systemText(text: string, level: number): LineRange {
  const bytes = Buffer.from(`${text}\n`);
  return {
    lineEnd: Uint32Array.of(bytes.length),
    lineFlags: Uint8Array.of(level & flagLevelMask),
    text: bytes,
    from: 0,
    to: 1,
  };
}

/** How far a batch has been merged. */
interface Cursor {
  readonly batch: LineBatch;
  item: number;
  end: number;
}

/** See the head of this file. */
export class LogMerger {
  #cursors: Cursor[] = [];
  #own: OwnEvent[] = [];

  /** A batch with an item or an end; those of a thread come in its order, and are used up in it. */
  receive(batch: LineBatch): void {
    this.#cursors.push({ batch, item: 0, end: 0 });
  }

  /** A line of the engine's own; its ticket was taken on the main thread, so lines come in ticket order. */
  receiveSystemLine(line: SystemLine): void {
    this.#own.push({ ticket: line.ticket, line });
  }

  /** The end of an attempt that no thread will tell, behind everything that has been received of it. */
  receiveEnd(end: AttemptEnd): void {
    this.#own.push({ ticket: end.ticket, end });
  }

  get isEmpty(): boolean {
    return this.#cursors.length === 0 && this.#own.length === 0;
  }

  /**
   * Hands on everything with a ticket below the frontier, in ticket order, but no more than about `textBudget`
   * bytes of text, so that one noisy job never makes a tick long. Returns the threads whose batches are used up,
   * one entry a batch, about how many bytes were handed on, and whether the budget ended it.
   */
  merge(
    frontier: number,
    textBudget: number,
    sink: MergedSink,
  ): { finished: number[]; bytes: number; more: boolean } {
    const finished: number[] = [];
    let budget = textBudget;
    while (budget > 0) {
      let lowest: Cursor | null = null;
      let lowestTicket = frontier;
      let next = frontier;
      for (const cursor of this.#cursors) {
        const ticket = nextTicket(cursor);
        if (ticket < lowestTicket) {
          next = lowestTicket;
          lowestTicket = ticket;
          lowest = cursor;
        } else if (ticket < next) next = ticket;
      }
      const own = this.#own[0] as OwnEvent | undefined;
      if (own !== undefined && own.ticket < lowestTicket) {
        this.#own.shift();
        if ('line' in own) sink.systemLine(own.line);
        else sink.end(own.end);
        continue;
      }
      if (lowest === null) return { finished, bytes: textBudget - budget, more: false };
      if (own !== undefined && own.ticket < next) next = own.ticket;
      budget -= advance(lowest, next, budget, sink);
      if (nextTicket(lowest) === Infinity) {
        finished.push(lowest.batch.thread);
        this.#cursors = this.#cursors.filter((cursor) => cursor !== lowest);
      }
    }
    return { finished, bytes: textBudget - budget, more: true };
  }
}

function nextTicket(cursor: Cursor): number {
  const { batch } = cursor;
  const item = cursor.item < batch.itemTicket.length ? batch.itemTicket[cursor.item] : Infinity;
  const end = cursor.end < batch.endTicket.length ? batch.endTicket[cursor.end] : Infinity;
  return Math.min(item, end);
}

/** Hands on the cursor's items and ends below `limit`; returns the bytes of text. */
function advance(cursor: Cursor, limit: number, budget: number, sink: MergedSink): number {
  const { batch } = cursor;
  let bytes = 0;
  while (bytes < budget) {
    const item = cursor.item < batch.itemTicket.length ? batch.itemTicket[cursor.item] : Infinity;
    const end = cursor.end < batch.endTicket.length ? batch.endTicket[cursor.end] : Infinity;
    if (Math.min(item, end) >= limit) break;
    if (end < item) {
      sink.end(endOf(batch, cursor.end++));
      bytes += 16;
      continue;
    }
    const at = cursor.item++;
    const from = at === 0 ? 0 : batch.itemLineEnd[at - 1];
    const to = batch.itemLineEnd[at];
    sink.lines(batch.itemTask[at], batch.itemStream[at], batch.itemTime[at], {
      lineEnd: batch.lineEnd,
      lineFlags: batch.lineFlags,
      text: batch.text,
      from,
      to,
    });
    bytes += 16 + (to === 0 ? 0 : batch.lineEnd[to - 1]) - (from === 0 ? 0 : batch.lineEnd[from - 1]);
  }
  return bytes;
}
