// @ts-check
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const levels = ['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'];

/**
 * Writes log files of about 92 bytes a line whose times interleave, the same ones every time.
 *
 * @param {string} folder
 * @param {{ files: number, lines: number }} size `lines` of all files together
 * @returns {string[]} their paths
 */
export function makeLogs(folder, { files, lines }) {
  mkdirSync(folder, { recursive: true });
  const paths = [];
  for (let file = 0; file < files; file++) {
    const path = join(folder, `service-${String(file).padStart(3, '0')}.log`);
    const descriptor = openSync(path, 'w');
    let text = '';
    for (let line = file; line < lines; line += files) {
      const time = new Date(1_760_000_000_000 + line).toISOString();
      const level = levels[(line * 7 + file) % levels.length];
      text += `${time} ${level} [worker-${line % 16}] request ${line} took ${line % 977} ms, answered with 200\n`;
      if (text.length < 1 << 20) continue;
      writeSync(descriptor, text);
      text = '';
    }
    writeSync(descriptor, text);
    closeSync(descriptor);
    paths.push(path);
  }
  return paths;
}
