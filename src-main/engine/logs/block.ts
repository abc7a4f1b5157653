/**
 * A block: up to {@link blockLinesMax} lines of one run in their final order, columns apart from text. The same
 * form serves the head block's chunks in the catalog and the sealed blocks in the run's file.
 *
 * Layout, little-endian: 32 bytes of head (version u8, 3 spare, lines u32, sources u32, text bytes u32, first
 * sequence f64, base time f64), sources (node u32, first job line u32, attempt u32 each), time u32 (microseconds
 * after the base, which is whole microseconds since the epoch), text end u32, source u16, flags u8, then the text.
 *
 * Each line of the text ends with LF, which nothing else in it is: so a whole block is searched or exported at once.
 * Version 1 had no LF between lines; it is read, not written.
 */
import { flagLevelMask } from './line-batch';

/** Lines in a full block. */
export const blockLinesMax = 1024;
/** Text bytes at which a block is full. */
const blockTextMax = 128 * 1024;

const version = 2;
const versionWithoutLineEnds = 1;
const lf = 10;
/** Bytes in front of a block's sources, and of each source. */
const headBytes = 32;
const sourceBytes = 12;
/** Bytes of a line's columns. */
const lineBytes = 11;
/** Longest time a block may span, in microseconds. */
const spanMax = 0xffffffff;

/** Bits 4 and 5 of a stored line's flags are its stream; the lower four are those of `line-batch.ts`. */
export const streamShift = 4;

/** One job and attempt that has lines in a block, and its job line number of the first of them. */
export interface LineSource {
  readonly node: number;
  readonly attempt: number;
  readonly firstLine: number;
}

/** Lines of one job and attempt in a block. */
export interface SourceCounts extends LineSource {
  /** Lines by level, debug first. */
  readonly levels: readonly [number, number, number, number];
}

