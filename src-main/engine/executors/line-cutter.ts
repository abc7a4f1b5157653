/**
 * Cuts the bytes of one stream of one task into lines. A line ends at LF; CRs in front of it are not part of it, and
 * a CR inside throws away what stood before it in the line, so a progress bar stays one line. What the chunks are
 * changes nothing: the same bytes give the same lines.
 */
import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { flagCont, flagInvalidUtf8, maxLineBytes } from '../logs/line-batch';
import type { BatchBuilder } from './batch-builder';
import { levelOfLine, lineScanner } from './line-scan/line-scanner';
import { StreamLevels } from './stream-levels';

const lf = 10;
const cr = 13;
const escape = 0x1b;
/** Characters of an unfinished line that are told, the latest; and bytes that may be. */
const tailCharacters = 1000;
const tailBytes = 4 * tailCharacters;
/** Longest escape sequence that a cut goes around. */
const maxEscapeBytes = 32;

/** How a cutter differs from the usual. */
export interface CutterOptions {
  /** Level of every line; default: found out from the line's head. */
  readonly level?: number;
  /** Bytes at which a line is cut; default {@link maxLineBytes}. */
  readonly maxBytes?: number;
}

/** See the head of this file. */
export class LineCutter {
  readonly #sink: BatchBuilder;
  readonly #level: number | null;
  readonly #levels = new StreamLevels();
  readonly #max: number;
  /** The unfinished line, without the parts that were cut off already. */
  #tail = Buffer.allocUnsafeSlow(256);
  #length = 0;
  /** The last byte was a CR: the next one that is not CR or LF replaces the line. */
  #returned = false;
  /** Level of the line whose first parts were cut off, else -1. */
  #partLevel = -1;

  constructor(sink: BatchBuilder, options: CutterOptions = {}) {
    this.#sink = sink;
    this.#level = options.level ?? null;
    this.#max = options.maxBytes ?? maxLineBytes;
  }

  /** Whether the stream has an unfinished line. */
  get hasTail(): boolean {
    return this.#length > 0;
  }

