/**
 * A view of a run's log: the lines of one subtree, of some levels. It keeps prefix counts over spans of blocks, and
 * over the blocks of those spans in which somebody looks, so row `k` and line `n` are a binary search and the scan of
 * one block, and a new view of ten million lines reads some hundred records. A line's number counts all levels and never changes;
 * the level mask selects rows, it does not renumber.
 */
import { allLevels, type LevelCounts, type LevelMask } from '../../../src-shared/model';
import {
  type Block,
  type BlockTexts,
  type LineSources,
  attemptOfSource,
  firstLineOfSource,
  levelOf,
  maskOfSources,
  nodeOfSource,
  sourceCount,
} from './block';
import type { BlockRecord } from './block-index';
import { lastOf } from './last-of';
import { flagLevelMask } from './line-batch';
import { added, levelsAt, noLevels, sumOf, type Levels } from './levels';
import type { LogReader } from './log-reader';
import type { LogRows, ViewLine } from './log-rows';
import { blocksInSpan } from './span-index';
import { Subtree } from './subtree';

/** Lines before a segment (a sealed block, or a chunk of the head): all of the subtree, and the selected ones. */
interface Prefix {
  readonly all: number;
  readonly selected: number;
}

/** See the head of this file. */
export class LogView implements LogRows {
  readonly reader: LogReader;
  readonly mask: LevelMask;
  readonly #subtree: Subtree;
  /** Prefix counts before each span and, last, before the first loose block. */
  readonly #spans: Prefix[] = [{ all: 0, selected: 0 }];
  /** Lines by level of each block, of the spans in which somebody looked. */
  readonly #insideSpans: (Uint16Array | undefined)[] = [];
  /** Prefix counts before each loose block and, last, before the first chunk. */
  #loose: Prefix[] = [{ all: 0, selected: 0 }];
  #looseLevels: Levels[] = [];
  #sealedLevels: Levels = noLevels;
  #chunks: Prefix[] = [];
  /** Lines of the subtree by level in each chunk that was seen. */
  readonly #chunkLevels = new WeakMap<Block, Levels>();
  #levels: Levels = noLevels;

  /** `isWithin` says whether a node belongs to the subtree; it is asked once a node. Null: every node does. */
  constructor(reader: LogReader, mask: LevelMask, isWithin: ((node: number) => boolean) | null) {
    this.reader = reader;
    this.mask = mask;
    this.#subtree = new Subtree(isWithin);
    this.refresh();
  }

