/** How blocks are made: the head block of a run, which grows line by line, and blocks that one chunk fills alone. */
import {
  attemptOfSource,
  blockLinesMax,
  encodeBlock,
  firstLineOfSource,
  nodeOfSource,
  streamShift,
  type Block,
  type BlockParts,
  type BlockSummary,
  type BytesMemory,
  type LineRange,
  type LineSource,
} from './block';
import { flagLevelMask } from './line-batch';

/** Text bytes at which a block is full. */
const blockTextMax = 128 * 1024;
/** Longest time a block may span, in microseconds. */
const spanMax = 0xffffffff;

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
  memory?: BytesMemory,
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
  const bytes = encodeBlock(
    {
      firstSequence,
      baseTime: time,
      sources: [{ node, attempt, firstLine }],
      time: timesOfOne.subarray(0, length),
      textEnd: endsOfOne.subarray(0, length),
      source: sourcesOfOne.subarray(0, length),
      flags: flagsOfOne.subarray(0, length),
      text: lines.text.subarray(textStart, lineEnd[from + length - 1]),
    },
    memory,
  );
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

  /** The lines from `from` on as bytes: the whole block, or what a commit adds to it. */
  encode(from = 0, memory?: BytesMemory): Uint8Array {
    const textStart = from === 0 ? 0 : this.#textEnd[from - 1];
    return encodeBlock(
      {
        firstSequence: this.firstSequence + from,
        baseTime: this.#baseTime,
        time: this.#time.subarray(from, this.length),
        flags: this.#flags.subarray(from, this.length),
        text: this.#text.subarray(textStart, this.#textLength),
        ...this.#columnsFrom(from, textStart),
      },
      memory,
    );
  }

  /** Lines went into a block past this one, which is empty. */
  skip(lines: number): void {
    this.firstSequence += lines;
  }

  /** The columns that are others in a block which begins at `from`: sources have other numbers and first lines there. */
  #columnsFrom(from: number, textStart: number): Pick<BlockParts, 'sources' | 'textEnd' | 'source'> {
    const textEnd = this.#textEnd.subarray(from, this.length);
    const source = this.#source.subarray(from, this.length);
    if (from === 0) return { sources: this.#sources, textEnd, source };
    const linesBefore = new Uint32Array(this.#sources.length);
    for (let at = 0; at < from; at++) linesBefore[this.#source[at]]++;
    const numbers = new Uint16Array(this.#sources.length);
    const seen = new Uint8Array(this.#sources.length);
    const sources: LineSource[] = [];
    for (const number of source) {
      if (seen[number] === 1) continue;
      seen[number] = 1;
      numbers[number] = sources.length;
      const { node, attempt, firstLine } = this.#sources[number];
      sources.push({ node, attempt, firstLine: firstLine + linesBefore[number] });
    }
    return {
      sources,
      textEnd: textEnd.map((end) => end - textStart),
      source: source.map((number) => numbers[number]),
    };
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
