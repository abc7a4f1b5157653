/** Small scans over the bytes at the head of a line: what kind a byte is, where a token or a colour ends. */

/** Part of a name or a path. */
const isText = 0;
/** A to Z in any case. */
export const isLetter = 1;
/** 0 to 9. */
export const isDigit = 2;
/** Blank or tab. */
export const isSpace = 3;
/** Opens brackets. */
export const isOpen = 4;
/** Closes brackets. */
export const isClose = 5;
/** Punctuation, and all that is not ASCII. */
export const isMark = 6;
/** Begins a colour. */
export const isEscape = 7;
/** Behind it is text, whatever it says. */
export const isStop = 8;

/** Kind of each byte. */
export const kinds = new Uint8Array(256).fill(isMark);
function are(kind: number, characters: string): void {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;
}
are(isLetter, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
are(isDigit, '0123456789');
are(isSpace, ' \t');
are(isOpen, '[(');
are(isClose, '])');
are(isText, '/\\._@~$');
are(isStop, '"\'`<&;%');
are(isEscape, '\u001b');

const colon = 0x3a;
const dash = 0x2d;
const slash = 0x2f;
const dot = 0x2e;
const pipe = 0x7c;

/** Longer than any way to write a time. */
const longestTime = 48;

/** Whether all letters are upper case, and there are at least three. */
export function isUpper(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] > 0x5a) return false;
  return to - from >= 3;
}

/** The byte at `from` or behind the escape sequences there; -1 at the end. */
export function nextByte(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] === 0x1b) at = pastEscape(bytes, at, end);
  return at < end ? bytes[at] : -1;
}

/** The place behind an escape sequence. */
export function pastEscape(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 1;
  if (bytes[at] !== 0x5b) return at;
  at++;
  while (at < end && bytes[at] < 0x40) at++;
  return at + 1;
}

/** The end of what stands together: the next blank, pipe, colour or closing bracket. */
export function tokenEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && kinds[bytes[at]] !== isSpace && bytes[at] !== pipe && bytes[at] !== 0x1b) {
    if (bytes[at] === 0x5d) return at;
    at++;
  }
  return at;
}

/** The end of a date or a time that begins at `from`, or -1 when none does. One pass: most lines that begin so have one. */
export function timeEnd(bytes: Uint8Array, from: number, end: number): number {
  const limit = end - from > longestTime ? from + longestTime : end;
  let at = from;
  let colons = 0;
  let dashes = 0;
  let slashes = 0;
  let dots = 0;
  for (; at < limit; at++) {
    const byte = bytes[at];
    if (byte >= 0x30 && byte <= 0x39) continue;
    if (byte === colon) colons++;
    else if (byte === dash) dashes++;
    else if (byte === dot) dots++;
    else if (byte === slash) slashes++;
    else if (byte <= 0x20 || byte === pipe || byte === 0x5d) break;
  }
  const length = at - from;
  if (length < 5 || length === longestTime) return -1;
  if (colons > 0 || dashes > 1 || slashes > 1) return at;
  return (dashes === 1 ? length === 5 : dots === 1 && slashes === 0) ? at : -1;
}

/** The end of a value of `key=value`. */
export function pastValue(bytes: Uint8Array, from: number, end: number): number {
  const quote = bytes[from];
  if (quote !== 0x22 && quote !== 0x27) return tokenEnd(bytes, from, end);
  let at = from + 1;
  while (at < end && bytes[at] !== quote) at += bytes[at] === 0x5c ? 2 : 1;
  return at + 1;
}

/** The first place of a byte, or -1. */
export function indexOfByte(bytes: Uint8Array, byte: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at;
  return -1;
}
