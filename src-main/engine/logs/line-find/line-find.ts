/**
 * AssemblyScript, not TypeScript: `npm run generate` compiles it into `line-find-code.ts`, and `line-finder.ts` is how
 * the rest of the engine uses it. It finds the lines of a block that hold a text: places where its first and its last
 * byte stand are looked for 16 at a time, and only there the bytes between are compared.
 */

const vectorBytes: u32 = 16;

export const needleBytesMax: u32 = 64;
export const linesMax: u32 = 1024;
export const textBytesMax: u32 = 256 * 1024;
/** What may be read behind the text: a vector, as far behind as the needle is long. */
const paddingBytes: u32 = needleBytesMax + vectorBytes;

/** The bytes that are looked for, and for each the bits that make no difference. */
export const needleAt = <u32>memory.data(needleBytesMax, 16);
export const ignoredAt = <u32>memory.data(needleBytesMax, 16);
/** The block: text, offset behind each line's LF (four bytes each), and 1 for each line that is asked for. */
export const textAt = <u32>memory.data(textBytesMax + paddingBytes, 16);
export const endsAt = <u32>memory.data(linesMax * 4, 16);
export const askedAt = <u32>memory.data(linesMax, 16);
/** The answer: 1 for each of them that holds the bytes. */
export const hitsAt = <u32>memory.data(linesMax, 16);

/**
 * Looks through a text of so many bytes and lines for a needle, which has at least one byte and no LF. False: the text
 * has too much that is almost the needle, and what is found so far is not all.
 */
export function find(needleBytes: u32, textBytes: u32, lines: u32): bool {
  memory.fill(hitsAt, 0, lines);
  const last = needleBytes - 1;
  const firstBytes = i8x16.splat(load<u8>(needleAt));
  const firstIgnored = i8x16.splat(load<u8>(ignoredAt));
  const lastBytes = i8x16.splat(load<u8>(needleAt + last));
  const lastIgnored = i8x16.splat(load<u8>(ignoredAt + last));
  const end = textAt + textBytes;
  let line: u32 = 0;
  /** Bytes that were compared for nothing. */
  let wasted: u32 = 0;
  let at = textAt;
  while (at + last < end) {
    const firsts = v128.eq<i8>(v128.or(v128.load(at), firstIgnored), firstBytes);
    const lasts = v128.eq<i8>(v128.or(v128.load(at + last), lastIgnored), lastBytes);
    let places = v128.bitmask<i8>(v128.and(firsts, lasts));
    let next = at + vectorBytes;
    while (places !== 0) {
      const place = at + <u32>ctz(places);
      if (place + last >= end) return true;
      const equal = equalBytes(place, last);
      if (equal === last) {
        while (line + 1 < lines && load<u32>(endsAt + (line << 2)) <= place - textAt) line++;
        store<u8>(hitsAt + line, load<u8>(askedAt + line));
        // What else the line has changes nothing. In a damaged block a line may end before it.
        next = max(place + 1, textAt + load<u32>(endsAt + (line << 2)));
        break;
      }
      wasted += equal;
      places &= places - 1;
    }
    if (wasted > 4 * textBytes) return false;
    at = next;
  }
  return true;
}

/** Bytes from a place on that are those of the needle, up to its last, which is known to be; at least one. */
function equalBytes(place: u32, last: u32): u32 {
  let at: u32 = 1;
  while (at < last && (load<u8>(place + at) | load<u8>(ignoredAt + at)) === load<u8>(needleAt + at)) at++;
  return last === 0 ? 0 : at;
}