/** What a block holds, without its lines. */
export interface BlockSummary {
  readonly firstSequence: number;
  readonly length: number;
  /** Times in whole microseconds since the epoch. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly sources: readonly SourceCounts[];
}

/** Numbers of a source in a block: node, first job line, attempt. */
const sourceNumbers = 3;

/**
 * The sources of a block as they lie in it, {@link sourceNumbers} each: nothing is made for each of them, because a
 * block may have a thousand. Plain numbers, because blocks are sent to other threads.
 */
export type LineSources = Uint32Array;

export function sourceCount(sources: LineSources): number {
  return sources.length / sourceNumbers;
}
export function nodeOfSource(sources: LineSources, source: number): number {
  return sources[source * sourceNumbers];
}
/** Job line number of the first line that the source has in the block. */
export function firstLineOfSource(sources: LineSources, source: number): number {
  return sources[source * sourceNumbers + 1];
}
export function attemptOfSource(sources: LineSources, source: number): number {
  return sources[source * sourceNumbers + 2];
}
/** 1 for each source whose node is asked for, 0 for the others. */
export function maskOfSources(sources: LineSources, isAsked: (node: number) => boolean): Uint8Array {
  const mask = new Uint8Array(sourceCount(sources));
  for (let source = 0; source < mask.length; source++)
    mask[source] = isAsked(nodeOfSource(sources, source)) ? 1 : 0;
  return mask;
}

/** A block as it is read. All columns are views of one buffer. */
export interface Block {
  readonly firstSequence: number;
  readonly length: number;
  /** Whole microseconds since the epoch. */
  readonly baseTime: number;
  readonly sources: LineSources;
  /** Microseconds after `baseTime`. */
  readonly time: Uint32Array;
  /** Offset in `text` behind the line's LF. */
  readonly textEnd: Uint32Array;
  readonly source: Uint16Array;
  readonly flags: Uint8Array;
  readonly text: Uint8Array;
}

/** Level of line `at`: 0 debug to 3 error. */
export function levelOf(block: Pick<Block, 'flags'>, at: number): number {
  return block.flags[at] & flagLevelMask;
}

/** Bytes of line `at` without its LF; a view. */
export function textOf(block: Pick<Block, 'text' | 'textEnd'>, at: number): Uint8Array {
  return block.text.subarray(at === 0 ? 0 : block.textEnd[at - 1], block.textEnd[at] - 1);
}

/** A block without its text, and where that begins in the block. */
interface BlockLines extends Omit<Block, 'text'> {
  readonly textOffset: number;
}

/** Reads a block; throws when the bytes are not one. */
export function decodeBlock(bytes: Uint8Array): Block {
  const { aligned, head } = alignedHead(bytes);
  const written = aligned.byteLength < headBytes ? 0 : head.getUint8(0);
  if (written !== version && written !== versionWithoutLineEnds) throw new Error('This is not a log block.');
  const textBytes = head.getUint32(12, true);
  if (encodedBytes(head.getUint32(4, true), head.getUint32(8, true), textBytes) !== aligned.byteLength) {
    throw new Error('A log block is cut off.');
  }
  const { textOffset, ...lines } = linesOf(aligned, head);
  const text = new Uint8Array(aligned.buffer, aligned.byteOffset + textOffset, textBytes);
  return written === version ? { ...lines, text } : withLineEnds({ ...lines, text });
}

/** A block without its text: what is needed to find a row, a time or a level. */
export type BlockColumns = Omit<Block, 'text' | 'textEnd'>;

/** A block and the way to the texts of its lines. */
export interface BlockTexts {
  readonly block: BlockColumns;
  /** A copy of the bytes of line `at` without its LF. */
  readonly text: (at: number) => Uint8Array;
}

/** The beginning of a block: all of it but the text. The text lies behind it, so a reader needs a fifth of a block. */
export interface BlockFront extends BlockLines {
  /** Whether {@link textPlace} is true of it: not for version 1, whose text is read as a whole. */
  readonly hasLineEnds: boolean;
}

/** Bytes at the beginning of a block that hold its front for sure. */
export const frontBytesMax = headBytes + blockLinesMax * (sourceBytes + lineBytes);

/** Reads the front from the first bytes of a block: {@link frontBytesMax}, or all that it has. */
export function decodeFront(bytes: Uint8Array): BlockFront {
  const { aligned, head } = alignedHead(bytes);
  return { ...linesOf(aligned, head), hasLineEnds: head.getUint8(0) === version };
}

/** Where the text of line `at` lies in the block, without its LF. */
export function textPlace({ textOffset, textEnd }: BlockFront, at: number): { from: number; bytes: number } {
  const start = at === 0 ? 0 : textEnd[at - 1];
  return { from: textOffset + start, bytes: textEnd[at] - 1 - start };
}

/** Typed arrays need alignment, and a value from the catalog may lie anywhere. */
function alignedHead(bytes: Uint8Array): { aligned: Uint8Array; head: DataView } {
  // A copy; `slice` of a Buffer makes none.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return { aligned, head: new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength) };
}

function linesOf({ buffer, byteOffset }: Uint8Array, head: DataView): BlockLines {
  const length = head.getUint32(4, true);
  const countOfSources = head.getUint32(8, true);
  const offset = byteOffset + headBytes + countOfSources * sourceBytes;
  return {
    firstSequence: head.getFloat64(16, true),
    length,
    baseTime: head.getFloat64(24, true),
    sources: new Uint32Array(buffer, byteOffset + headBytes, countOfSources * sourceNumbers),
    time: new Uint32Array(buffer, offset, length),
    textEnd: new Uint32Array(buffer, offset + length * 4, length),
    source: new Uint16Array(buffer, offset + length * 8, length),
    flags: new Uint8Array(buffer, offset + length * 10, length),
    textOffset: offset + length * lineBytes - byteOffset,
  };
}

/** A block of version 1 as one of now. */
function withLineEnds(block: Block): Block {
  const text = new Uint8Array(block.text.length + block.length);
  const textEnd = new Uint32Array(block.length);
  for (let at = 0, from = 0; at < block.length; at++) {
    const end = block.textEnd[at];
    text.set(block.text.subarray(from, end), from + at);
    text[end + at] = lf;
    textEnd[at] = end + at + 1;
    from = end;
  }
  return { ...block, text, textEnd };
}

function encodedBytes(lines: number, sources: number, textBytes: number): number {
  return headBytes + sources * sourceBytes + lines * lineBytes + textBytes;
}

/** Where the lines of one item of a batch lie; see `line-batch.ts`. */
export interface LineRange {
  readonly lineEnd: Uint32Array;
  readonly lineFlags: Uint8Array;
  readonly text: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Memory for so many bytes; what stands in it is not cleared. */
export type BytesMemory = (bytes: number) => Uint8Array<ArrayBuffer>;

function newMemory(bytes: number): Uint8Array<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(bytes);
}

/** Writes head and sources of a block, then its columns, one behind the other. Memory may begin anywhere. */
class ColumnWriter {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(
    bytes: Uint8Array<ArrayBuffer>,
    block: {
      readonly lines: number;
      readonly sources: readonly LineSource[];
      readonly textBytes: number;
      readonly firstSequence: number;
      readonly baseTime: number;
    },
  ) {
    const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    head.setUint32(0, version, true);
    head.setUint32(4, block.lines, true);
    head.setUint32(8, block.sources.length, true);
    head.setUint32(12, block.textBytes, true);
    head.setFloat64(16, block.firstSequence, true);
    head.setFloat64(24, block.baseTime, true);
    let at = headBytes;
    for (const source of block.sources) {
      head.setUint32(at, source.node, true);
      head.setUint32(at + 4, source.firstLine, true);
      head.setUint32(at + 8, source.attempt, true);
      at += sourceBytes;
    }
    this.#bytes = bytes;
    this.#at = at;
  }

