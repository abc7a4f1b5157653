/**
 * AssemblyScript, not TypeScript: `npm run generate` compiles it into `line-scan-code.ts`, and `line-scanner.ts` is how
 * the rest of the engine uses it. It finds the ends of lines and the levels that are known by how a line begins, 16
 * bytes at a time; all it reads and writes lies in its own memory.
 *
 * A program's lines begin alike but for their digits. A head is such a beginning whose level was found by
 * `line-level.ts`: three rows of {@link headBytesMax} bytes say which bytes have to be the same, what they are, and
 * which have to be digits.
 */

/** What a level is told by until somebody has looked at the line. */
const unknownLevel: u8 = 0xff;
const infoLevel: u8 = 1;
const errorLevel: u8 = 3;

const lf: u8 = 0x0a;
const tab: u8 = 0x09;
const space: u8 = 0x20;

/** Beginnings that are remembered: the jobs of a thread are a few programs, each with a few levels. */
const headsMax: u32 = 16;
export const headBytesMax: u32 = 64;
const vectorBytes: u32 = 16;
/** Bytes of a head: length and level, 16 together, and the three rows. */
const headSize: u32 = 16 + 3 * headBytesMax;
const fixedBitsAt: u32 = 16;
const fixedAt: u32 = fixedBitsAt + headBytesMax;
const digitBitsAt: u32 = fixedAt + headBytesMax;

/** Lines that are noted at most. */
export const linesMax: u32 = 16384;
/** Bytes of each of the two areas for input, and what may be read behind them. */
export const inputBytes: u32 = 256 * 1024;
const paddingBytes: u32 = 64;

const headsAt = <u32>memory.data(headsMax * headSize, 16);
/** Numbers of the heads, the one that was seen last nearest to the front. */
const orderAt = <u32>memory.data(headsMax, 16);
/** Where the ends of the noted lines stand, four bytes each, and their levels, a byte each. */
export const endsAt = <u32>memory.data(linesMax * 4, 16);
export const flagsAt = <u32>memory.data(linesMax, 16);
/** Where bytes are read to that come from a pipe, and where those are copied to that come from elsewhere. */
export const readAt = <u32>memory.data(inputBytes + paddingBytes, 16);
export const copyAt = <u32>memory.data(inputBytes + paddingBytes, 16);

let headCount: u32 = 0;
/** Heads that were learnt in the place of another. */
let replaced: u32 = 0;

/** Where the next scan goes on: behind the last line that was noted. */
export let position: u32 = 0;
/** Whether the latest line is an error, or goes on with one. */
export let isInError: bool = false;

/**
 * Notes the lines from `from` on whose LF lies before `to`, the first of them as number `line`, and returns the number
 * behind the last. Ends are told with `shift` added. It stops early at a line longer than `longest` (which is not
 * noted), with no room for more, and behind a line whose level has to be looked at: its flags are 0xff.
 */
export function scan(from: u32, to: u32, shift: u32, line: u32, longest: u32, afterError: bool): u32 {
  const feeds = i8x16.splat(lf);
  let inError = afterError;
  let start = from;
  let at = from;
  let number = line;
  while (number < linesMax) {
    // The end of the line.
    let found: i32 = 0;
    while (at < to) {
      found = v128.bitmask<i8>(v128.eq<i8>(v128.load(at), feeds));
      if (found !== 0) break;
      at += vectorBytes;
    }
    if (found === 0) break;
    const end = at + <u32>ctz(found);
    if (end >= to || end - start > longest) break;
    store<u32>(endsAt + (number << 2), end + 1 + shift);
    const level = known(start, end);
    if (level === unknownLevel) {
      store<u8>(flagsAt + number, unknownLevel);
      number++;
      start = end + 1;
      break;
    }
    const first = load<u8>(start);
    if (inError && level === infoLevel && end > start && (first === space || first === tab)) {
      store<u8>(flagsAt + number, errorLevel);
    } else {
      store<u8>(flagsAt + number, level);
      inError = level === errorLevel;
    }
    number++;
    start = end + 1;
    at = start;
  }
  position = start;
  isInError = inError;
  return number;
}

/** Level of the line from `from` to `to - 1` if it begins like one that was looked at, else 0xff. */
export function known(from: u32, to: u32): u8 {
  const length = to - from;
  for (let turn: u32 = 0; turn < headCount; turn++) {
    const head = headsAt + <u32>load<u8>(orderAt + turn) * headSize;
    const headLength = load<u32>(head);
    if (length < headLength || !isAlike(from, head, headLength)) continue;
    if (turn > 0) swap(turn);
    return load<u8>(head + 4);
  }
  return unknownLevel;
}

/** Remembers that lines which begin like the bytes from `from` to `to - 1` have a level; not more than 64 of them. */
export function learn(from: u32, to: u32, level: u8): void {
  // With no room left the back half gives way, one after the other: so a program whose lines all begin differently
  // drives out no head before it had time to be seen again.
  let turn = headsMax / 2 + (replaced % (headsMax / 2));
  if (headCount === headsMax) replaced++;
  else {
    turn = headCount++;
    store<u8>(orderAt + turn, <u8>turn);
  }
  const head = headsAt + <u32>load<u8>(orderAt + turn) * headSize;
  memory.fill(head, 0, headSize);
  const length = to - from;
  store<u32>(head, length);
  store<u8>(head + 4, level);
  for (let at: u32 = 0; at < length; at++) {
    const byte = load<u8>(from + at);
    if (byte >= 0x30 && byte <= 0x39) store<u8>(head + digitBitsAt + at, 0xff);
    else {
      store<u8>(head + fixedBitsAt + at, 0xff);
      store<u8>(head + fixedAt + at, byte);
    }
  }
}

function isAlike(from: u32, head: u32, length: u32): bool {
  const zeros = i8x16.splat(0x30);
  const nines = i8x16.splat(9);
  // From behind: there the level stands, in which one beginning differs from another.
  let at = (length - 1) & ~(vectorBytes - 1);
  while (true) {
    const bytes = v128.load(from + at);
    const row = head + at;
    const differs = v128.xor(v128.and(bytes, v128.load(row, fixedBitsAt)), v128.load(row, fixedAt));
    const isNoDigit = v128.gt<u8>(v128.sub<i8>(bytes, zeros), nines);
    if (v128.any_true(v128.or(differs, v128.and(isNoDigit, v128.load(row, digitBitsAt))))) return false;
    if (at === 0) return true;
    at -= vectorBytes;
  }
}

/** Brings the head at this place of the order one to the front. */
function swap(turn: u32): void {
  const place = orderAt + turn;
  const number = load<u8>(place);
  store<u8>(place, load<u8>(place - 1));
  store<u8>(place - 1, number);
}
