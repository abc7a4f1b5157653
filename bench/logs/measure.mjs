// @ts-check
/** Child process: an engine whose jobs print as fast as they can, until all lines are durable. See bench/logs.mjs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer } from '../harness/in-child.mjs';
import { openBundle } from '../harness/engine.mjs';

const resolutionMs = 1;

/**
 * @param {{ bundle: string, command: string[], items: string[], lines: number }} input
 * @returns {Promise<{ rate: number, again: number, busyP99Ms: number }>} lines a second, the same once more in the same
 *   engine, and how late the main thread was the first time
 */
export async function measure({ bundle, command, items, lines }) {
  const opened = await (await openBundle(bundle)).open();
  try {
    // A start that has been done before: threads, launchers and code are there.
    await runItems(opened, command, items.slice(0, 1));
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    const rate = await rateOf(opened, command, items, lines);
    delay.disable();
    return {
      rate,
      again: await rateOf(opened, command, items, lines),
      busyP99Ms: delay.percentile(99) / 1e6,
    };
  } finally {
    await opened.close();
  }
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {readonly string[]} command
 * @param {readonly string[]} items
 * @param {number} lines that all of them print together
 * @returns {Promise<number>} lines a second
 */
async function rateOf(opened, command, items, lines) {
  const startedAt = performance.now();
  const stored = await runItems(opened, command, items);
  const tookMs = performance.now() - startedAt;
  if (stored !== lines) throw new Error(`${stored} of ${lines} lines are stored.`);
  return (lines / tookMs) * 1000;
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {readonly string[]} command
 * @param {readonly string[]} items a job each, all at once; the last word of the command
 * @returns {Promise<number>} lines of the run, once it has ended
 */
async function runItems(opened, command, items) {
  const definition = join(opened.folder, 'print.toml');
  writeFileSync(
    definition,
    `concurrency = ${items.length}\n[step.print]\ntype = "command"\nrun = ${JSON.stringify([...command, '{{item}}'])}\n` +
      `for_each = { list = ${JSON.stringify(items)} }\n`,
  );
  const { runId } = await opened.client.call('run.start', { path: definition });
  await opened.watch(runId);
  const { scope } = await opened.until(
    ({ scope: row }) => row !== null && row.id === runId && !['pending', 'running'].includes(row.status),
  );
  if (scope?.status !== 'completed') throw new Error(`The run ended ${scope?.status}: ${scope?.reason}.`);
  return scope.lines;
}

await answer(measure);
