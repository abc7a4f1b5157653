/** The text of lines as a person reads it: without terminal escapes, invalid bytes as U+FFFD. */
import { ansiEscapes } from '../../../src-shared/ansi-escapes';

/** The byte that begins every terminal escape. */
export const escapeByte = 0x1b;

/*
 * What begins with ESC, as in `ansiEscapes`: CSI, the string escapes up to BEL or ST, any other escape of two or three
 * characters, one that the end of the line cuts off. No part takes an LF, so the same finds them in many lines at once.
 */
const escapes =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\n\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~]|\[[0-?]*[ -/]*$|)/;
const escapesInLine = new RegExp(escapes, 'g');
/** Terminal escapes in a text of many lines; one that has no other line terminators than LF. */
export const escapesInLines = new RegExp(escapes, 'gm');

/** Takes the terminal escapes out of a line: what is searched. */
export function withoutEscapes(text: string): string {
  return text.includes('\u001b') ? text.replace(escapesInLine, '') : text;
}

/** The text of a line's bytes without escapes and control characters: what is copied. */
export function plainText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().replace(ansiEscapes, '');
}
