/**
 * The columns of the batch that is being filled. They stay with the thread and are copied once, into one exact
 * buffer, when the batch is posted: nothing is allocated while lines come in. Much text and the ends of its lines are
 * not copied: they lie in memory that the main thread sees as well, and that is filled again once it has merged them.
 */
import { attemptOutcomes, type AttemptEnd, type EndWords, type LineBatch } from '../logs/line-batch';

/** Room for the lines of all but the strangest batches. */
const firstLines = 65_536;
/**
 * Room for the largest batch, the chunk that fills it and the line it ends. What is not written to takes no memory, and
 * a column that grows takes it twice.
 */
const firstTextBytes = 1344 * 1024;
/** From here on other memory costs less than a copy. */
const sharedTextBytes = 64 * 1024;
const firstItems = 256;
const lf = 10;

/** One item of a batch without the place of its lines. */
export interface ItemHead {
  readonly ticket: number;
  readonly taskNumber: number;
  readonly stream: number;
  /** Milliseconds since the epoch by the engine's monotonic clock. */
  readonly time: number;
}

/**
 * Memory of the columns that grow with lines. It is shared, not moved: what is moved is new to the collector of
 * garbage each time, and for a noisy job that cost a third of the processor.
 */
class LineMemory {
  readonly lineEnd: Uint32Array;
  readonly lineFlags: Uint8Array;
  readonly text: Buffer<ArrayBufferLike>;

  constructor() {
    const memory = new SharedArrayBuffer(firstLines * 5 + firstTextBytes);
    this.lineEnd = new Uint32Array(memory, 0, firstLines);
    this.lineFlags = new Uint8Array(memory, firstLines * 4, firstLines);
    this.text = Buffer.from(memory, firstLines * 5);
  }
}

/** See the head of this file. */
export class BatchBuilder {
  lineCount = 0;
  textLength = 0;
  itemCount = 0;
  endCount = 0;
  #memory = new LineMemory();
  readonly #spare: LineMemory[] = [];
  /** Memory of the batches that are not merged yet, in their order; null: the batch has a copy. */
  readonly #underWay: (LineMemory | null)[] = [];
  /** Where the lines are: in the memory, or, of a batch that it is too small for, in columns that were made for it. */
  #text = this.#memory.text;
  #lineEnd = this.#memory.lineEnd;
  #lineFlags = this.#memory.lineFlags;
  #itemTicket = new Float64Array(firstItems);
  #itemTime = new Float64Array(firstItems);
  #itemTask = new Uint32Array(firstItems);
  #itemLineEnd = new Uint32Array(firstItems);
  #itemStream = new Uint8Array(firstItems);
  #endTicket = new Float64Array(firstItems);
  #endTime = new Float64Array(firstItems);
  #endExitCode = new Float64Array(firstItems);
  #endTask = new Uint32Array(firstItems);
  #endOutcome = new Uint8Array(firstItems);
  #endWords = new Map<number, EndWords>();

  get isEmpty(): boolean {
    return this.itemCount === 0 && this.endCount === 0;
  }

