// @ts-check
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const pieceBytes = 4 * 1024 * 1024;

/**
 * Writes a file and deletes it. Where memory belongs to a virtual machine, the first use of a page costs many times
 * what a page costs that was used before: who writes first would pay for all who come after. So the file system has as
 * much memory as it needs before anybody is measured.
 *
 * @param {string} folder
 * @param {number} bytes
 */
export function warmFileMemory(folder, bytes) {
  const path = join(folder, 'warm');
  const piece = Buffer.alloc(pieceBytes, 1);
  const file = openSync(path, 'w');
  try {
    for (let written = 0; written < bytes; written += pieceBytes) writeSync(file, piece);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
