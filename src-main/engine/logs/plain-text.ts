/** The text of lines as a person reads it: without terminal escapes, invalid bytes as U+FFFD. */
import { ansiEscapes } from '../../../src-shared/ansi-escapes';

/** The byte that begins every terminal escape. */
export const escapeByte = 0x1b;

/** Takes the escapes out of a line; one without ESC stays as it is. */
export function withoutEscapes(text: string): string {
  return text.includes('\u001b') ? text.replace(ansiEscapes, '') : text;
}

/** The text of a line's bytes. */
export function plainText(bytes: Uint8Array): string {
  return withoutEscapes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}
