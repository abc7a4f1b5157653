/**
 * A view of a run's log: the lines of one subtree, of some levels. It keeps prefix counts over spans of blocks, and
 * over the blocks of those spans in which somebody looks, so row `k` and line `n` are a binary search and the scan of
 * one block, and a new view of ten million lines reads some hundred records. A line's number counts all levels and never changes;
 * the level mask selects rows, it does not renumber.
 */
import { allLevels, type LevelCounts, type LevelMask } from '../../../src-shared/model';
import { levelOf, textOf, type Block } from './block';
import type { BlockRecord } from './block-index';
import type { LogReader } from './log-reader';
import { blocksInSpan, type SpanRecord } from './span-index';

/** One selected line. */
export interface ViewLine {
  /** Row in the view, from 0. */
  readonly row: number;
  /** Number in the subtree, from 1, all levels counted. */
  readonly n: number;
  /** Position in the run, from 1. */
  readonly sequence: number;
  readonly node: number;
  readonly attempt: number;
  /** Position in the job, from 1. */
  readonly line: number;
  /** Whole microseconds since the epoch. */
  readonly time: number;
  /** The stored flags: level, cont, invalid UTF-8, stream. */
  readonly flags: number;
  /** Bytes; a view of the block's text. */
  readonly text: Uint8Array;
}

/** Lines before a segment (a sealed block, or a chunk of the head): all of the subtree, and the selected ones. */
interface Prefix {
  readonly all: number;
  readonly selected: number;
}

/** Lines by level, debug first. */
type Levels = readonly [number, number, number, number];

/** Spans whose inner prefixes are kept. */
const keptSpans = 64;

/** See the head of this file. */
export class LogView {
  readonly #reader: LogReader;
  readonly #mask: LevelMask;
  readonly #subtree: Subtree;
  /** Prefix counts before each span and, last, before the first loose block. */
  readonly #spans: Prefix[] = [{ all: 0, selected: 0 }];
  /** Prefix counts before each block of a span in which somebody looked. */
  readonly #insideSpans = new Map<number, readonly Prefix[]>();
  /** Prefix counts before each loose block and, last, before the first chunk. */
  #loose: Prefix[] = [{ all: 0, selected: 0 }];
  #sealedLevels: Levels = [0, 0, 0, 0];
  #chunks: Prefix[] = [];
  /** Lines of the subtree by level in each chunk that was seen. */
  readonly #chunkLevels = new WeakMap<Block, Levels>();
  #levels: Levels = [0, 0, 0, 0];

  /** `isWithin` says whether a node belongs to the subtree; it is asked once a node. Null: every node does. */
  constructor(reader: LogReader, mask: LevelMask, isWithin: ((node: number) => boolean) | null) {
    this.#reader = reader;
    this.#mask = mask;
    this.#subtree = new Subtree(isWithin);
    this.refresh();
  }

  /** Lines of the subtree: the N of 1..N. */
  get total(): number {
    return sumOf(this.#levels, allLevels);
  }
  /** Rows of the view. */
  get matching(): number {
    return sumOf(this.#levels, this.#mask);
  }
  get byLevel(): LevelCounts {
    const [debug, info, warn, error] = this.#levels;
    return { debug, info, warn, error };
  }

  /** Takes in what the reader has; call the reader's `refresh` first. */
  refresh(): void {
    const { spanCount } = this.#reader;
    while (this.#spans.length - 1 < spanCount && this.#loose.length > 1) this.#finishSpan();
    this.#reader.eachSpan(this.#spans.length - 1, (span) => {
      const levels = this.#subtree.levelsOfSpan(span);
      this.#sealedLevels = added(this.#sealedLevels, levels);
      this.#loose = [this.#after(this.#loose[0], levels)];
      this.#spans.push(this.#loose[0]);
    });
    for (const record of this.#reader.loose.slice(this.#loose.length - 1)) this.#countLoose(record);
    this.#countChunks();
  }

  /** Rows `from` to `from + count - 1`, as far as there are any. */
  rows(from: number, count: number): ViewLine[] {
    const lines: ViewLine[] = [];
    if (count <= 0 || from < 0 || from >= this.matching) return lines;
    let segment = this.#lastSegment((prefix) => prefix.selected <= from);
    for (; segment < this.#segments && lines.length < count; segment++) {
      this.#scan(segment, (line) => {
        if (line.row >= from) lines.push(line);
        return lines.length < count;
      });
    }
    return lines;
  }

