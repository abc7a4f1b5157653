/**
 * Remembers how lines began whose level was found: a program's lines begin alike but for their digits, so most of them
 * are only compared.
 */
import { isDigit, kinds } from './head-bytes';
import { decisionEnd, levelOf } from './line-level';

/** Beginnings that are remembered: a program has a few levels and ways to write a time. */
const headsMax = 4;
/** Longest beginning that is remembered. */
const headBytesMax = 64;

/** A line's beginning. */
interface Head {
  readonly bytes: Uint8Array;
  readonly level: number;
}

/** See the head of this file. */
export class LevelMemory {
  /** The one that was seen last comes first. */
  readonly #heads: Head[] = [];

  /** Level of the line from `from` to `to - 1`: what `levelOf` says. */
  levelOf(bytes: Uint8Array, from: number, to: number): number {
    const heads = this.#heads;
    for (let number = 0; number < heads.length; number++) {
      const head = heads[number];
      if (!isAlike(bytes, from, to, head.bytes)) continue;
      if (number > 0) {
        heads[number] = heads[number - 1];
        heads[number - 1] = head;
      }
      return head.level;
    }
    const level = levelOf(bytes, from, to);
    const length = decisionEnd() - from;
    if (length > 0 && length <= headBytesMax) {
      if (heads.length === headsMax) heads.pop();
      heads.push({ bytes: Uint8Array.prototype.slice.call(bytes, from, from + length), level });
    }
    return level;
  }
}

/** Whether the line begins with these bytes, but for the values of digits. */
function isAlike(bytes: Uint8Array, from: number, to: number, head: Uint8Array): boolean {
  if (to - from < head.length) return false;
  // From behind: there the level stands, in which one beginning differs from another.
  for (let at = head.length - 1; at >= 0; at--) {
    const byte = bytes[from + at];
    const known = head[at];
    if (byte !== known && (kinds[byte] !== isDigit || kinds[known] !== isDigit)) return false;
  }
  return true;
}
