// @ts-check
/** Child process, a peer: the same programs in plain Node, whose pipes are read and their LFs counted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { answer } from '../harness/in-child.mjs';

const lf = 10;

/**
 * @param {{ files: string[], lines: number }} input
 * @returns {Promise<{ rate: number, again: number }>} lines a second, and the same once more in the same process
 */
async function measure({ files, lines }) {
  await countLines(files[0]);
  return { rate: await rateOf(files, lines), again: await rateOf(files, lines) };
}

/**
 * @param {string[]} files
 * @param {number} lines that all of them have together
 * @returns {Promise<number>} lines a second
 */
async function rateOf(files, lines) {
  const startedAt = performance.now();
  const counts = await Promise.all(files.map(countLines));
  const tookMs = performance.now() - startedAt;
  const counted = counts.reduce((sum, count) => sum + count, 0);
  if (counted !== lines) throw new Error(`${counted} of ${lines} lines came.`);
  return (lines / tookMs) * 1000;
}

/** @param {string} file */
async function countLines(file) {
  const child = spawn('cat', [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let count = 0;
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
    for (let at = chunk.indexOf(lf); at !== -1; at = chunk.indexOf(lf, at + 1)) count++;
  });
  await once(child, 'close');
  return count;
}

await answer(measure);