  /** Adds a line: the bytes from `from` to `to - 1`, which end with no LF; it gets one. */
  addLine(bytes: Uint8Array, from: number, to: number, flags: number): void {
    const length = to - from;
    if (this.textLength + length >= this.#text.length) this.#reserveText(this.textLength + length + 1);
    const text = this.#text;
    const at = this.textLength;
    // Below some length a loop costs less than the call and the view that `set` needs.
    if (length < 48) for (let offset = 0; offset < length; offset++) text[at + offset] = bytes[from + offset];
    else text.set(bytes.subarray(from, to), at);
    this.#endLine(at + length, flags);
  }

  /**
   * Adds the bytes of whole lines from `from` to `to - 1`; {@link noteLine} was, or will be, called for each of them.
   */
  addText(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length === 0) return;
    if (this.textLength + length > this.#text.length) this.#reserveText(this.textLength + length);
    this.#text.set(bytes.subarray(from, to), this.textLength);
    this.textLength += length;
  }

  /** Notes that a line ends behind its LF at `textEnd`, of bytes that {@link addText} adds. */
  noteLine(textEnd: number, flags: number): void {
    const line = this.lineCount;
    if (line === this.#lineFlags.length) this.#growLines();
    this.#lineEnd[line] = textEnd;
    this.#lineFlags[line] = flags;
    this.lineCount = line + 1;
  }

  /** Notes many lines, as {@link noteLine} does: the first `count` of both columns. */
  noteLines(textEnds: Uint32Array, flags: Uint8Array, count: number): void {
    const line = this.lineCount;
    while (line + count > this.#lineFlags.length) this.#growLines();
    this.#lineEnd.set(textEnds.subarray(0, count), line);
    this.#lineFlags.set(flags.subarray(0, count), line);
    this.lineCount = line + count;
  }

  /** Adds a line of ASCII text. */
  addAscii(text: string, flags: number): void {
    const { length } = text;
    if (this.textLength + length >= this.#text.length) this.#reserveText(this.textLength + length + 1);
    this.#text.write(text, this.textLength, 'latin1');
    this.#endLine(this.textLength + length, flags);
  }

  /** Makes an item of all lines added since the last one. */
  endItem(item: ItemHead): void {
    const at = this.itemCount;
    if (at === this.#itemStream.length) this.#growItems();
    this.#itemTicket[at] = item.ticket;
    this.#itemTask[at] = item.taskNumber;
    this.#itemStream[at] = item.stream;
    this.#itemTime[at] = item.time;
    this.#itemLineEnd[at] = this.lineCount;
    this.itemCount = at + 1;
  }

  /** Adds the end of an attempt. */
  addEnd(end: AttemptEnd): void {
    const at = this.endCount;
    if (at === this.#endOutcome.length) this.#growEnds();
    this.#endTicket[at] = end.ticket;
    this.#endTime[at] = end.time;
    this.#endExitCode[at] = end.exitCode ?? NaN;
    this.#endTask[at] = end.taskNumber;
    this.#endOutcome[at] = attemptOutcomes.indexOf(end.outcome);
    const { signal, error, usage, followedBy } = end;
    if (signal !== null || error !== null || usage !== null || followedBy !== undefined) {
      this.#endWords.set(at, { signal, error, usage, followedBy });
    }
    this.endCount = at + 1;
  }

  /** The batch; `buffers` are those of its columns that have to be moved. The builder is empty again. */
  take(thread: number, slot: number): { batch: LineBatch; buffers: ArrayBuffer[] } {
    const items = this.itemCount;
    const lines = this.lineCount;
    const ends = this.endCount;
    const isShared = this.textLength >= sharedTextBytes;
    const copiedLines = isShared ? 0 : lines;
    const copiedText = isShared ? 0 : this.textLength;
    const { buffer } = Buffer.allocUnsafeSlow(items * 25 + copiedLines * 5 + ends * 29 + copiedText + 8);
    // Eight bytes wide, then four, then one: every column lies where its width asks for.
    let offset = 0;
    const next = (bytes: number): number => {
      offset += bytes;
      return offset - bytes;
    };
    const itemTicket = new Float64Array(buffer, next(items * 8), items);
    const itemTime = new Float64Array(buffer, next(items * 8), items);
    const endTicket = new Float64Array(buffer, next(ends * 8), ends);
    const endTime = new Float64Array(buffer, next(ends * 8), ends);
    const endExitCode = new Float64Array(buffer, next(ends * 8), ends);
    const itemTask = new Uint32Array(buffer, next(items * 4), items);
    const itemLineEnd = new Uint32Array(buffer, next(items * 4), items);
    const lineEnd = isShared
      ? this.#lineEnd.subarray(0, lines)
      : new Uint32Array(buffer, next(lines * 4), lines);
    const endTask = new Uint32Array(buffer, next(ends * 4), ends);
    const itemStream = new Uint8Array(buffer, next(items), items);
    const lineFlags = isShared
      ? this.#lineFlags.subarray(0, lines)
      : new Uint8Array(buffer, next(lines), lines);
    const endOutcome = new Uint8Array(buffer, next(ends), ends);
    const text = isShared
      ? this.#text.subarray(0, this.textLength)
      : new Uint8Array(buffer, next(copiedText), copiedText);
    itemTicket.set(this.#itemTicket.subarray(0, items));
    itemTime.set(this.#itemTime.subarray(0, items));
    itemTask.set(this.#itemTask.subarray(0, items));
    itemLineEnd.set(this.#itemLineEnd.subarray(0, items));
    itemStream.set(this.#itemStream.subarray(0, items));
    endTicket.set(this.#endTicket.subarray(0, ends));
    endTime.set(this.#endTime.subarray(0, ends));
    endExitCode.set(this.#endExitCode.subarray(0, ends));
    endTask.set(this.#endTask.subarray(0, ends));
    endOutcome.set(this.#endOutcome.subarray(0, ends));
    if (!isShared) {
      lineEnd.set(this.#lineEnd.subarray(0, lines));
      lineFlags.set(this.#lineFlags.subarray(0, lines));
      text.set(this.#text.subarray(0, copiedText));
    }
    const batch: LineBatch = {
      thread,
      slot,
      itemTicket,
      itemTask,
      itemStream,
      itemTime,
      itemLineEnd,
      lineEnd,
      lineFlags,
      text,
      endTicket,
      endTask,
      endTime,
      endOutcome,
      endExitCode,
      endWords: this.#endWords,
    };
    this.lineCount = 0;
    this.itemCount = 0;
    this.textLength = 0;
    this.endCount = 0;
    if (this.#endWords.size > 0) this.#endWords = new Map();
    if (!isShared) {
      this.#underWay.push(null);
      return { batch, buffers: [buffer] };
    }
    this.#underWay.push(this.#memory);
    const grown = [this.#text, this.#lineEnd, this.#lineFlags].map((column) => column.buffer);
    this.#memory = this.#spare.pop() ?? new LineMemory();
    this.#text = this.#memory.text;
    this.#lineEnd = this.#memory.lineEnd;
    this.#lineFlags = this.#memory.lineFlags;
    return { batch, buffers: [buffer, ...grown.filter((column) => column instanceof ArrayBuffer)] };
  }

  /** So many batches are merged, in their order: what they lay in may be filled again. */
  merged(batches: number): void {
    for (const memory of this.#underWay.splice(0, batches)) if (memory !== null) this.#spare.push(memory);
  }

  #endLine(at: number, flags: number): void {
    this.#text[at] = lf;
    this.textLength = at + 1;
    this.noteLine(at + 1, flags);
  }

  #growLines(): void {
    const size = this.#lineFlags.length * 2;
    this.#lineEnd = grown(this.#lineEnd, new Uint32Array(size));
    this.#lineFlags = grown(this.#lineFlags, new Uint8Array(size));
  }

  #growItems(): void {
    const size = this.#itemStream.length * 2;
    this.#itemTicket = grown(this.#itemTicket, new Float64Array(size));
    this.#itemTime = grown(this.#itemTime, new Float64Array(size));
    this.#itemTask = grown(this.#itemTask, new Uint32Array(size));
    this.#itemLineEnd = grown(this.#itemLineEnd, new Uint32Array(size));
    this.#itemStream = grown(this.#itemStream, new Uint8Array(size));
  }

  #growEnds(): void {
    const size = this.#endOutcome.length * 2;
    this.#endTicket = grown(this.#endTicket, new Float64Array(size));
    this.#endTime = grown(this.#endTime, new Float64Array(size));
    this.#endExitCode = grown(this.#endExitCode, new Float64Array(size));
    this.#endTask = grown(this.#endTask, new Uint32Array(size));
    this.#endOutcome = grown(this.#endOutcome, new Uint8Array(size));
  }

  #reserveText(bytes: number): void {
    let size = this.#text.length;
    while (size < bytes) size *= 2;
    const larger = Buffer.allocUnsafeSlow(size);
    larger.set(this.#text.subarray(0, this.textLength));
    this.#text = larger;
  }
}

function grown<Column extends Uint8Array | Uint32Array | Float64Array>(old: Column, larger: Column): Column {
  larger.set(old);
  return larger;
}
