// @ts-check
/** Child process, a peer: the same programs in plain Node, whose pipes are read and their LFs counted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { answer } from '../harness/in-child.mjs';

const lf = 10;

/**
 * @param {{ command: string[], items: string[], lines: number }} input
 * @returns {Promise<{ rate: number, again: number }>} lines a second, and the same once more in the same process
 */
async function measure({ command, items, lines }) {
  await countLines(command, items[0]);
  const rate = await rateOf(command, items, lines);
  return { rate, again: await rateOf(command, items, lines) };
}

/**
 * @param {string[]} command
 * @param {string[]} items
 * @param {number} lines that all of them print together
 * @returns {Promise<number>} lines a second
 */
async function rateOf(command, items, lines) {
  const startedAt = performance.now();
  const counts = await Promise.all(items.map((item) => countLines(command, item)));
  const tookMs = performance.now() - startedAt;
  const counted = counts.reduce((sum, count) => sum + count, 0);
  if (counted !== lines) throw new Error(`${counted} of ${lines} lines came.`);
  return (lines / tookMs) * 1000;
}

/**
 * @param {string[]} command
 * @param {string} item
 */
async function countLines([program, ...words], item) {
  const child = spawn(program, [...words, item], { stdio: ['ignore', 'pipe', 'inherit'] });
  let count = 0;
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
    for (let at = chunk.indexOf(lf); at !== -1; at = chunk.indexOf(lf, at + 1)) count++;
  });
  await once(child, 'close');
  return count;
}

await answer(measure);
