/**
 * What a selection has found so far: for each sealed block that was looked at a bit set of the lines that are rows
 * (only where there are any: 128 bytes a block of 1,024 lines), and for the head a state a line until it is sealed.
 * Rows before each block are summed up when somebody asks after something has come in.
 */
import type { AroundHits, HitLines } from './around-hits';
import { blockLinesMax, levelOf } from './block';
import {
  aroundNumbers,
  bitmapBytes,
  emptyAround,
  emptyPack,
  putFound,
  type FoundChunk,
  type FoundPack,
} from './found-pack';
import { levelsAt, sumOf, type Levels } from './levels';

/** Bit sets in one piece of memory. */
const slabSlots = 256;

/** What is known of a block. */
const blockStates = { unknown: 0, partial: 1, done: 2 } as const;

/** States of a line of the head: see {@link FoundChunk}. */
const lineStates = { unknown: 0, notAsked: 1, asked: 2, row: 3 } as const;

/** Rows before each block, and in the head. */
interface Sums {
  readonly blocks: number;
  /** An entry more than there are blocks. */
  readonly before: Float64Array;
  /** By block: 1 when its first line is like the last one before it, so it is no row. */
  readonly joined: Uint8Array;
  /** By line of the head: 1 for a row. */
  readonly head: Uint8Array;
}

/** See the head of this file. */
export class FoundRows {
  readonly #isAlike: boolean;
  /** Lines that were looked at. */
  #looked = 0;
  #state = new Uint8Array(64);
  /** Number of the bit set of a block plus 1; 0 for none. */
  #slot = new Uint32Array(64);
  #lookedIn = new Uint16Array(64);
  #levels = new Uint16Array(64 * 4);
  #ends: Float64Array;
  #firstLevel = new Uint8Array(64);
  #around: FoundPack['around'];
  #version = 0;
  readonly #slabs: Uint8Array[] = [];
  #slots = 0;
  #headFirst = 1;
  #headStates = new Uint8Array(blockLinesMax);
  #headKeys: Float64Array | null;
  #sums: Sums | null = null;

  constructor(isAlike: boolean) {
    this.#isAlike = isAlike;
    this.#ends = new Float64Array(isAlike ? 64 * 2 : 0).fill(NaN);
    this.#headKeys = isAlike ? new Float64Array(blockLinesMax).fill(NaN) : null;
    this.#around = emptyAround(isAlike ? 0 : 64);
  }

  /** Grows whenever something has come in. */
  get version(): number {
    return this.#version;
  }

