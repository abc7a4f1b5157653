// @ts-check
/**
 * Appending to a log: jobs that print as fast as they can, one of them and a hundred at once, until every line is
 * numbered, indexed and on disk. docs/performance.md says what the peers do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../scripts/process/run.mjs';
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';
import { inChild } from './harness/in-child.mjs';
import { peerProgram } from './harness/peers.mjs';
import { warmFileMemory } from './harness/warm-memory.mjs';
import { lineBytes, writeLineFiles } from './logs/lines.mjs';

/**
 * @typedef {{ rate: number, again?: number, busyP99Ms: number }} Measured lines a second, the same once more in the same
 *   process, and how late the main thread was
 */

const jobCounts = [1, 100];
const measureModule = new URL('logs/measure.mjs', import.meta.url);
const rawPipeModule = new URL('logs/raw-pipe.mjs', import.meta.url);
const flushedFileModule = new URL('logs/flushed-file.mjs', import.meta.url);

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, peers, log }) {
  const size = small ? { rounds: 1, lines: 100_000 } : { rounds: 5, lines: 2_000_000 };
  const { lines, rounds } = size;
  const sort = peers ? await peerProgram('sort-m', { programs: ['sort'], debian: 'coreutils' }, log) : null;
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-lines-'));
  const bundle = await EngineBundle.make();
  try {
    /** @type {Map<string, Measured[]>} */
    const measured = new Map();
    for (const jobs of jobCounts) {
      const files = writeLineFiles(folder, { lines, files: jobs });
      /** @type {Record<string, () => Promise<Measured>>} */
      const contenders = {
        runsheet: () => inChild(measureModule, { bundle: bundle.folder, files, lines }),
        ...(sort === null
          ? {}
          : {
              'raw-pipe': () => inChild(rawPipeModule, { files, lines }),
              'flushed-file': () => inChild(flushedFileModule, { files, lines }),
              'sort-m': () => sortMerged(sort, { folder, files, lines }),
            }),
      };
      for (let round = 1; round <= rounds; round++) {
        for (const [name, measure] of Object.entries(contenders)) {
          warmFileMemory(folder, 4 * lines * lineBytes);
          const result = await measure();
          log(`round ${round} ${name}, ${jobsText(jobs)}: ${Math.round(result.rate)} lines/s`);
          const key = `${name} ${jobs}`;
          measured.set(key, [...(measured.get(key) ?? []), result]);
        }
      }
    }
    const rates = (/** @type {string} */ key) => (measured.get(key) ?? []).map((one) => one.rate);
    const ratesAgain = (/** @type {string} */ key) =>
      (measured.get(key) ?? []).map((one) => one.again ?? NaN);
    const [first, ...others] = jobCounts.map((jobs) =>
      figure({
        metric: `lines to disk, ${jobsText(jobs)}`,
        unit: 'lines/s',
        better: 'higher',
        runs: rates(`runsheet ${jobs}`),
        peers:
          sort === null
            ? {}
            : Object.fromEntries(
                ['raw-pipe', 'flushed-file', 'sort-m'].map((peer) => [peer, rates(`${peer} ${jobs}`)]),
              ),
      }),
    );
    const again = jobCounts.map((jobs) =>
      figure({
        metric: `the same again in the same process, ${jobsText(jobs)}`,
        unit: 'lines/s',
        better: 'higher',
        runs: ratesAgain(`runsheet ${jobs}`),
        peers: sort === null ? {} : { 'raw-pipe': ratesAgain(`raw-pipe ${jobs}`) },
      }),
    );
    const busy = jobCounts.map((jobs) =>
      figure({
        metric: `main thread busy meanwhile, p99, ${jobsText(jobs)}`,
        unit: 'ms',
        better: 'lower',
        runs: (measured.get(`runsheet ${jobs}`) ?? []).map((one) => one.busyP99Ms),
      }),
    );
    return { name: 'logs', ...first, more: [...others, ...again, ...busy] };
  } finally {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {number} jobs */
function jobsText(jobs) {
  return jobs === 1 ? 'one job' : `${jobs} jobs at once`;
}

/**
 * Merges the same lines as files, by bytes.
 *
 * @param {string} sort
 * @param {{ readonly folder: string, readonly files: readonly string[], readonly lines: number }} input
 * @returns {Promise<Measured>}
 */
async function sortMerged(sort, { folder, files, lines }) {
  const output = join(folder, 'merged.txt');
  const startedAt = performance.now();
  const { code, stderr } = await run(sort, ['-m', '-o', output, ...files], {
    capture: true,
    env: { LC_ALL: 'C' },
  });
  const tookMs = performance.now() - startedAt;
  if (code !== 0) throw new Error(`sort -m ended with code ${code}.\n${stderr}`);
  rmSync(output);
  return { rate: (lines / tookMs) * 1000, busyP99Ms: 0 };
}