  /** Row of line `n`, or of the next selected line after it; null when there is none. */
  rowOfLine(n: number): number | null {
    if (n < 1 || n > this.total) return null;
    if (this.#mask === allLevels) return n - 1;
    const first = this.#lastSegment((prefix) => prefix.all < n);
    let row: number | null = null;
    this.#scan(first, (line) => {
      if (line.n >= n) row = line.row;
      return row === null;
    });
    if (row !== null) return row;
    const next = first + 1 < this.#segments ? this.#prefix(first + 1).selected : this.matching;
    return next < this.matching ? next : null;
  }

  get #segments(): number {
    return this.#reader.blockCount + this.#reader.chunks.length;
  }

  /** Counts before what follows a part with these lines. */
  #after(before: Prefix, levels: Levels): Prefix {
    return {
      all: before.all + sumOf(levels, allLevels),
      selected: before.selected + sumOf(levels, this.#mask),
    };
  }

  #countLoose(record: BlockRecord): void {
    const levels = this.#subtree.levelsOfBlock(record);
    this.#loose.push(this.#after(this.#loose[this.#loose.length - 1], levels));
    this.#sealedLevels = added(this.#sealedLevels, levels);
  }

  /** The first loose blocks that were counted are a span by now, together with those that came since. */
  #finishSpan(): void {
    const counted = this.#loose.length - 1;
    if (counted < blocksInSpan) {
      const records = this.#reader.recordsOfSpan(this.#spans.length - 1);
      for (const record of records.slice(counted)) this.#countLoose(record);
    }
    this.#spans.push(this.#loose[blocksInSpan]);
    this.#loose = this.#loose.slice(blocksInSpan);
  }

  #prefix(segment: number): Prefix {
    const loose = this.#reader.spanCount * blocksInSpan;
    if (segment < loose) return this.#insideSpan(Math.floor(segment / blocksInSpan))[segment % blocksInSpan];
    const sealed = this.#reader.blockCount;
    return segment < sealed ? this.#loose[segment - loose] : this.#chunks[segment - sealed];
  }

  /** Prefix counts before each block of a span. */
  #insideSpan(span: number): readonly Prefix[] {
    const kept = this.#insideSpans.get(span);
    if (kept !== undefined) return kept;
    let prefix = this.#spans[span];
    const inside = this.#reader.recordsOfSpan(span).map((record) => {
      const before = prefix;
      prefix = this.#after(before, this.#subtree.levelsOfBlock(record));
      return before;
    });
    this.#insideSpans.set(span, inside);
    if (this.#insideSpans.size > keptSpans) {
      for (const oldest of this.#insideSpans.keys()) {
        this.#insideSpans.delete(oldest);
        break;
      }
    }
    return inside;
  }

  /** The last segment for whose prefix `isBefore` holds; it holds for a beginning of all segments. */
  #lastSegment(isBefore: (prefix: Prefix) => boolean): number {
    const span = lastOf(0, this.#spans.length - 1, (at) => isBefore(this.#spans[at]));
    const first = span * blocksInSpan;
    const last = span < this.#reader.spanCount ? first + blocksInSpan - 1 : this.#segments - 1;
    return lastOf(first, last, (segment) => isBefore(this.#prefix(segment)));
  }

  /** Chunks never change, so each is counted once; a commit adds one and takes the older ones into a block. */
  #countChunks(): void {
    this.#levels = this.#sealedLevels;
    let prefix = this.#loose[this.#loose.length - 1];
    this.#chunks = this.#reader.chunks.map((chunk) => {
      const before = prefix;
      const levels = this.#levelsOfChunk(chunk);
      prefix = this.#after(before, levels);
      this.#levels = added(this.#levels, levels);
      return before;
    });
  }

  #levelsOfChunk(chunk: Block): Levels {
    const known = this.#chunkLevels.get(chunk);
    if (known !== undefined) return known;
    const levels: [number, number, number, number] = [0, 0, 0, 0];
    const within = chunk.sources.map((source) => this.#subtree.has(source.node));
    for (let at = 0; at < chunk.length; at++) if (within[chunk.source[at]]) levels[levelOf(chunk, at)]++;
    this.#chunkLevels.set(chunk, levels);
    return levels;
  }

  /** Calls `visit` for each selected line of a segment until it answers false. */
  #scan(segment: number, visit: (line: ViewLine) => boolean): void {
    const sealed = this.#reader.blockCount;
    const block: Block =
      segment < sealed ? this.#reader.block(segment) : this.#reader.chunks[segment - sealed];
    const within = block.sources.map((source) => this.#subtree.has(source.node));
    const linesBefore = new Uint32Array(block.sources.length);
    let { all, selected } = this.#prefix(segment);
    for (let at = 0; at < block.length; at++) {
      const number = block.source[at];
      const earlier = linesBefore[number]++;
      if (!within[number]) continue;
      all++;
      if ((this.#mask & (1 << levelOf(block, at))) === 0) continue;
      const source = block.sources[number];
      const line: ViewLine = {
        row: selected++,
        n: all,
        sequence: block.firstSequence + at,
        node: source.node,
        attempt: source.attempt,
        line: source.firstLine + earlier,
        time: block.baseTime + block.time[at],
        flags: block.flags[at],
        text: textOf(block, at),
      };
      if (!visit(line)) return;
    }
  }
}

/** Which nodes belong to a subtree; asked once a node, because a node's parent never changes. */
class Subtree {
  readonly #isWithin: ((node: number) => boolean) | null;
  /** By node: 0 not asked yet, 1 within, 2 outside. */
  #known = new Uint8Array(64);

  constructor(isWithin: ((node: number) => boolean) | null) {
    this.#isWithin = isWithin;
  }

  has(node: number): boolean {
    if (this.#isWithin === null) return true;
    if (node >= this.#known.length) {
      const larger = new Uint8Array(Math.max(node + 1, this.#known.length * 2));
      larger.set(this.#known);
      this.#known = larger;
    }
    if (this.#known[node] === 0) this.#known[node] = this.#isWithin(node) ? 1 : 2;
    return this.#known[node] === 1;
  }

  levelsOfSpan({ nodes, levels }: SpanRecord): Levels {
    let [debug, info, warn, error] = [0, 0, 0, 0];
    for (let at = 0; at < nodes.length; at++) {
      if (!this.has(nodes[at])) continue;
      debug += levels[at * 4];
      info += levels[at * 4 + 1];
      warn += levels[at * 4 + 2];
      error += levels[at * 4 + 3];
    }
    return [debug, info, warn, error];
  }

  levelsOfBlock({ sources }: BlockRecord): Levels {
    let counts: Levels = [0, 0, 0, 0];
    for (const { node, levels } of sources) if (this.has(node)) counts = added(counts, levels);
    return counts;
  }
}

function added(one: Levels, other: Levels): Levels {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]];
}

/** Lines of the levels in the mask. */
function sumOf(levels: Levels, mask: LevelMask): number {
  return levels.reduce((sum, count, level) => ((mask & (1 << level)) === 0 ? sum : sum + count), 0);
}

/** The last whole number from `low` to `high` for which `holds` holds, as it does for a beginning of them. */
function lastOf(low: number, high: number, holds: (at: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to + 1) >>> 1;
    if (holds(middle)) from = middle;
    else to = middle - 1;
  }
  return from;
}