  add(column: Uint8Array | Uint16Array | Uint32Array): void {
    const { buffer, byteOffset, byteLength } = column;
    const bytes = column instanceof Uint8Array ? column : new Uint8Array(buffer, byteOffset, byteLength);
    this.#bytes.set(bytes, this.#at);
    this.#at += byteLength;
  }
}

/** Columns of a block of one source and one time: these are all 0, … */
const timesOfOne = new Uint32Array(blockLinesMax);
const sourcesOfOne = new Uint16Array(blockLinesMax);
/** … and these are filled anew for each. */
const endsOfOne = new Uint32Array(blockLinesMax);
const flagsOfOne = new Uint8Array(blockLinesMax);

/**
 * Makes a full block of the lines of one chunk, from `from` on, as a {@link BlockBuilder} would that is empty; null when
 * they do not fill one. A noisy job's lines are copied once instead of twice. For the rest see
 * {@link BlockBuilder.append}.
 */
export function encodeFullBlock(
  lines: LineRange,
  from: number,
  of: {
    readonly node: number;
    readonly attempt: number;
    readonly stream: number;
    readonly firstLine: number;
  },
  firstSequence: number,
  time: number,
  memory: BytesMemory = newMemory,
): { readonly bytes: Uint8Array; readonly summary: BlockSummary } | null {
  const { lineEnd, lineFlags } = lines;
  const textStart = from === 0 ? 0 : lineEnd[from - 1];
  const most = Math.min(lines.to - from, blockLinesMax);
  if (most < blockLinesMax && lineEnd[lines.to - 1] - textStart < blockTextMax) return null;
  const levels: [number, number, number, number] = [0, 0, 0, 0];
  const stream = of.stream << streamShift;
  let length = 0;
  while (length < most) {
    const end = lineEnd[from + length] - textStart;
    const flags = lineFlags[from + length];
    endsOfOne[length] = end;
    flagsOfOne[length] = flags | stream;
    levels[flags & flagLevelMask]++;
    length++;
    if (end >= blockTextMax) break;
  }
  const { node, attempt, firstLine } = of;
  const textEnd = lineEnd[from + length - 1];
  const sources = [{ node, attempt, firstLine }];
  const textBytes = textEnd - textStart;
  const bytes = memory(encodedBytes(length, 1, textBytes));
  const columns = new ColumnWriter(bytes, {
    lines: length,
    sources,
    textBytes,
    firstSequence,
    baseTime: time,
  });
  columns.add(timesOfOne.subarray(0, length));
  columns.add(endsOfOne.subarray(0, length));
  columns.add(sourcesOfOne.subarray(0, length));
  columns.add(flagsOfOne.subarray(0, length));
  columns.add(lines.text.subarray(textStart, textEnd));
  const counts = [{ node, attempt, firstLine, levels }];
  return { bytes, summary: { firstSequence, length, firstTime: time, lastTime: time, sources: counts } };
}

/** The head block of a run: grows at its end until it is full. */
export class BlockBuilder {
  firstSequence: number;
  length = 0;
  #baseTime = 0;
  #textLength = 0;
  #sources: LineSource[] = [];
  /** The latest source of each node. */
  readonly #sourceOf = new Map<number, number>();
  #time = new Uint32Array(16);
  #textEnd = new Uint32Array(16);
  #source = new Uint16Array(16);
  #flags = new Uint8Array(16);
  #text = new Uint8Array(1024);

