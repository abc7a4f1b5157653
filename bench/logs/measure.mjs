// @ts-check
/** Child process: an engine whose jobs print prepared files, until all lines are durable. See bench/logs.mjs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer } from '../harness/in-child.mjs';
import { openBundle } from '../harness/engine.mjs';

const resolutionMs = 1;

/**
 * @param {{ bundle: string, files: string[], lines: number }} input
 * @returns {Promise<{ rate: number, again: number, busyP99Ms: number }>} lines a second, the same once more in the same
 *   engine, and how late the main thread was the first time
 */
export async function measure({ bundle, files, lines }) {
  const opened = await (await openBundle(bundle)).open();
  try {
    // A start that has been done before: threads, launchers and code are there.
    await runFiles(opened, files.slice(0, 1));
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    const rate = await rateOf(opened, files, lines);
    delay.disable();
    return { rate, again: await rateOf(opened, files, lines), busyP99Ms: delay.percentile(99) / 1e6 };
  } finally {
    await opened.close();
  }
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {readonly string[]} files
 * @param {number} lines that all of them have together
 * @returns {Promise<number>} lines a second
 */
async function rateOf(opened, files, lines) {
  const startedAt = performance.now();
  const stored = await runFiles(opened, files);
  const tookMs = performance.now() - startedAt;
  if (stored !== lines) throw new Error(`${stored} of ${lines} lines are stored.`);
  return (lines / tookMs) * 1000;
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {readonly string[]} files a job each, all at once
 * @returns {Promise<number>} lines of the run, once it has ended
 */
async function runFiles(opened, files) {
  const definition = join(opened.folder, 'cats.toml');
  writeFileSync(
    definition,
    `concurrency = ${files.length}\n[step.cats]\ntype = "command"\nrun = ["cat", "{{item}}"]\n` +
      `for_each = { list = ${JSON.stringify(files)} }\n`,
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