  /** Lines that were looked at. */
  get scanned(): number {
    let scanned = this.#looked;
    for (const state of this.#headStates) if (state >= lineStates.asked) scanned++;
    return scanned;
  }

  isDone(block: number): boolean {
    return this.#state[block] === blockStates.done;
  }

  /** Whether anything of a block is known. */
  isKnown(block: number): boolean {
    return block < this.#state.length && this.#state[block] !== blockStates.unknown;
  }

  /** Lines of a block that were looked at. */
  lookedIn(block: number): number {
    return this.#lookedIn[block];
  }

  /** What is around the hits of a block; see {@link FoundPack.around}. */
  aroundIn(block: number): AroundHits {
    const { levels, edges, lead, trail } = this.#around;
    return {
      levels: levels.subarray(block * aroundNumbers, (block + 1) * aroundNumbers),
      edges: edges[block],
      lead: lead[block],
      trail: trail[block],
    };
  }

  /** Lines of the head, as far as they were looked at, from its first one on. */
  get headLines(): HitLines {
    return {
      asked: this.#headStates.map((state) => (state >= lineStates.asked ? 1 : 0)),
      hits: this.#headStates.map((state) => (state === lineStates.row ? 1 : 0)),
    };
  }
  /** Sequence of the head's first line. */
  get headFirst(): number {
    return this.#headFirst;
  }

  /** A block that has no line to be looked at. */
  skip(block: number): void {
    this.#grow(block + 1);
    if (this.#state[block] !== blockStates.unknown) return;
    this.#state[block] = blockStates.done;
    this.#version++;
  }

  /** Takes what was found in blocks as a whole; it replaces what was known of them. */
  takePack(pack: FoundPack): void {
    for (let at = 0; at < pack.number.length; at++) this.#put(pack, at, blockStates.done);
  }

  /** Takes what was found in a chunk of the head; one of a block that is sealed by now is left out. */
  takeChunk({ firstSequence, states, keys }: FoundChunk): void {
    const from = firstSequence - this.#headFirst;
    if (from < 0 || from + states.length > blockLinesMax) return;
    this.#headStates.set(states, from);
    if (keys !== null) this.#headKeys?.set(keys, from);
    this.#changed();
  }

  /** Whether all lines of the head from `sequence` on, `length` of them, were looked at. */
  knowsHead(sequence: number, length: number): boolean {
    const from = sequence - this.#headFirst;
    return from >= 0 && !this.#headStates.subarray(from, from + length).includes(lineStates.unknown);
  }

  /** The head has become block `number`, with these columns; the next one begins behind it. */
  seal(
    number: number,
    block: { readonly firstSequence: number; readonly length: number; flags: Uint8Array },
  ): void {
    const states = this.#headStates.subarray(0, block.length);
    if (block.firstSequence === this.#headFirst && states.some((state) => state !== lineStates.unknown)) {
      const isWhole = !states.includes(lineStates.unknown);
      const asked = states.map((state) => (state >= lineStates.asked ? 1 : 0));
      const rows = this.#unlike(NaN).subarray(0, block.length);
      const found = {
        looked: asked.reduce((sum, is) => sum + is, 0),
        asked,
        hits: rows,
        keys: isWhole ? (this.#headKeys?.subarray(0, block.length) ?? null) : null,
      };
      const pack = emptyPack(1, this.#isAlike);
      putFound(pack, 0, { number, flags: block.flags, found });
      this.#put(pack, 0, isWhole ? blockStates.done : blockStates.partial);
    }
    this.#headFirst = block.firstSequence + block.length;
    this.#headStates = new Uint8Array(blockLinesMax);
    this.#headKeys = this.#isAlike ? new Float64Array(blockLinesMax).fill(NaN) : null;
    this.#changed();
  }

  /** Where the head begins, before anything was found in it. */
  beginHead(firstSequence: number): void {
    this.#headFirst = firstSequence;
  }

  /** Rows before block `block`, of `blocks` sealed ones; before the one behind the last: in all of them. */
  before(block: number, blocks: number): number {
    return this.#sum(blocks).before[block];
  }

  /** Rows by level in a block. */
  levelsIn(block: number, blocks: number): Levels {
    const levels = [...levelsAt(this.#levels, block)] as [number, number, number, number];
    if (block >= this.#state.length) return [0, 0, 0, 0];
    if (this.#sum(blocks).joined[block] === 1) levels[this.#firstLevel[block]]--;
    return levels;
  }

  /** 1 for each line of a block that is a row; `length` lines. */
  rowsIn(block: number, length: number, blocks: number): Uint8Array {
    const rows = new Uint8Array(length);
    const slot = block < this.#slot.length ? this.#slot[block] : 0;
    if (slot === 0) return rows;
    const bits = this.#bitsOf(slot);
    for (let at = 0; at < length; at++) rows[at] = (bits[at >> 3] >> (at & 7)) & 1;
    if (this.#sum(blocks).joined[block] === 1) rows[rows.indexOf(1)] = 0;
    return rows;
  }

  /** 1 for each of `length` lines of the head from `sequence` on that is a row. */
  rowsInHead(sequence: number, length: number, blocks: number): Uint8Array {
    const from = sequence - this.#headFirst;
    return from < 0 ? new Uint8Array(length) : this.#sum(blocks).head.slice(from, from + length);
  }

  /** The first block from `from` to before `blocks` that was not looked at as a whole; `blocks` when all were. */
  nextUnknown(from: number, blocks: number): number {
    let block = from;
    while (block < blocks && this.isDone(block)) block++;
    return block;
  }

  #put(pack: FoundPack, at: number, state: number): void {
    const block = pack.number[at];
    this.#grow(block + 1);
    this.#looked += pack.looked[at] - this.#lookedIn[block];
    this.#lookedIn[block] = pack.looked[at];
    this.#state[block] = state;
    this.#firstLevel[block] = pack.firstLevel[at];
    this.#levels.set(pack.levels.subarray(at * 4, at * 4 + 4), block * 4);
    if (this.#isAlike) this.#ends.set(pack.ends.subarray(at * 2, at * 2 + 2), block * 2);
    else this.#putAround(pack, at);
    if (this.#slot[block] === 0 && sumOf(levelsAt(pack.levels, at)) > 0) this.#slot[block] = this.#newSlot();
    const slot = this.#slot[block];
    if (slot > 0) this.#bitsOf(slot).set(pack.bits.subarray(at * bitmapBytes, (at + 1) * bitmapBytes));
    this.#changed();
  }

  #putAround({ number, around }: FoundPack, at: number): void {
    const block = number[at];
    const { levels, edges, lead, trail } = this.#around;
    levels.set(around.levels.subarray(at * aroundNumbers, (at + 1) * aroundNumbers), block * aroundNumbers);
    edges[block] = around.edges[at];
    lead[block] = around.lead[at];
    trail[block] = around.trail[at];
  }

  #changed(): void {
    this.#sums = null;
    this.#version++;
  }

  #newSlot(): number {
    if (this.#slots % slabSlots === 0) this.#slabs.push(new Uint8Array(slabSlots * bitmapBytes));
    return ++this.#slots;
  }

  #bitsOf(slot: number): Uint8Array {
    const at = (slot - 1) % slabSlots;
    return this.#slabs[Math.floor((slot - 1) / slabSlots)].subarray(at * bitmapBytes, (at + 1) * bitmapBytes);
  }

  #sum(blocks: number): Sums {
    if (this.#sums?.blocks === blocks) return this.#sums;
    const before = new Float64Array(blocks + 1);
    const joined = new Uint8Array(blocks);
    let last = NaN;
    for (let block = 0; block < blocks; block++) {
      const state = block < this.#state.length ? this.#state[block] : blockStates.unknown;
      let rows = state === blockStates.unknown ? 0 : sumOf(levelsAt(this.#levels, block));
      if (!this.#isAlike) {
        before[block + 1] = before[block] + rows;
        continue;
      }
      if (state !== blockStates.done) last = NaN;
      else if (this.#lookedIn[block] > 0) {
        if (this.#ends[block * 2] === last) {
          joined[block] = 1;
          rows--;
        }
        last = this.#ends[block * 2 + 1];
      }
      before[block + 1] = before[block] + rows;
    }
    this.#sums = { blocks, before, joined, head: this.#unlike(last) };
    return this.#sums;
  }

  /** Rows of the head, when the last line before it that was looked at is like `before`. */
  #unlike(before: number): Uint8Array {
    const keys = this.#headKeys;
    if (keys === null) return this.#headStates.map((state) => (state === lineStates.row ? 1 : 0));
    let last = before;
    return this.#headStates.map((state, at) => {
      if (state === lineStates.unknown) last = NaN;
      if (state < lineStates.asked) return 0;
      const isRow = keys[at] !== last;
      last = keys[at];
      return isRow ? 1 : 0;
    });
  }

  #growAround(size: number): void {
    const larger = emptyAround(size);
    grown(this.#around.levels, larger.levels);
    grown(this.#around.edges, larger.edges);
    grown(this.#around.lead, larger.lead);
    grown(this.#around.trail, larger.trail);
    this.#around = larger;
  }

  #grow(blocks: number): void {
    if (blocks <= this.#state.length) return;
    const size = Math.max(blocks, this.#state.length * 2);
    this.#state = grown(this.#state, new Uint8Array(size));
    this.#slot = grown(this.#slot, new Uint32Array(size));
    this.#lookedIn = grown(this.#lookedIn, new Uint16Array(size));
    this.#levels = grown(this.#levels, new Uint16Array(size * 4));
    this.#firstLevel = grown(this.#firstLevel, new Uint8Array(size));
    if (this.#isAlike) this.#ends = grown(this.#ends, new Float64Array(size * 2).fill(NaN));
    else this.#growAround(size);
  }
}

/** Rows by level among the lines of which `rows` has a 1. */
export function levelsOfRows(rows: Uint8Array, flags: Uint8Array): Levels {
  const levels: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < rows.length; at++) if (rows[at] === 1) levels[levelOf({ flags }, at)]++;
  return levels;
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
  old: Column,
  larger: Column,
): Column {
  larger.set(old);
  return larger;
}
