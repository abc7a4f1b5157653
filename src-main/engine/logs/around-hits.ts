/** Lines around hits, counted among the lines that were looked at: those that are hidden lie between nothing. */
import { levelOf } from './block';

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

/** Lines from the nearest hit for each line that was looked at, in their order; 255 for more. */
function distances(hits: readonly number[] | Uint8Array): Uint8Array {
  const distance = new Uint8Array(hits.length).fill(255);
  let far = 255;
  for (let at = 0; at < hits.length; at++) {
    far = hits[at] === 1 ? 0 : Math.min(255, far + 1);
    distance[at] = far;
  }
  far = 255;
  for (let at = hits.length - 1; at >= 0; at--) {
    far = hits[at] === 1 ? 0 : Math.min(255, far + 1);
    distance[at] = Math.min(distance[at], far);
  }
  return distance;
}

/** What {@link AroundHits} of a block is; the columns have an entry a line. */
export function aroundHits(
  { asked, hits }: { readonly asked: Uint8Array; readonly hits: Uint8Array },
  flags: Uint8Array,
): AroundHits {
  const lines = linesOf(asked);
  const levels = new Uint16Array(contextSizes.length * 4);
  const first = lines.findIndex((line) => hits[line] === 1);
  if (first !== -1) {
    const distance = distances(lines.map((line) => hits[line]));
    for (const [at, line] of lines.entries()) {
      for (const [size, context] of contextSizes.entries()) {
        if (distance[at] <= context) levels[size * 4 + levelOf({ flags }, line)]++;
      }
    }
  }
  let edges = 0;
  for (let at = 0; at < Math.min(contextMost, lines.length); at++) {
    edges |= levelOf({ flags }, lines[at]) << (at * levelBits);
    edges |= levelOf({ flags }, lines[lines.length - 1 - at]) << ((contextMost + at) * levelBits);
  }
  const last = lines.findLastIndex((line) => hits[line] === 1);
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
  const lines = linesOf(asked);
  const distance = distances(lines.map((line) => hits[line]));
  for (const [at, line] of lines.entries()) {
    if (distance[at] <= context || at < head || at >= lines.length - tail) rows[line] = 1;
  }
  return rows;
}

function linesOf(asked: Uint8Array): number[] {
  const lines: number[] = [];
  for (let at = asked.indexOf(1); at !== -1; at = asked.indexOf(1, at + 1)) lines.push(at);
  return lines;
}