  constructor(firstSequence: number) {
    this.firstSequence = firstSequence;
  }

  /** Begins the next block; its columns lie where those of the last one lay. */
  next(): void {
    this.firstSequence += this.length;
    this.length = 0;
    this.#textLength = 0;
    this.#sources = [];
    this.#sourceOf.clear();
  }

  get isFull(): boolean {
    return this.length >= blockLinesMax || this.#textLength >= blockTextMax;
  }

  /** Whether a line of this time (whole microseconds since the epoch) still fits into the block's span. */
  accepts(time: number): boolean {
    return this.length === 0 || time - this.#baseTime < spanMax;
  }

  /**
   * Appends lines of one chunk, from `from` on, until the block is full; returns how many it took. `firstLine` is the
   * job line number of the first; `time` is in whole microseconds since the epoch and never less than the line's
   * before.
   */
  append(
    lines: LineRange,
    from: number,
    of: { readonly node: number; readonly attempt: number; readonly stream: number },
    firstLine: number,
    time: number,
  ): number {
    if (this.length === 0) this.#baseTime = time;
    const source = this.#sourceNumber(of.node, of.attempt, firstLine);
    const room = Math.min(lines.to - from, blockLinesMax - this.length);
    this.#reserveLines(this.length + room);
    const { lineEnd, lineFlags } = lines;
    const textStart = from === 0 ? 0 : lineEnd[from - 1];
    const shift = this.#textLength - textStart;
    const stream = of.stream << streamShift;
    const first = this.length;
    const textEnds = this.#textEnd;
    const flags = this.#flags;
    let taken = 0;
    while (taken < room) {
      const at = first + taken;
      const textEnd = lineEnd[from + taken] + shift;
      textEnds[at] = textEnd;
      flags[at] = lineFlags[from + taken] | stream;
      taken++;
      if (textEnd >= blockTextMax) break;
    }
    this.length = first + taken;
    if (taken === 1) {
      this.#time[first] = time - this.#baseTime;
      this.#source[first] = source;
    } else {
      this.#time.fill(time - this.#baseTime, first, this.length);
      this.#source.fill(source, first, this.length);
    }
    const textEnd = lineEnd[from + taken - 1];
    const bytes = textEnd - textStart;
    this.#reserveText(this.#textLength + bytes);
    const text = this.#text;
    const to = this.#textLength;
    // Below some length a loop costs less than the call and the view that `set` needs.
    if (bytes < 48) for (let at = 0; at < bytes; at++) text[to + at] = lines.text[textStart + at];
    else text.set(lines.text.subarray(textStart, textEnd), to);
    this.#textLength = to + bytes;
    return taken;
  }

  /** Appends the lines of a block that was read back. */
  appendBlock(block: Block): void {
    for (let at = 0; at < block.length; at++) {
      const number = block.source[at];
      const node = nodeOfSource(block.sources, number);
      const attempt = attemptOfSource(block.sources, number);
      const start = at === 0 ? 0 : block.textEnd[at - 1];
      this.append(
        {
          lineEnd: Uint32Array.of(block.textEnd[at] - start),
          lineFlags: block.flags.subarray(at, at + 1),
          text: block.text.subarray(start, block.textEnd[at]),
          from: 0,
          to: 1,
        },
        0,
        { node, attempt, stream: 0 },
        firstLineOfSource(block.sources, number),
        block.baseTime + block.time[at],
      );
    }
  }

