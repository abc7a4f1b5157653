/** Lines around hits, counted among the lines that were looked at: those that are hidden lie between nothing. */
import { blockLinesMax, levelOf } from './block';
import { flagLevelMask } from './line-batch';

/** How many lines before and after each hit can be rows too. */
export const contextSizes = [2, 5] as const;
/** The largest of them. */
const contextMost = 5;
/** Bits of a level in {@link AroundHits.edges}. */
const levelBits = 2;

/** What is known of a block, beside its hits, to tell its rows and those of its neighbours. */
export interface AroundHits {
  /** Eight numbers: lines by level that are hits or near one, for each of {@link contextSizes}. */
  readonly levels: Uint16Array;
  /** Levels of the first five lines that were looked at and, in the bits above them, of the last five. */
  readonly edges: number;
  /** Lines before the first hit, and after the last one; 255 for more, or where there is no hit. */
  readonly lead: number;
  readonly trail: number;
}

/** Lines that were looked at, in their order, and how far each is from the nearest hit; 255 for more. */
interface LookedAt {
  readonly lines: Uint16Array;
  readonly distances: Uint8Array;
}

/** Memory for it, which each block uses anew: a search goes through ten thousand blocks in a second. */
let scratch: LookedAt = { lines: new Uint16Array(blockLinesMax), distances: new Uint8Array(blockLinesMax) };

/** What was looked at; it is there until the next call. */
function lookedAt({ asked, hits }: HitLines): LookedAt {
  const { length } = asked;
  if (length > scratch.lines.length)
    scratch = { lines: new Uint16Array(length), distances: new Uint8Array(length) };
  const { lines, distances } = scratch;
  let count = 0;
  let far = 255;
  for (let line = 0; line < length; line++) {
    if (asked[line] === 0) continue;
    far = hits[line] === 1 ? 0 : far < 255 ? far + 1 : 255;
    lines[count] = line;
    distances[count++] = far;
  }
  far = 255;
  for (let at = count - 1; at >= 0; at--) {
    far = distances[at] === 0 ? 0 : far < 255 ? far + 1 : 255;
    if (far < distances[at]) distances[at] = far;
  }
  return { lines: lines.subarray(0, count), distances: distances.subarray(0, count) };
}

/** What {@link AroundHits} of a block is; the columns have an entry a line. */
export function aroundHits(of: HitLines, flags: Uint8Array): AroundHits {
  const { lines, distances } = lookedAt(of);
  const levels = new Uint16Array(contextSizes.length * 4);
  const first = distances.indexOf(0);
  if (first !== -1) {
    for (let at = 0; at < lines.length; at++) {
      const distance = distances[at];
      if (distance > contextMost) continue;
      const level = flags[lines[at]] & flagLevelMask;
      for (let size = 0; size < contextSizes.length; size++) {
        if (distance <= contextSizes[size]) levels[size * 4 + level]++;
      }
    }
  }
  let edges = 0;
  for (let at = 0; at < Math.min(contextMost, lines.length); at++) {
    edges |= levelOf({ flags }, lines[at]) << (at * levelBits);
    edges |= levelOf({ flags }, lines[lines.length - 1 - at]) << ((contextMost + at) * levelBits);
  }
  const last = distances.lastIndexOf(0);
  return {
    levels,
    edges,
    lead: first === -1 ? 255 : Math.min(255, first),
    trail: first === -1 ? 255 : Math.min(255, lines.length - 1 - last),
  };
}

/** Level of one of the first five lines, or (`fromEnd`) of the last five; `at` counts from that end. */
export function edgeLevel(edges: number, at: number, fromEnd: boolean): number {
  return (edges >> (((fromEnd ? contextMost : 0) + at) * levelBits)) & 3;
}

/** Which lines are looked at, and which of them are hits; an entry a line. */
export interface HitLines {
  readonly asked: Uint8Array;
  readonly hits: Uint8Array;
}

/** Lines that are rows though their hits lie in other blocks. */
export interface Spill {
  /** So many of the first lines, for hits before. */
  readonly head: number;
  /** So many of the last lines, for hits behind. */
  readonly tail: number;
}

/** 1 for each line that is a hit, within `context` lines of one, or reached by the hits of other blocks. */
export function withContext({ asked, hits }: HitLines, context: number, { head, tail }: Spill): Uint8Array {
  const rows = new Uint8Array(asked.length);
  const { lines, distances } = lookedAt({ asked, hits });
  for (const [at, line] of lines.entries()) {
    if (distances[at] <= context || at < head || at >= lines.length - tail) rows[line] = 1;
  }
  return rows;
}
