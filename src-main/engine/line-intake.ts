/**
 * Lines and ends on their way into a tick: what the threads have sent is merged into the runs in ticket order, in slices
 * with turns for everybody else in between, and blocks that become full are written while the next ones fill.
 */
import type { LineBatch } from './logs/line-batch';
import { LogMerger, type MergedSink } from './logs/log-merger';
import type { SealedBlock } from './logs/run-log';
import type { TicketBoard } from './logs/tickets';
import type { BlockWriter } from './storage/block-writer';

/** Text that one tick merges at most, and how long it may take for it in one go: a noisy job never makes a tick long. */
const tickTextBytes = 8 * 1024 * 1024;
const sliceMs = 4;
/** Time for which a tick takes in more while it is being written: who reads waits for it. */
const goOnMs = 12;
/** Text after which the time is looked at. */
const mergedTextBytes = 512 * 1024;

/** What an intake is made of. */
export interface LineIntakeOptions {
  readonly board: TicketBoard;
  readonly blocks: BlockWriter;
  readonly sink: MergedSink;
  /** Runs that the tick has changed. */
  readonly changed: () => Iterable<{
    readonly run: number;
    readonly log: { readonly sealed: readonly SealedBlock[] };
  }>;
  /** So many batches of each thread are merged: it is to hear at once that it may read on. */
  readonly merged: (batchesOf: ReadonlyMap<number, number>) => void;
}

/** See the head of this file. */
export class LineIntake {
  readonly #options: LineIntakeOptions;
  readonly #merger = new LogMerger();
  /** Threads whose batches were merged, one entry a batch, and who have not been told. */
  #toCredit: number[] = [];
  /** Bytes of text that the tick may still merge. */
  #room = 0;
  /** Time (`performance.now`) until which the tick may go on. */
  #until = 0;

  constructor(options: LineIntakeOptions) {
    this.#options = options;
  }

  receive(batch: LineBatch): void {
    this.#merger.receive(batch);
  }

  /** See {@link LogMerger.receiveSystemLine}. */
  receiveSystemLine(line: Omit<Parameters<LogMerger['receiveSystemLine']>[0], 'ticket'>): void {
    this.#merger.receiveSystemLine({ ticket: this.#options.board.take(), ...line });
  }

  /** See {@link LogMerger.receiveEnd}. */
  receiveEnd(end: Omit<Parameters<LogMerger['receiveEnd']>[0], 'ticket'>): void {
    this.#merger.receiveEnd({ ticket: this.#options.board.take(), ...end });
  }

  /** A tick begins: takes in the first slice; says whether there is more at once. */
  begin(): boolean {
    this.#room = tickTextBytes;
    this.#until = performance.now() + goOnMs;
    return this.#takeIn();
  }

  /** Whether the tick is being written already and may take in more meanwhile. */
  get mayGoOn(): boolean {
    return this.#room > 0 && performance.now() < this.#until && this.#options.blocks.isBusy;
  }

  /** Resolves when nothing is being written any more, or the tick has gone on for long enough. */
  async written(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, this.#until - performance.now()));
    });
    await Promise.race([this.#options.blocks.idle(), isLong]);
    clearTimeout(timer);
  }

  /** Takes in another slice; says whether there is more at once. */
  goOn(): boolean {
    // Their text lies in the blocks by now: the threads read on while those are written.
    this.credit();
    return this.#takeIn();
  }

  /** Lets the threads read on: what they sent is merged. */
  credit(): void {
    const credits = new Map<number, number>();
    for (const thread of this.#toCredit) credits.set(thread, (credits.get(thread) ?? 0) + 1);
    this.#toCredit = [];
    if (credits.size > 0) this.#options.merged(credits);
  }

  #takeIn(): boolean {
    const more = this.#merge();
    for (const { run, log } of this.#options.changed()) this.#options.blocks.begin(run, log.sealed);
    return more;
  }

  /** Merges as much as the tick has room for, as long as nobody else has to wait for it; says whether there is more. */
  #merge(): boolean {
    const { board, sink } = this.#options;
    const frontier = board.frontier();
    const until = performance.now() + sliceMs;
    while (this.#room > 0) {
      const { finished, bytes, more } = this.#merger.merge(frontier, mergedTextBytes, sink);
      this.#toCredit.push(...finished);
      this.#room -= bytes;
      if (!more) return false;
      if (performance.now() >= until) break;
    }
    return true;
  }
}
