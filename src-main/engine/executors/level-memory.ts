/**
 * Remembers how lines began whose level was found: a program's lines begin alike but for their digits, so most of them
 * are only compared, four bytes at a time.
 */
import { decisionEnd, levelOf } from './line-level';

/** Beginnings that are remembered: a program has a few levels and ways to write a time. */
const headsMax = 4;
/** Longest and shortest beginning that is remembered. */
const headBytesMax = 64;
const headBytesMin = 4;

/**
 * A line's beginning in words of four bytes, the last byte the highest. The last word may overlap the one before it,
 * so that none reaches behind the beginning.
 */
interface Head {
  readonly length: number;
  readonly level: number;
  /** Where each word lies. */
  readonly offsets: Int32Array;
  /** Bits of the bytes that have to be the same, and what they are. */
  readonly fixedBits: Int32Array;
  readonly fixed: Int32Array;
  /** High bits of the bytes that have to be digits. */
  readonly digitBits: Int32Array;
}

/** See the head of this file. */
export class LevelMemory {
  /** The one that was seen last comes first. */
  readonly #heads: Head[] = [];
  /** The latest bytes, and how their words are read. */
  #bytes: Uint8Array | null = null;
  #words: DataView = new DataView(new ArrayBuffer(0));

  /** Level of the line from `from` to `to - 1`: what `levelOf` says. */
  levelOf(bytes: Uint8Array, from: number, to: number): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const heads = this.#heads;
    for (let number = 0; number < heads.length; number++) {
      const head = heads[number];
      if (to - from < head.length || !isAlike(this.#words, from, head)) continue;
      if (number > 0) {
        heads[number] = heads[number - 1];
        heads[number - 1] = head;
      }
      return head.level;
    }
    const level = levelOf(bytes, from, to);
    const length = decisionEnd() - from;
    if (length >= headBytesMin && length <= headBytesMax) {
      if (heads.length === headsMax) heads.pop();
      heads.push(headOf(bytes.subarray(from, from + length), level));
    }
    return level;
  }
}

function headOf(bytes: Uint8Array, level: number): Head {
  const count = Math.ceil(bytes.length / 4);
  const head = {
    length: bytes.length,
    level,
    offsets: new Int32Array(count),
    fixedBits: new Int32Array(count),
    fixed: new Int32Array(count),
    digitBits: new Int32Array(count),
  };
  for (let word = 0; word < count; word++) {
    const offset = Math.min(word * 4, bytes.length - 4);
    head.offsets[word] = offset;
    for (let at = 0; at < 4; at++) {
      const byte = bytes[offset + at];
      if (byte >= 0x30 && byte <= 0x39) head.digitBits[word] |= 0xf0 << (at * 8);
      else {
        head.fixedBits[word] |= 0xff << (at * 8);
        head.fixed[word] |= byte << (at * 8);
      }
    }
  }
  return head;
}

/** Whether a line begins like this, but for the values of digits; the line is long enough. */
function isAlike(words: DataView, from: number, head: Head): boolean {
  const { offsets, fixedBits, fixed, digitBits } = head;
  // From behind: there the level stands, in which one beginning differs from another.
  for (let at = offsets.length - 1; at >= 0; at--) {
    const word = words.getInt32(from + offsets[at], true);
    if ((word & fixedBits[at]) !== fixed[at]) return false;
    const bits = digitBits[at];
    if (bits === 0) continue;
    // A digit is 0x30 to 0x39: its high half is 3, with six more too. What is carried over from a byte that is no
    // ASCII can only make a digit look like none.
    const digits = bits & 0x30303030;
    if ((word & bits) !== digits || ((word + 0x06060606) & bits) !== digits) return false;
  }
  return true;
}
