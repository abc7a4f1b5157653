/** Small files that are either as they were or as they should be, whenever the machine goes down. */
import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file at once. What cannot be written costs a convenience: it is said on the console, and nothing stops. */
export function writeWhole(file: string, text: string): void {
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    console.error(`${file} could not be written.`, error);
  }
}