  /** What stands in its columns: times, and lines by source and level. */
  summary(): BlockSummary {
    const counts = new Uint16Array(this.#sources.length * 4);
    const flags = this.#flags;
    const source = this.#source;
    for (let at = 0; at < this.length; at++) counts[source[at] * 4 + (flags[at] & flagLevelMask)]++;
    return {
      firstSequence: this.firstSequence,
      length: this.length,
      firstTime: this.#baseTime,
      lastTime: this.#baseTime + this.#time[this.length - 1],
      sources: this.#sources.map(({ node, attempt, firstLine }, number) => {
        const at = number * 4;
        return {
          node,
          attempt,
          firstLine,
          levels: [counts[at], counts[at + 1], counts[at + 2], counts[at + 3]],
        };
      }),
    };
  }

  /**
   * The lines from `from` on as bytes: the whole block, or what a commit adds to it. Default memory: some of its own,
   * since the catalog keeps a chunk for longer than anybody could say.
   */
  encode(from = 0, memory: BytesMemory = newMemory): Uint8Array {
    const length = this.length - from;
    const textStart = from === 0 ? 0 : this.#textEnd[from - 1];
    const { sources, numbers } = this.#sourcesFrom(from);
    const textBytes = this.#textLength - textStart;
    const bytes = memory(encodedBytes(length, sources.length, textBytes));
    const columns = new ColumnWriter(bytes, {
      lines: length,
      sources,
      textBytes,
      firstSequence: this.firstSequence + from,
      baseTime: this.#baseTime,
    });
    columns.add(this.#time.subarray(from, this.length));
    if (numbers === null) {
      columns.add(this.#textEnd.subarray(0, length));
      columns.add(this.#source.subarray(0, length));
    } else {
      const shiftedEnd = new Uint32Array(length);
      const renumbered = new Uint16Array(length);
      for (let at = 0; at < length; at++) {
        shiftedEnd[at] = this.#textEnd[from + at] - textStart;
        renumbered[at] = numbers[this.#source[from + at]];
      }
      columns.add(shiftedEnd);
      columns.add(renumbered);
    }
    columns.add(this.#flags.subarray(from, this.length));
    columns.add(this.#text.subarray(textStart, this.#textLength));
    return bytes;
  }

  /** Lines went into a block past this one, which is empty. */
  skip(lines: number): void {
    this.firstSequence += lines;
  }

  /** The sources of the lines from `from` on, with their first job line there, and their new numbers. */
  #sourcesFrom(from: number): { sources: LineSource[]; numbers: Uint16Array | null } {
    if (from === 0) return { sources: this.#sources, numbers: null };
    const linesBefore = new Uint32Array(this.#sources.length);
    for (let at = 0; at < from; at++) linesBefore[this.#source[at]]++;
    const numbers = new Uint16Array(this.#sources.length);
    const seen = new Uint8Array(this.#sources.length);
    const sources: LineSource[] = [];
    for (let at = from; at < this.length; at++) {
      const number = this.#source[at];
      if (seen[number] === 1) continue;
      seen[number] = 1;
      numbers[number] = sources.length;
      const { node, attempt, firstLine } = this.#sources[number];
      sources.push({ node, attempt, firstLine: firstLine + linesBefore[number] });
    }
    return { sources, numbers };
  }

  #sourceNumber(node: number, attempt: number, firstLine: number): number {
    let number = this.#sourceOf.get(node);
    // A source counts on only while its attempt is the job's latest, so job lines stay dense whatever comes.
    if (number === undefined || this.#sources[number].attempt !== attempt) {
      number = this.#sources.length;
      this.#sources.push({ node, attempt, firstLine });
      this.#sourceOf.set(node, number);
    }
    return number;
  }

  #reserveLines(lines: number): void {
    if (lines <= this.#flags.length) return;
    let size = this.#flags.length;
    while (size < lines) size *= 2;
    this.#time = grown(this.#time, new Uint32Array(size));
    this.#textEnd = grown(this.#textEnd, new Uint32Array(size));
    this.#source = grown(this.#source, new Uint16Array(size));
    this.#flags = grown(this.#flags, new Uint8Array(size));
  }

  #reserveText(bytes: number): void {
    if (bytes <= this.#text.length) return;
    let size = this.#text.length;
    while (size < bytes) size *= 2;
    this.#text = grown(this.#text, new Uint8Array(size));
  }
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array>(old: Column, larger: Column): Column {
  larger.set(old);
  return larger;
}
