/** What was found in some blocks, as columns: how it crosses from the thread that looked. */
import { blockLinesMax, levelOf, type Block } from './block';
import { aroundHits, contextSizes } from './around-hits';
import type { FoundLines } from './selecting';

/** Numbers a block that say how many lines are near a hit: four levels for each size of context. */
export const aroundNumbers = contextSizes.length * 4;

/** Bytes of the bit set of a block's lines. */
export const bitmapBytes = blockLinesMax / 8;

/** See the head of this file; an entry a block unless it says otherwise. */
export interface FoundPack {
  /** Numbers of the blocks. */
  readonly number: Uint32Array;
  /** {@link bitmapBytes} a block: a bit for each line that is a row. */
  readonly bits: Uint8Array;
  /** Lines that were looked at. */
  readonly looked: Uint16Array;
  /** Four numbers a block: rows by level. */
  readonly levels: Uint16Array;
  /** Two numbers a block: what its first and its last line are like. Empty in a search. */
  readonly ends: Float64Array;
  /** Level of the first line that was looked at. */
  readonly firstLevel: Uint8Array;
  /** What `AroundHits` of a block says, {@link aroundNumbers} levels a block; empty but in a search. */
  readonly around: {
    readonly levels: Uint16Array;
    readonly edges: Uint32Array;
    readonly lead: Uint8Array;
    readonly trail: Uint8Array;
  };
}

/** What was found in a chunk of the head, an entry a line. */
export interface FoundChunk {
  readonly firstSequence: number;
  /** 1 not looked at, 2 looked at, 3 a row. */
  readonly states: Uint8Array;
  readonly keys: Float64Array | null;
}

/** Room for what is found in `blocks` blocks. */
export function emptyPack(blocks: number, isAlike: boolean): FoundPack {
  return {
    number: new Uint32Array(blocks),
    bits: new Uint8Array(blocks * bitmapBytes),
    looked: new Uint16Array(blocks),
    levels: new Uint16Array(blocks * 4),
    ends: new Float64Array(isAlike ? blocks * 2 : 0).fill(NaN),
    firstLevel: new Uint8Array(blocks),
    around: emptyAround(isAlike ? 0 : blocks),
  };
}

/** Room for what is around the hits of `blocks` blocks. */
export function emptyAround(blocks: number): FoundPack['around'] {
  return {
    levels: new Uint16Array(blocks * aroundNumbers),
    edges: new Uint32Array(blocks),
    lead: new Uint8Array(blocks).fill(255),
    trail: new Uint8Array(blocks).fill(255),
  };
}

/** Writes what was found in a block as entry `at`. */
export function putFound(
  pack: FoundPack,
  at: number,
  {
    number,
    flags,
    found,
  }: { readonly number: number; readonly flags: Uint8Array; readonly found: FoundLines },
): void {
  const { asked, hits, keys, looked } = found;
  pack.number[at] = number;
  pack.looked[at] = looked;
  if (looked === 0) return;
  for (let line = 0; line < hits.length; line++) {
    if (hits[line] === 0) continue;
    pack.bits[at * bitmapBytes + (line >> 3)] |= 1 << (line & 7);
    pack.levels[at * 4 + levelOf({ flags }, line)]++;
  }
  const first = asked.indexOf(1);
  pack.firstLevel[at] = levelOf({ flags }, first);
  if (pack.around.lead.length > 0) {
    const { levels, edges, lead, trail } = aroundHits({ asked, hits }, flags);
    pack.around.levels.set(levels, at * aroundNumbers);
    pack.around.edges[at] = edges;
    pack.around.lead[at] = lead;
    pack.around.trail[at] = trail;
  }
  if (keys === null) return;
  pack.ends[at * 2] = keys[first];
  pack.ends[at * 2 + 1] = keys[asked.lastIndexOf(1)];
}

/** What was found in a chunk. */
export function foundChunk(chunk: Block, { asked, hits, keys }: FoundLines): FoundChunk {
  const states = Uint8Array.from(asked, (is, at) => 1 + is + hits[at]);
  return { firstSequence: chunk.firstSequence, states, keys };
}
