/**
 * The second step of checksum-files.toml: computes the SHA-256 of every file again and compares it with what the
 * commands of the first step have noted down in `sums`, a file in the folder of the run. Where ROOT is set, it also
 * looks for JavaScript files below that folder that have no sum.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const filesAtOnce = 8;

export default async (job) => {
  const sums = await readSums(join(job.runDirectory, 'sums'));
  const waiting = [...sums];
  const wrong = [];
  let checked = 0;

  const checkNext = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      job.signal.throwIfAborted();
      const [file, expected] = next;
      const found = createHash('sha256')
        .update(await readFile(resolve(import.meta.dirname, file)))
        .digest('hex');
      if (found !== expected) {
        wrong.push(file);
        job.log.error(`${file}: the command said ${expected}, this script finds ${found}`);
      }
      checked += 1;
      if (checked % 100 === 0 || checked === sums.size) job.progress(checked, sums.size);
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, checkNext));

  const missing = process.env.ROOT ? await filesWithout(sums, process.env.ROOT) : [];
  for (const file of missing) job.log.error(`${file}: no command has computed its sum`);
  if (wrong.length + missing.length > 0) {
    throw new Error(`${wrong.length} of ${sums.size} sums are wrong, and ${missing.length} files have none`);
  }
  job.log.info(`${sums.size} sums are right`);
};

/** The sums by file, from lines such as `9f86d0…  ../node_modules/vue/index.js`. */
async function readSums(path) {
  const sums = new Map();
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return ''; // no files, no sums
    throw error;
  });
  for (const line of text.split('\n')) {
    // A "\" in front says that the name is written with "\\" for "\" and "\n" for a line break.
    const match = /^(\\?)([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (match === null) continue;
    const [, mark, sum, name] = match;
    const file =
      mark === '' ? name : name.replace(/\\([\\nr])/g, (_, letter) => ({ n: '\n', r: '\r' })[letter] ?? '\\');
    sums.set(file, sum);
  }
  return sums;
}

/** The JavaScript files below a folder that have no sum; links to files count, links to folders are not followed. */
async function filesWithout(sums, root) {
  const known = new Set([...sums.keys()].map((file) => resolve(import.meta.dirname, file)));
  const entries = await readdir(resolve(import.meta.dirname, root), { recursive: true, withFileTypes: true });
  const missing = [];
  for (const entry of entries) {
    if (!entry.name.endsWith('.js')) continue;
    const path = join(entry.parentPath, entry.name);
    if (known.has(path) || entry.isDirectory()) continue;
    const isFile = entry.isFile() || (await stat(path).catch(() => null))?.isFile() === true;
    if (isFile) missing.push(path);
  }
  return missing;
}
