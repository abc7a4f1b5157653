/**
 * The lines of one file that others wrote, in their own order, each with a time that never goes backwards: a line
 * without one has that of the line before, and a time that goes back counts as the latest one before.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { levelOfLine } from '../executors/line-scan/line-scanner';
import { StreamLevels } from '../executors/stream-levels';
import type { LineRange } from '../logs/block';
import { flagCont, flagInvalidUtf8, flagLevelMask, maxLineBytes } from '../logs/line-batch';
import { detectTime } from './detect-time';
import type { TimeFormat } from './time-formats';

const lf = 10;
const cr = 13;

/** Which file, and how it is read. */
export interface ForeignLinesOptions {
  readonly file: string;
  /** Of the original, in milliseconds since the epoch. */
  readonly changedAt: number;
  /** Bytes that are read at a time; more than the longest line. */
  readonly bufferBytes: number;
}

/** See the head of this file. */
export class ForeignLines {
  /** Whether any line of the file has a time of its own. */
  readonly isTimed: boolean;
  /** Time of the latest line, in whole microseconds since the epoch. */
  time = 0;
  /** Bytes of the file that lie before the end of the latest line. */
  position = 0;
  /** The latest line, as a log takes it: line 1 of two. */
  readonly range: LineRange;
  readonly #file: string;
  readonly #buffer: Buffer;
  readonly #format: TimeFormat | null;
  readonly #lineEnd = new Uint32Array(2);
  readonly #flags = new Uint8Array(2);
  /** Bytes in the buffer, and those of them that lines have been made of. */
  #length = 0;
  #at = 0;
  /** Where in the file the next bytes are read. */
  #offset = 0;
  #ended = false;
  #isValid = true;
  /** Level of the line whose first parts were cut off, else -1. */
  #partLevel = -1;
  readonly #levels = new StreamLevels();
  /** A byte of the buffer in whose place an LF stands, for a part that was cut off. */
  #saved: { readonly at: number; readonly byte: number } | null = null;

  constructor({ file, changedAt, bufferBytes }: ForeignLinesOptions) {
    this.#file = file;
    // One byte more: the last line may have no LF.
    this.#buffer = Buffer.allocUnsafe(Math.max(bufferBytes, 2 * maxLineBytes) + 1);
    this.range = { lineEnd: this.#lineEnd, lineFlags: this.#flags, text: this.#buffer, from: 1, to: 2 };
    this.#fill();
    if (this.#buffer.subarray(0, Math.min(3, this.#length)).equals(Buffer.of(0xef, 0xbb, 0xbf))) this.#at = 3;
    this.#format = detectTime(this.#buffer.subarray(this.#at, this.#length), changedAt);
    this.isTimed = this.#format !== null;
    this.time = this.#firstTime();
  }

  /** Goes to the next line; false when there is none. */
  next(): boolean {
    this.#putBack();
    let end = this.#lineEndFrom(this.#at);
    if (end === -1) {
      if (this.#at >= this.#length) return false;
      // Too long, or the last one: its end is made here.
      end = this.#length - this.#at > maxLineBytes ? -1 : this.#length;
    }
    if (end === -1 || end - this.#at > maxLineBytes) this.#cutPart();
    else this.#takeLine(end);
    return true;
  }

  #takeLine(end: number): void {
    const from = this.#at;
    let to = end;
    while (to > from && this.#buffer[to - 1] === cr) to--;
    const isRest = this.#partLevel !== -1;
    if (!isRest) this.#readTime(from, to);
    this.#tell(from, to, isRest ? this.#partLevel : this.#levelOf(from, to), 0);
    this.#partLevel = -1;
    this.#buffer[to] = lf;
    this.#at = end + 1;
    this.position = this.#offset - Math.max(0, this.#length - this.#at);
  }

  #cutPart(): void {
    const from = this.#at;
    let to = from + maxLineBytes;
    // Not inside of a character; more than three bytes that go on with one belong to none.
    for (let back = 0; back < 3 && (this.#buffer[to] & 0xc0) === 0x80; back++) to--;
    if ((this.#buffer[to] & 0xc0) === 0x80) to = from + maxLineBytes;
    if (this.#partLevel === -1) {
      this.#readTime(from, to);
      this.#partLevel = this.#levelOf(from, to);
    }
    this.#tell(from, to, this.#partLevel, flagCont);
    this.#saved = { at: to, byte: this.#buffer[to] };
    this.#buffer[to] = lf;
    this.#at = to;
    this.position = this.#offset - (this.#length - to);
  }

  #levelOf(from: number, to: number): number {
    return this.#levels.next(levelOfLine(this.#buffer, from, to), this.#buffer, from, to);
  }

  #tell(from: number, to: number, level: number, part: number): void {
    const valid = this.#isValid || isUtf8(this.#buffer.subarray(from, to));
    this.#lineEnd[0] = from;
    this.#lineEnd[1] = to + 1;
    this.#flags[1] = (level & flagLevelMask) | part | (valid ? 0 : flagInvalidUtf8);
  }

  #readTime(from: number, to: number): void {
    if (this.#format === null) return;
    const time = this.#format.read(this.#buffer, from, to);
    if (time > this.time) this.time = time;
  }

  /** Lines before the first time belong to it. */
  #firstTime(): number {
    if (this.#format === null) return 0;
    for (let from = this.#at; from < this.#length;) {
      const end = this.#buffer.subarray(0, this.#length).indexOf(lf, from);
      const to = end === -1 ? this.#length : end;
      const time = this.#format.read(this.#buffer, from, to);
      if (time !== -1) return time;
      from = to + 1;
    }
    return 0;
  }

  /** Where the line that begins at `from` ends; -1 when there is no end within the longest line, or none at all. */
  #lineEndFrom(from: number): number {
    const end = this.#indexOfEnd(from);
    if (end !== -1 || this.#ended) return end;
    if (this.#length - from > maxLineBytes) return -1;
    this.#fill();
    return this.#indexOfEnd(this.#at);
  }

  #indexOfEnd(from: number): number {
    const end = this.#buffer.indexOf(lf, from);
    return end >= this.#length ? -1 : end;
  }

  #putBack(): void {
    if (this.#saved === null) return;
    this.#buffer[this.#saved.at] = this.#saved.byte;
    this.#saved = null;
  }

  /** Moves what is left to the beginning and reads on. */
  #fill(): void {
    this.#buffer.copyWithin(0, this.#at, this.#length);
    this.#length -= this.#at;
    this.#at = 0;
    const room = this.#buffer.length - 1;
    // Opened for each read: there may be more files than a process can have open.
    const descriptor = openSync(this.#file, 'r');
    try {
      while (this.#length < room) {
        const read = readSync(descriptor, this.#buffer, this.#length, room - this.#length, this.#offset);
        if (read === 0) {
          this.#ended = true;
          break;
        }
        this.#length += read;
        this.#offset += read;
      }
    } finally {
      closeSync(descriptor);
    }
    const whole = this.#ended ? this.#length : this.#buffer.subarray(0, this.#length).lastIndexOf(lf) + 1;
    this.#isValid = isUtf8(this.#buffer.subarray(0, whole));
  }
}
