// @ts-check
/** What the jobs of bench/logs.mjs print: prepared files, so that nobody waits for the one who writes. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a line, its LF included. */
export const lineBytes = 92;
/** Every file has the same lines over and over. */
const differentLines = 10_000;

/**
 * Writes `files` files of together `lines` lines into a folder.
 *
 * @param {string} folder
 * @param {{ readonly lines: number, readonly files: number }} size
 * @returns {string[]} their paths
 */
export function writeLineFiles(folder, { lines, files }) {
  const block = Buffer.from(Array.from({ length: differentLines }, (_, at) => lineText(at)).join(''));
  const each = lines / files;
  return Array.from({ length: files }, (_, number) => {
    const path = join(folder, `lines-${number}.txt`);
    const file = openSync(path, 'w');
    try {
      for (let left = each; left > 0; left -= differentLines) {
        writeSync(file, block, 0, Math.min(left, differentLines) * lineBytes);
      }
    } finally {
      closeSync(file);
    }
    return path;
  });
}

/** @param {number} at */
function lineText(at) {
  const time = new Date(Date.UTC(2026, 0, 1) + at * 7).toISOString();
  const level = at % 20 === 0 ? 'ERROR' : at % 20 < 4 ? 'WARN' : 'INFO';
  return `${`${time} ${level} worker ${at % 16}: request ${at} of /photos/${at * 31} answered`.padEnd(lineBytes - 1, '.')}\n`;
}