  /** Lines of the subtree: the N of 1..N. */
  get total(): number {
    return sumOf(this.#levels);
  }
  /** Rows of the view. */
  get matching(): number {
    return sumOf(this.#levels, this.mask);
  }
  get byLevel(): LevelCounts {
    const [debug, info, warn, error] = this.#levels;
    return { debug, info, warn, error };
  }

  /** Takes in what the reader has; call the reader's `refresh` first. */
  refresh(): void {
    const { spanCount } = this.reader;
    while (this.#spans.length - 1 < spanCount && this.#loose.length > 1) this.#finishSpan();
    this.reader.eachSpan(this.#spans.length - 1, (span) => {
      const levels = this.#subtree.levelsOfSpan(span);
      this.#sealedLevels = added(this.#sealedLevels, levels);
      this.#loose = [this.#after(this.#loose[0], levels)];
      this.#looseLevels = [];
      this.#spans.push(this.#loose[0]);
    });
    for (const record of this.reader.loose.slice(this.#loose.length - 1)) this.#countLoose(record);
    this.#countChunks();
  }

  /** Rows `from` to `from + count - 1`, as far as there are any. */
  rows(from: number, count: number): ViewLine[] {
    const lines: ViewLine[] = [];
    if (count <= 0 || from < 0 || from >= this.matching) return lines;
    let segment = this.#lastSegment((prefix) => prefix.selected <= from);
    for (; segment < this.reader.segmentCount && lines.length < count; segment++) {
      if (this.rowsBefore(segment + 1) === this.rowsBefore(segment)) continue;
      const skip = Math.max(0, from - this.rowsBefore(segment));
      this.#scan(segment, { only: null, skip }, (line) => lines.push(line) < count);
    }
    return lines;
  }

  /** Row of line `n`, or of the next selected line after it; null when there is none. */
  rowOfLine(n: number): number | null {
    if (n < 1 || n > this.total) return null;
    if (this.mask === allLevels) return n - 1;
    const first = this.#lastSegment((prefix) => prefix.all < n);
    const row = this.#rowFrom(first, n);
    if (row !== null) return row;
    const next = this.rowsBefore(first + 1);
    return next < this.matching ? next : null;
  }

  /** Position in the run of line `n` of the subtree; the line has to be there. */
  sequenceOfLine(n: number): number {
    const segment = this.#lastSegment((prefix) => prefix.all < n);
    return this.reader.useColumns(segment, ({ firstSequence, sources, source }) => {
      const within = this.#within(sources);
      let at = -1;
      for (let left = n - this.#prefix(segment).all; left > 0; left--) {
        do at++;
        while (within[source[at]] === 0);
      }
      return firstSequence + at;
    });
  }

  /** Number in the subtree of the first line at or after a line of the run; one more than the last for none. */
  lineAt(sequence: number): number {
    if (sequence > this.reader.lineCount) return this.total + 1;
    const segment = this.reader.segmentOf(sequence);
    return this.reader.useColumns(segment, ({ firstSequence, sources, source }) => {
      const within = this.#within(sources);
      let n = this.#prefix(segment).all + 1;
      for (let at = 0; at < sequence - firstSequence; at++) n += within[source[at]];
      return n;
    });
  }

  rowsBefore(segment: number): number {
    return segment < this.reader.segmentCount ? this.#prefix(segment).selected : this.matching;
  }

  segmentOfRow(row: number): number {
    return this.#lastSegment((prefix) => prefix.selected <= row);
  }

  levelsIn(segment: number): Levels {
    const levels = this.#levelsOf(segment);
    const of = (level: number) => ((this.mask & (1 << level)) === 0 ? 0 : levels[level]);
    return [of(0), of(1), of(2), of(3)];
  }

  rowMask(segment: number): Uint8Array {
    if (this.#subtree.isWhole && this.mask === allLevels) {
      return new Uint8Array(this.reader.lengthOf(segment)).fill(1);
    }
    return this.reader.useColumns(segment, ({ sources, source, flags, length }) => {
      const within = this.#within(sources).map((is) => is * this.mask);
      const rows = new Uint8Array(length);
      for (let at = 0; at < length; at++) rows[at] = (within[source[at]] >> (flags[at] & flagLevelMask)) & 1;
      return rows;
    });
  }

  /**
   * Calls `visit` for each line of a segment that is a row and for which `only` has a 1, but for the first `skip` of
   * them, until it answers false.
   */
  eachRow(
    segment: number,
    rows: { readonly only: Uint8Array; readonly skip: number },
    visit: (line: ViewLine) => boolean,
  ): void {
    this.#scan(segment, rows, visit);
  }

  /** Whether a span holds any row: what is not there need not be searched. */
  spanHasRows(span: number): boolean {
    return this.#spans[span + 1].selected > this.#spans[span].selected;
  }

  /** Counts the blocks of a span, so that what asks for them later does not wait; false when it was done before. */
  countSpan(span: number): boolean {
    if (this.#insideSpans[span] !== undefined) return false;
    this.#insideSpan(span);
    return true;
  }

  /** Counts before what follows a part with these lines. */
  #after(before: Prefix, levels: Levels): Prefix {
    return {
      all: before.all + sumOf(levels),
      selected: before.selected + sumOf(levels, this.mask),
    };
  }

  #countLoose(record: BlockRecord): void {
    const levels = this.#subtree.levelsOfBlock(record);
    this.#loose.push(this.#after(this.#loose[this.#loose.length - 1], levels));
    this.#looseLevels.push(levels);
    this.#sealedLevels = added(this.#sealedLevels, levels);
  }

  /** The first loose blocks that were counted are a span by now, together with those that came since. */
  #finishSpan(): void {
    const counted = this.#loose.length - 1;
    if (counted < blocksInSpan) {
      const records = this.reader.recordsOfSpan(this.#spans.length - 1);
      for (const record of records.slice(counted)) this.#countLoose(record);
    }
    this.#spans.push(this.#loose[blocksInSpan]);
    this.#loose = this.#loose.slice(blocksInSpan);
    this.#looseLevels = this.#looseLevels.slice(blocksInSpan);
  }

  #prefix(segment: number): Prefix {
    const loose = this.reader.spanCount * blocksInSpan;
    const sealed = this.reader.blockCount;
    if (segment >= sealed) return this.#chunks[segment - sealed];
    if (segment >= loose) return this.#loose[segment - loose];
    if (this.#subtree.isWhole && this.mask === allLevels) {
      const before = this.reader.firstSequence(segment) - 1;
      return { all: before, selected: before };
    }
    const span = Math.floor(segment / blocksInSpan);
    const inside = this.#insideSpan(span);
    let { all, selected } = this.#spans[span];
    for (let at = 0; at < (segment % blocksInSpan) * 4; at++) {
      all += inside[at];
      if ((this.mask & (1 << (at & 3))) !== 0) selected += inside[at];
    }
    return { all, selected };
  }

  /** Lines of the subtree by level in a segment. */
  #levelsOf(segment: number): Levels {
    const loose = this.reader.spanCount * blocksInSpan;
    const sealed = this.reader.blockCount;
    if (segment >= sealed) return this.#levelsOfChunk(this.reader.chunks[segment - sealed]);
    if (segment >= loose) return this.#looseLevels[segment - loose];
    return levelsAt(this.#insideSpan(Math.floor(segment / blocksInSpan)), segment % blocksInSpan);
  }

  /** Lines of the subtree by level of each block of a span, four numbers a block. */
  #insideSpan(span: number): Uint16Array {
    const known = this.#insideSpans[span];
    if (known !== undefined) return known;
    const blocks = this.reader.levelsInSpan(span, (node) => this.#subtree.has(node));
    const inside = Uint16Array.from(blocks.flat());
    this.#insideSpans[span] = inside;
    return inside;
  }

  /** The last segment for whose prefix `isBefore` holds; it holds for a beginning of all segments. */
  #lastSegment(isBefore: (prefix: Prefix) => boolean): number {
    const span = lastOf(0, this.#spans.length - 1, (at) => isBefore(this.#spans[at]));
    const first = span * blocksInSpan;
    const last = span < this.reader.spanCount ? first + blocksInSpan - 1 : this.reader.segmentCount - 1;
    return lastOf(first, last, (segment) => isBefore(this.#prefix(segment)));
  }

  /** Chunks never change, so each is counted once; a commit adds one and takes the older ones into a block. */
  #countChunks(): void {
    this.#levels = this.#sealedLevels;
    let prefix = this.#loose[this.#loose.length - 1];
    this.#chunks = this.reader.chunks.map((chunk) => {
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
    const within = this.#within(chunk.sources);
    for (let at = 0; at < chunk.length; at++)
      if (within[chunk.source[at]] === 1) levels[levelOf(chunk, at)]++;
    this.#chunkLevels.set(chunk, levels);
    return levels;
  }

  /** 1 for each source whose node is in the subtree, 0 for the others. */
  #within(sources: LineSources): Uint8Array {
    return maskOfSources(sources, (node) => this.#subtree.has(node));
  }

  /** The first row in a segment at or after line `n`; null when there is none. */
  #rowFrom(segment: number, n: number): number | null {
    return this.reader.useColumns(segment, ({ sources, source, flags, length }) => {
      const within = this.#within(sources);
      let { all, selected } = this.#prefix(segment);
      for (let at = 0; at < length; at++) {
        if (within[source[at]] === 0) continue;
        all++;
        if ((this.mask & (1 << levelOf({ flags }, at))) === 0) continue;
        if (all >= n) return selected;
        selected++;
      }
      return null;
    });
  }

  /** Calls `visit` for the rows of a segment that {@link LogView.eachRow} tells; `only` null: for all. */
  #scan(
    segment: number,
    rows: { readonly only: Uint8Array | null; readonly skip: number },
    visit: (line: ViewLine) => boolean,
  ): void {
    const asked = this.rowsBefore(segment + 1) - this.rowsBefore(segment);
    this.reader.useLines(segment, asked, (lines) => {
      this.#scanLines(this.#prefix(segment), lines, rows, visit);
    });
  }

  #scanLines(
    before: Prefix,
    { block, text }: BlockTexts,
    { only, skip }: { readonly only: Uint8Array | null; readonly skip: number },
    visit: (line: ViewLine) => boolean,
  ): void {
    const { sources, source, length } = block;
    const within = this.#within(sources);
    const first = within.indexOf(1);
    if (first === -1) return;
    // A job's lines among those of many others are found by the fast search of their column.
    const single = within.indexOf(1, first + 1) === -1 ? first : null;
    const next = (from: number): number => (single === null ? from : source.indexOf(single, from));
    const linesBefore = new Uint32Array(sourceCount(sources));
    let { all, selected } = before;
    let left = skip;
    for (let at = next(0); at !== -1 && at < length; at = next(at + 1)) {
      const number = source[at];
      const earlier = linesBefore[number]++;
      if (within[number] === 0) continue;
      all++;
      if ((this.mask & (1 << levelOf(block, at))) === 0) continue;
      const row = selected++;
      if (only !== null && only[at] === 0) continue;
      if (left-- > 0) continue;
      const line: ViewLine = {
        row,
        n: all,
        sequence: block.firstSequence + at,
        node: nodeOfSource(sources, number),
        attempt: attemptOfSource(sources, number),
        line: firstLineOfSource(sources, number) + earlier,
        time: block.baseTime + block.time[at],
        flags: block.flags[at],
        text: text(at),
      };
      if (!visit(line)) return;
    }
  }
}
