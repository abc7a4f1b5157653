/** Lines that differ only in numbers, and in nothing else, are alike: neighbours of that kind are one row. */
import { levelOf, type Block } from './block';

const [zero, nine, dot] = [0x30, 0x39, 0x2e];

/**
 * A number for each line of a block for which `asked` has a 1, the same for lines that are alike: 53 bits of two
 * hashes over the level and the text, in which each number counts as one sign. NaN for the other lines.
 */
export function alikeKeys(
  block: Pick<Block, 'length' | 'text' | 'textEnd' | 'flags'>,
  asked: Uint8Array,
): Float64Array {
  const { length, text, textEnd } = block;
  const keys = new Float64Array(length).fill(NaN);
  for (let line = 0; line < length; line++) {
    if (asked[line] === 0) continue;
    const end = textEnd[line] - 1;
    let one = 0x811c9dc5 ^ levelOf(block, line);
    let other = 0x9e3779b9 ^ levelOf(block, line);
    for (let at = line === 0 ? 0 : textEnd[line - 1]; at < end; at++) {
      let byte = text[at];
      if (byte >= zero && byte <= nine) {
        byte = zero;
        while (isDigit(text[at + 1]) || (text[at + 1] === dot && isDigit(text[at + 2]))) at++;
      }
      one = Math.imul(one ^ byte, 0x01000193);
      other = Math.imul((other << 5) ^ (other >>> 27) ^ byte, 0x5bd1e995);
    }
    keys[line] = (one >>> 0) * 0x200000 + (other >>> 11);
  }
  return keys;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
