/**
 * A view of a run's log: the lines of one subtree, of some levels. It keeps prefix counts over blocks, so row `k`
 * and line `n` are a binary search and the scan of one block. A line's number counts all levels and never changes;
 * the level mask selects rows, it does not renumber.
 */
import { allLevels, type LevelCounts, type LevelMask } from '../../../src-shared/model';
import { levelOf, textOf, type Block } from './block';
import type { LogReader } from './log-reader';

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

/** See the head of this file. */
export class LogView {
  readonly #reader: LogReader;
  readonly #mask: LevelMask;
  /** Whether a node belongs to the subtree; asked once a node and remembered. Null: every node does. */
  readonly #isWithin: ((node: number) => boolean) | null;
  readonly #within = new Map<number, boolean>();
  /** Prefix counts before each sealed block and, last, before the first chunk. */
  readonly #sealedAll: number[] = [0];
  readonly #sealedSelected: number[] = [0];
  readonly #sealedLevels = [0, 0, 0, 0];
  #chunkPrefix: Prefix[] = [];
  /** Lines of the subtree by level in each chunk that was seen. */
  readonly #chunkLevels = new WeakMap<Block, readonly number[]>();
  #levels = [0, 0, 0, 0];

  constructor(reader: LogReader, mask: LevelMask, isWithin: ((node: number) => boolean) | null) {
    this.#reader = reader;
    this.#mask = mask;
    this.#isWithin = isWithin;
    this.refresh();
  }

  /** Lines of the subtree: the N of 1..N. */
  get total(): number {
    return this.#levels[0] + this.#levels[1] + this.#levels[2] + this.#levels[3];
  }
  /** Rows of the view. */
  get matching(): number {
    return this.#levels.reduce((sum, count, level) => (this.#selects(level) ? sum + count : sum), 0);
  }
  get byLevel(): LevelCounts {
    const [debug, info, warn, error] = this.#levels;
    return { debug, info, warn, error };
  }

  /** Takes in what the reader has; call the reader's `refresh` first. */
  refresh(): void {
    const known = this.#sealedAll.length - 1;
    if (this.#reader.blockCount > known) {
      this.#reader.eachRecord(known, (record) => {
        let all = this.#sealedAll[this.#sealedAll.length - 1];
        let selected = this.#sealedSelected[this.#sealedSelected.length - 1];
        for (const source of record.sources) {
          if (!this.#has(source.node)) continue;
          for (let level = 0; level < 4; level++) {
            const count = source.levels[level];
            all += count;
            if (this.#selects(level)) selected += count;
            this.#sealedLevels[level] += count;
          }
        }
        this.#sealedAll.push(all);
        this.#sealedSelected.push(selected);
      });
    }
    this.#countChunks();
  }

  /** Rows `from` to `from + count - 1`, as far as there are any. */
  rows(from: number, count: number): ViewLine[] {
    const lines: ViewLine[] = [];
    if (count <= 0 || from < 0 || from >= this.matching) return lines;
    const sealed = this.#reader.blockCount;
    let segment = this.#segmentOf((at) => this.#prefix(at).selected <= from);
    for (; segment < sealed + this.#reader.chunks.length && lines.length < count; segment++) {
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
    const first = this.#segmentOf((at) => this.#prefix(at).all < n);
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

  #selects(level: number): boolean {
    return (this.#mask & (1 << level)) !== 0;
  }

  #has(node: number): boolean {
    if (this.#isWithin === null) return true;
    let within = this.#within.get(node);
    if (within === undefined) {
      within = this.#isWithin(node);
      this.#within.set(node, within);
    }
    return within;
  }

  #prefix(segment: number): Prefix {
    const sealed = this.#reader.blockCount;
    if (segment >= sealed) return this.#chunkPrefix[segment - sealed];
    return { all: this.#sealedAll[segment], selected: this.#sealedSelected[segment] };
  }

  /** The last segment for which `isBefore` holds; it holds for a beginning of all segments. */
  #segmentOf(isBefore: (segment: number) => boolean): number {
    let low = 0;
    let high = this.#segments - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (isBefore(middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Chunks never change, so each is counted once; a commit adds one and takes the older ones into a block. */
  #countChunks(): void {
    this.#levels = [...this.#sealedLevels];
    let all = this.#sealedAll[this.#sealedAll.length - 1];
    let selected = this.#sealedSelected[this.#sealedSelected.length - 1];
    this.#chunkPrefix = this.#reader.chunks.map((chunk) => {
      const prefix = { all, selected };
      const levels = this.#levelsOf(chunk);
      for (let level = 0; level < 4; level++) {
        all += levels[level];
        if (this.#selects(level)) selected += levels[level];
        this.#levels[level] += levels[level];
      }
      return prefix;
    });
  }

  #levelsOf(chunk: Block): readonly number[] {
    const known = this.#chunkLevels.get(chunk);
    if (known !== undefined) return known;
    const levels = [0, 0, 0, 0];
    const within = chunk.sources.map((source) => this.#has(source.node));
    for (let at = 0; at < chunk.length; at++) if (within[chunk.source[at]]) levels[levelOf(chunk, at)]++;
    this.#chunkLevels.set(chunk, levels);
    return levels;
  }

  /** Calls `visit` for each selected line of a segment until it answers false. */
  #scan(segment: number, visit: (line: ViewLine) => boolean): void {
    const sealed = this.#reader.blockCount;
    const block: Block =
      segment < sealed ? this.#reader.block(segment) : this.#reader.chunks[segment - sealed];
    const within = block.sources.map((source) => this.#has(source.node));
    const linesBefore = new Uint32Array(block.sources.length);
    let { all, selected } = this.#prefix(segment);
    for (let at = 0; at < block.length; at++) {
      const number = block.source[at];
      const earlier = linesBefore[number]++;
      if (!within[number]) continue;
      all++;
      if (!this.#selects(levelOf(block, at))) continue;
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
