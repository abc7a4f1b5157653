/**
 * Finds the ends and levels of many lines at once, for everything that a thread reads: what `line-scan.ts` does, in
 * the terms of the engine. A line that begins like one before it (but for its digits) has its level, and nobody has to
 * look at it; all others are looked at by {@link levelOf}.
 */
import { decisionEnd, levelOf } from '../line-level';
import type { StreamLevels } from '../stream-levels';
import { loadAssembly } from '../../logs/assembly';
import { code } from './line-scan-code';

/** What `line-scan.ts` exports; its comments say what each does. */
interface Scan {
  readonly memory: WebAssembly.Memory;
  readonly headBytesMax: WebAssembly.Global;
  readonly linesMax: WebAssembly.Global;
  readonly inputBytes: WebAssembly.Global;
  readonly endsAt: WebAssembly.Global;
  readonly flagsAt: WebAssembly.Global;
  readonly readAt: WebAssembly.Global;
  readonly copyAt: WebAssembly.Global;
  readonly position: WebAssembly.Global;
  readonly isInError: WebAssembly.Global;
  scan(from: number, to: number, shift: number, line: number, longest: number, isInError: boolean): number;
  known(from: number, to: number): number;
  learn(from: number, to: number, level: number): void;
}

/** Shortest beginning that is remembered. */
const headBytesMin = 4;
const unknownLevel = 0xff;
let scanner: LineScanner | null | undefined;

/** The scanner of this thread; null on a processor that lacks its instructions: everything works there, but slower. */
export function lineScanner(): LineScanner | null {
  if (scanner === undefined) scanner = load();
  return scanner;
}

/** What {@link levelOf} says of the line from `from` to `to - 1`, mostly without a look at it. */
export function levelOfLine(bytes: Uint8Array, from: number, to: number): number {
  return lineScanner()?.levelOf(bytes, from, to) ?? levelOf(bytes, from, to);
}

function load(): LineScanner | null {
  const scan = loadAssembly<Scan>(code);
  return scan === null ? null : new LineScanner(scan);
}

/** Lines that were noted: `count` of them, at the beginning of both columns of the scanner. */
export interface ScannedLines {
  readonly count: number;
  /** How many bytes they have together, from where the scan began. */
  readonly bytes: number;
}

/** See the head of this file. */
class LineScanner {
  /** Memory for bytes from pipes: what is read into it is scanned where it lies. */
  readonly input: Buffer;
  /** Offset behind the LF of each noted line. */
  readonly ends: Uint32Array;
  readonly levels: Uint8Array;
  readonly #scan: Scan;
  readonly #memory: Buffer;
  readonly #linesMax: number;
  readonly #inputBytes: number;
  readonly #headBytesMax: number;
  readonly #copyAt: number;

  constructor(scan: Scan) {
    const { buffer } = scan.memory;
    this.#scan = scan;
    this.#memory = Buffer.from(buffer);
    this.#linesMax = scan.linesMax.value;
    this.#inputBytes = scan.inputBytes.value;
    this.#headBytesMax = scan.headBytesMax.value;
    this.#copyAt = scan.copyAt.value;
    this.input = Buffer.from(buffer, scan.readAt.value, this.#inputBytes);
    this.ends = new Uint32Array(buffer, scan.endsAt.value, this.#linesMax);
    this.levels = new Uint8Array(buffer, scan.flagsAt.value, this.#linesMax);
  }

  /**
   * Notes lines of the bytes from `from` to `to - 1`, in {@link ends} (with `shift` added) and {@link levels}: as many
   * as there is room for, and none behind one that is longer than `longest` or has no LF. Where it says none, the first
   * line is such a one.
   */
  scan(
    bytes: Buffer,
    from: number,
    to: number,
    options: { readonly shift: number; readonly longest: number; readonly levels: StreamLevels },
  ): ScannedLines {
    const memory = this.#memory;
    let start: number;
    let end: number;
    if (bytes.buffer === memory.buffer) {
      start = bytes.byteOffset + from;
      end = bytes.byteOffset + to;
    } else {
      start = this.#copyAt;
      end = start + bytes.copy(memory, start, from, Math.min(to, from + this.#inputBytes));
    }
    const { longest, levels } = options;
    // Unsigned, as in there: ends may lie in front of those in this memory.
    const shift = (options.shift + from - start) >>> 0;
    const scan = this.#scan;
    let position = start;
    let count = 0;
    for (;;) {
      const noted = scan.scan(position, end, shift, count, longest, levels.isInError);
      position = scan.position.value;
      levels.isInError = scan.isInError.value !== 0;
      if (noted === count || this.levels[noted - 1] !== unknownLevel)
        return { count: noted, bytes: position - start };
      count = noted;
      const lineStart = count === 1 ? start : (this.ends[count - 2] - shift) >>> 0;
      const lineEnd = position - 1;
      const said = this.#learned(levelOf(memory, lineStart, lineEnd), lineStart, decisionEnd() - lineStart);
      this.levels[count - 1] = levels.next(said, memory, lineStart, lineEnd);
    }
  }

  /** Level of the line from `from` to `to - 1`: what {@link levelOf} says. */
  levelOf(bytes: Uint8Array, from: number, to: number): number {
    const at = this.#copyAt;
    this.#memory.set(bytes.subarray(from, Math.min(to, from + this.#headBytesMax)), at);
    const level = this.#scan.known(at, at + Math.min(to - from, this.#headBytesMax));
    if (level !== unknownLevel) return level;
    return this.#learned(levelOf(bytes, from, to), at, decisionEnd() - from);
  }

  #learned(level: number, at: number, length: number): number {
    if (length >= headBytesMin && length <= this.#headBytesMax) this.#scan.learn(at, at + length, level);
    return level;
  }
}
