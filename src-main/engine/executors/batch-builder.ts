/**
 * The columns of the batch that is being filled. They stay with the thread and are copied once, into one exact
 * buffer, when the batch is posted: nothing is allocated while lines come in. Much text is not copied but goes as it
 * is, in a buffer of its own.
 */
import { attemptOutcomes, type AttemptEnd, type EndWords, type LineBatch } from '../logs/line-batch';
import { batchesUnderWay } from '../logs/tickets';

const firstLines = 4096;
/**
 * Room for the largest batch, the chunk that fills it and the line it ends. What is not written to takes no memory, and
 * a column that grows takes it twice.
 */
const firstTextBytes = 1344 * 1024;
/** A text column that one large chunk has grown beyond this is not used again. */
const keptTextBytes = 2 * 1024 * 1024;
/** From here on a new text column costs less than a copy of the old one. */
const movedTextBytes = 64 * 1024;
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

/** See the head of this file. */
export class BatchBuilder {
  lineCount = 0;
  textLength = 0;
  itemCount = 0;
  endCount = 0;
  #text = Buffer.allocUnsafeSlow(firstTextBytes);
  #spareTexts: ArrayBuffer[] = [];
  #lineEnd = new Uint32Array(firstLines);
  #lineFlags = new Uint8Array(firstLines);
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

  /** The batch, all its columns in the returned buffers; the builder is empty again. */
  take(thread: number, slot: number): { batch: LineBatch; buffers: ArrayBuffer[] } {
    const items = this.itemCount;
    const lines = this.lineCount;
    const ends = this.endCount;
    const isTextMoved = this.textLength >= movedTextBytes;
    const copiedText = isTextMoved ? 0 : this.textLength;
    const { buffer } = Buffer.allocUnsafeSlow(items * 25 + lines * 5 + ends * 29 + copiedText + 8);
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
    const lineEnd = new Uint32Array(buffer, next(lines * 4), lines);
    const endTask = new Uint32Array(buffer, next(ends * 4), ends);
    const itemStream = new Uint8Array(buffer, next(items), items);
    const lineFlags = new Uint8Array(buffer, next(lines), lines);
    const endOutcome = new Uint8Array(buffer, next(ends), ends);
    const text = isTextMoved
      ? new Uint8Array(this.#text.buffer, 0, this.textLength)
      : new Uint8Array(buffer, next(copiedText), copiedText);
    itemTicket.set(this.#itemTicket.subarray(0, items));
    itemTime.set(this.#itemTime.subarray(0, items));
    itemTask.set(this.#itemTask.subarray(0, items));
    itemLineEnd.set(this.#itemLineEnd.subarray(0, items));
    lineEnd.set(this.#lineEnd.subarray(0, lines));
    itemStream.set(this.#itemStream.subarray(0, items));
    lineFlags.set(this.#lineFlags.subarray(0, lines));
    endTicket.set(this.#endTicket.subarray(0, ends));
    endTime.set(this.#endTime.subarray(0, ends));
    endExitCode.set(this.#endExitCode.subarray(0, ends));
    endTask.set(this.#endTask.subarray(0, ends));
    endOutcome.set(this.#endOutcome.subarray(0, ends));
    if (!isTextMoved) text.set(this.#text.subarray(0, copiedText));
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
    if (!isTextMoved) return { batch, buffers: [buffer] };
    const moved = this.#text.buffer;
    const again = this.#spareTexts.pop();
    this.#text = again === undefined ? Buffer.allocUnsafeSlow(firstTextBytes) : Buffer.from(again);
    return { batch, buffers: [buffer, moved] };
  }

  /** Takes back memory of texts that are written: new memory for each would keep the collector of garbage busy. */
  giveBack(texts: readonly ArrayBuffer[]): void {
    for (const text of texts) {
      if (text.byteLength <= keptTextBytes && this.#spareTexts.length < batchesUnderWay)
        this.#spareTexts.push(text);
    }
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
