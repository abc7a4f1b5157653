/**
 * The way out of an executor thread: everything that is read passes through here, gets its ticket and time, and
 * leaves in batches. At most {@link batchesUnderWay} batches are on their way to the disk; with none to spare the
 * outbox is closed: its gates (the pipes) stop reading, and what has to be said waits in order. So a slow disk
 * becomes a full pipe, never a lost line and never a growing heap.
 */
import {
  batchTextBytes,
  batchTextBytesMax,
  flagLevelMask,
  streamSystem,
  type AttemptEnd,
  type LineBatch,
  type StreamTail,
} from '../logs/line-batch';
import { batchesUnderWay, TicketTaker } from '../logs/tickets';
import { BatchBuilder } from './batch-builder';
import { LineCutter } from './line-cutter';

/** Age at which a batch is posted; below 10 ms, because timers come late, never early. */
const batchAgeMs = 8;
/** Items, lines and ends are small, but a batch of them must not grow without bound either. */
const batchItems = 16_384;
/** With this many batches under way nothing is posted early: the disk is what all wait for. */
const eagerBatches = 3;

/** Something that reads, and can stop reading. */
export interface Gate {
  pause(): void;
  resume(): void;
}

/** Something with an unfinished line. */
export interface TailSource {
  /** Null when it is as it was told last. */
  takeTail(): StreamTail | null;
}

/** What an outbox is made of. */
export interface OutboxOptions {
  readonly thread: number;
  readonly ticketMemory: SharedArrayBuffer;
  /** See `ExecutorThreadData`. */
  readonly clockOffsetMs: number;
  /** Posts a batch; `buffers` are those of its columns that have to be moved. */
  readonly post: (batch: LineBatch, buffers: ArrayBuffer[], tails: readonly StreamTail[]) => void;
  /** Tells unfinished lines while nothing else leaves; nobody has to confirm it. */
  readonly postTails?: (tails: readonly StreamTail[]) => void;
}

/** See the head of this file. */
export class Outbox {
  readonly builder = new BatchBuilder();
  readonly #options: OutboxOptions;
  readonly #tickets: TicketTaker;
  readonly #gates = new Set<Gate>();
  readonly #tails = new Set<TailSource>();
  #waiting: (() => void)[] = [];
  #underWay = 0;
  #timer: NodeJS.Timeout | null = null;
  #soon: NodeJS.Immediate | null = null;
  /** An action is being done: it must not be cut in two by a batch that is posted. */
  #acting = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#tickets = new TicketTaker(options.ticketMemory, options.thread);
  }

  /** Whether a ticket may be taken now. */
  get isOpen(): boolean {
    return this.#underWay < batchesUnderWay;
  }

  /** Whether {@link run} does now what it is given, and not later. */
  get takesAtOnce(): boolean {
    return this.#acting || (this.isOpen && this.#waiting.length === 0);
  }

  /** Milliseconds since the epoch by the engine's monotonic clock. */
  now(): number {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6 + this.#options.clockOffsetMs;
  }

  /** Does something that adds lines or ends: now, or, while the outbox is closed, in its turn. */
  run(action: () => void): void {
    if (this.#acting) {
      action();
      return;
    }
    if (!this.isOpen || this.#waiting.length > 0) {
      this.#waiting.push(action);
      return;
    }
    this.#act(action);
    this.#settle();
  }

  /**
   * Adds the lines that `write` puts into the builder as one item, if there are any; says whether there are. Only
   * inside {@link run}.
   */
  item(taskNumber: number, stream: number, write: () => void): boolean {
    const { builder } = this;
    const time = this.now();
    const before = builder.lineCount;
    write();
    // Without a complete line there is no item: no ticket may wait for the next read.
    if (builder.lineCount === before) return false;
    builder.endItem({ ticket: this.#tickets.take(), taskNumber, stream, time });
    return true;
  }

  /** An unfinished line has changed; it leaves with the next batch, or alone. Only inside {@link run}. */
  tailChanged(source: TailSource): void {
    this.#tails.add(source);
  }

  /** Adds a line that Runsheet itself says. Only inside {@link run}. */
  systemLine(taskNumber: number, text: string, level: number): void {
    this.item(taskNumber, streamSystem, () => {
      const cutter = new LineCutter(this.builder, { level: level & flagLevelMask });
      cutter.push(Buffer.from(text));
      cutter.end();
    });
  }

  /** Adds the end of an attempt, behind all its lines. Only inside {@link run}. */
  end(end: Omit<AttemptEnd, 'ticket' | 'time'>): void {
    this.builder.addEnd({ ticket: this.#tickets.take(), time: this.now(), ...end });
  }

  /** So many batches are merged. */
  merged(batches: number): void {
    const wasOpen = this.isOpen;
    this.builder.merged(batches);
    this.#underWay -= batches;
    this.#drain();
    if (!wasOpen && this.isOpen) for (const gate of this.#gates) gate.resume();
    this.#settle();
  }

  /** A reader that pauses while the outbox is closed. */
  addGate(gate: Gate): void {
    this.#gates.add(gate);
    if (!this.isOpen) gate.pause();
  }

  removeGate(gate: Gate): void {
    this.#gates.delete(gate);
  }

  /** Whether nothing waits to be posted. */
  get isEmpty(): boolean {
    return this.builder.isEmpty && this.#waiting.length === 0;
  }

  /** Posts what is there. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#timer = null;
    this.#soon = null;
    // What is in the builder has its slot: it was open when its first ticket was taken, and nothing was posted since.
    const tails = this.#takeTails();
    if (this.builder.isEmpty) {
      if (tails.length > 0) this.#options.postTails?.(tails);
      return;
    }
    const { batch, buffers } = this.builder.take(this.#options.thread, this.#tickets.endBatch());
    this.#underWay++;
    this.#options.post(batch, buffers, tails);
    if (!this.isOpen) for (const gate of this.#gates) gate.pause();
  }

  #takeTails(): StreamTail[] {
    const tails: StreamTail[] = [];
    for (const source of this.#tails) {
      const tail = source.takeTail();
      if (tail !== null) tails.push(tail);
    }
    this.#tails.clear();
    return tails;
  }

  #act(action: () => void): void {
    this.#acting = true;
    try {
      action();
    } finally {
      this.#acting = false;
    }
  }

  #drain(): void {
    let done = 0;
    const waiting = this.#waiting;
    while (done < waiting.length && this.isOpen) {
      this.#act(waiting[done++]);
      if (this.#isFull) this.flush();
    }
    if (done > 0) this.#waiting = waiting.slice(done);
  }

  get #isFull(): boolean {
    const { textLength, itemCount, endCount, lineCount } = this.builder;
    // While the disk is what all wait for, a commit does well with more at once.
    const enough = this.#underWay < eagerBatches ? batchTextBytes : batchTextBytesMax;
    return textLength >= enough || itemCount + endCount >= batchItems || lineCount >= 4 * batchItems;
  }

  #settle(): void {
    const { builder } = this;
    if (builder.isEmpty && this.#tails.size === 0) return;
    if (this.#isFull) {
      this.flush();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, batchAgeMs);
    // While the disk keeps up a batch leaves once this turn has brought what else there is: the ends of other
    // threads wait for the tickets in it.
    if (this.#underWay < eagerBatches && !builder.isEmpty) {
      this.#soon ??= setImmediate(() => {
        this.#soon = null;
        this.flush();
      });
    }
  }
}