  /** The latest characters of the unfinished line; a character that is not all there yet is left out. */
  tailText(): string {
    let from = Math.max(0, this.#length - tailBytes);
    while (from > 0 && from < this.#length && (this.#tail[from] & 0xc0) === 0x80) from++;
    const text = new StringDecoder('utf8').write(this.#tail.subarray(from, this.#length));
    if (text.length <= tailCharacters) return text;
    const cut = text.length - tailCharacters;
    const isInside = (text.charCodeAt(cut) & 0xfc00) === 0xdc00;
    return text.slice(isInside ? cut + 1 : cut);
  }

  /** Takes the next bytes of the stream and hands on the lines they complete. */
  push(bytes: Uint8Array): void {
    // One kind of bytes for all that follows; and a Buffer finds a byte several times faster.
    const chunk = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    if (this.#length > 0 || this.#returned || this.#partLevel !== -1) {
      const end = chunk.indexOf(lf);
      if (end === -1) {
        this.#keep(chunk, 0, chunk.length);
        return;
      }
      this.#keep(chunk, 0, end);
      this.#finish();
      from = end + 1;
    }
    const last = chunk.lastIndexOf(lf);
    if (last >= from) {
      this.#cutLines(chunk, from, last + 1);
      from = last + 1;
    }
    if (from < chunk.length) this.#keep(chunk, from, chunk.length);
  }

  /** The stream has ended: its unfinished rest becomes a line. */
  end(): void {
    if (this.#length > 0 || this.#partLevel !== -1) this.#finish();
    this.#returned = false;
  }

  /**
   * Cuts bytes that begin at the beginning of a line and end with LF. Neighbours that go into the log as they stand
   * go there in one piece; only the ends of its lines are noted.
   */
  #cutLines(chunk: Buffer, from: number, to: number): void {
    const sink = this.#sink;
    const valid = isUtf8(from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to));
    let nextReturn = chunk.indexOf(cr, from);
    const isPlainText = valid && this.#level === null && (nextReturn === -1 || nextReturn >= to);
    const scanner = isPlainText ? lineScanner() : null;
    /** Beginning of the lines that are noted and not copied, and how far that is from where they will lie. */
    let piece = from;
    let shift = sink.textLength - piece;
    let start = from;
    while (start < to) {
      if (scanner !== null) {
        const options = { shift, longest: this.#max, levels: this.#levels };
        const { count, bytes } = scanner.scan(chunk, start, to, options);
        sink.noteLines(scanner.ends, scanner.levels, count);
        start += bytes;
        // Else the first of them is no such line.
        if (bytes > 0) continue;
      }
      const end = chunk.indexOf(lf, start);
      if (nextReturn !== -1 && nextReturn < start) nextReturn = chunk.indexOf(cr, start);
      const isPlain = end - start <= this.#max && (nextReturn === -1 || nextReturn > end);
      if (isPlain) {
        const level = this.#levelOf(chunk, start, end);
        const flags = valid || isUtf8(chunk.subarray(start, end)) ? level : level | flagInvalidUtf8;
        sink.noteLine(end + 1 + shift, flags);
      } else {
        sink.addText(chunk, piece, start);
        this.#keep(chunk, start, end);
        this.#finish();
        piece = end + 1;
        shift = sink.textLength - piece;
      }
      start = end + 1;
    }
    sink.addText(chunk, piece, to);
  }

  #levelOf(bytes: Buffer, from: number, to: number): number {
    if (this.#level !== null) return this.#level;
    return this.#levels.next(levelOfLine(bytes, from, to), bytes, from, to);
  }

  /** Takes bytes without LF into the unfinished line. */
  #keep(bytes: Buffer, from: number, to: number): void {
    let start = from;
    while (start < to) {
      let end = bytes.indexOf(cr, start);
      if (end === -1 || end > to) end = to;
      if (end > start) {
        if (this.#returned) this.#length = 0;
        this.#returned = false;
        this.#append(bytes, start, end);
      }
      if (end < to) this.#returned = true;
      start = end + 1;
    }
  }

  /** Appends bytes without CR and LF; cuts parts off as long as the line is too long. */
  #append(bytes: Buffer, from: number, to: number): void {
    let start = from;
    while (this.#length + to - start > this.#max) {
      // One byte past the cut tells whether a character ends there.
      const taken = this.#max + 1 - this.#length;
      this.#put(bytes, start, start + taken);
      start += taken;
      const cut = cutPoint(this.#tail, this.#max);
      this.#emit(cut, flagCont);
      this.#tail.copyWithin(0, cut, this.#length);
      this.#length -= cut;
    }
    this.#put(bytes, start, to);
  }

  #put(bytes: Buffer, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length >= this.#tail.length) {
      let size = this.#tail.length;
      while (size <= length) size *= 2;
      const larger = Buffer.allocUnsafeSlow(size);
      larger.set(this.#tail.subarray(0, this.#length));
      this.#tail = larger;
    }
    this.#tail.set(bytes.subarray(from, to), this.#length);
    this.#length = length;
  }

  #finish(): void {
    // What stands behind a line may be looked at, and must not be what a longer one has left there.
    this.#tail[this.#length] = lf;
    this.#emit(this.#length, 0);
    this.#length = 0;
    this.#returned = false;
    this.#partLevel = -1;
  }

  #emit(length: number, part: number): void {
    let level = this.#partLevel;
    if (level === -1) level = this.#levelOf(this.#tail, 0, length);
    if (part !== 0) this.#partLevel = level;
    const valid = isUtf8(this.#tail.subarray(0, length));
    this.#sink.addLine(this.#tail, 0, length, level | part | (valid ? 0 : flagInvalidUtf8));
  }
}

/** The place at or before `limit` that is inside neither a character nor an escape sequence. */
function cutPoint(bytes: Uint8Array, limit: number): number {
  let cut = limit;
  while (cut > limit - 3 && cut > 1 && (bytes[cut] & 0xc0) === 0x80) cut--;
  // More than three bytes that go on with a character belong to none.
  if ((bytes[cut] & 0xc0) === 0x80) cut = limit;
  for (let at = cut - 1; at > 0 && at >= cut - maxEscapeBytes; at--) {
    if (bytes[at] === escape) return isOpenSequence(bytes, at + 1, cut) ? at : cut;
  }
  return cut;
}

/** Whether the control sequence after an ESC has no final byte before `to`. */
function isOpenSequence(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return true;
  if (bytes[from] !== 0x5b) return false;
  for (let at = from + 1; at < to; at++) {
    if (bytes[at] >= 0x40) return false;
    if (bytes[at] < 0x20) return false;
  }
  return true;
}
