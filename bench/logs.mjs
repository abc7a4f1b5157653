// @ts-check
/**
 * Appending to a log: jobs that print as fast as they can, one of them and a hundred at once, until every line is
 * numbered, indexed and on disk. docs/performance.md says what the peers do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** What prints beside `cat` of prepared files, with which nobody waits for who writes: a program that makes its lines. */
const makerModule = new URL('logs/maker.mjs', import.meta.url);
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
    const kinds = [
      { name: 'one job', jobs: 1, isMade: false },
      { name: '100 jobs at once', jobs: 100, isMade: false },
      { name: 'one job that makes its lines', jobs: 1, isMade: true },
      { name: '100 jobs that make their lines', jobs: 100, isMade: true },
    ];
    for (const { name: kind, jobs, isMade } of kinds) {
      const files = writeLineFiles(folder, { lines, files: jobs });
      const printing = { ...(isMade ? making(jobs, lines) : { command: ['cat'], items: files }), lines };
      /** @type {Record<string, () => Promise<Measured>>} */
      const contenders = {
        runsheet: () => inChild(measureModule, { bundle: bundle.folder, ...printing }),
        ...(sort === null
          ? {}
          : {
              'raw-pipe': () => inChild(rawPipeModule, printing),
              ...(isMade
                ? {}
                : {
                    'flushed-file': () => inChild(flushedFileModule, { files, lines }),
                    'sort-m': () => sortMerged(sort, { folder, files, lines }),
                  }),
            }),
      };
      for (let round = 1; round <= rounds; round++) {
        for (const [name, measure] of Object.entries(contenders)) {
          warmFileMemory(folder, 4 * lines * lineBytes);
          const result = await measure();
          log(`round ${round} ${name}, ${kind}: ${Math.round(result.rate)} lines/s`);
          const key = `${name} ${kind}`;
          measured.set(key, [...(measured.get(key) ?? []), result]);
        }
      }
    }
    const rates = (/** @type {string} */ key) => (measured.get(key) ?? []).map((one) => one.rate);
    const peerRates = (/** @type {string} */ kind) =>
      Object.fromEntries(
        ['raw-pipe', 'flushed-file', 'sort-m']
          .map((peer) => /** @type {const} */ ([peer, rates(`${peer} ${kind}`)]))
          .filter(([, runs]) => runs.length > 0),
      );
    const [first, ...others] = kinds.map(({ name }) =>
      figure({
        metric: `lines to disk, ${name}`,
        unit: 'lines/s',
        better: 'higher',
        runs: rates(`runsheet ${name}`),
        peers: peerRates(name),
      }),
    );
    const ratesAgain = (/** @type {string} */ key) =>
      (measured.get(key) ?? []).map((one) => one.again ?? NaN);
    const again = kinds.map(({ name }) =>
      figure({
        metric: `the same again in the same process, ${name}`,
        unit: 'lines/s',
        better: 'higher',
        runs: ratesAgain(`runsheet ${name}`),
        peers: sort === null ? {} : { 'raw-pipe': ratesAgain(`raw-pipe ${name}`) },
      }),
    );
    const busy = kinds.map(({ name }) =>
      figure({
        metric: `main thread busy meanwhile, p99, ${name}`,
        unit: 'ms',
        better: 'lower',
        runs: (measured.get(`runsheet ${name}`) ?? []).map((one) => one.busyP99Ms),
      }),
    );
    return { name: 'logs', ...first, more: [...others, ...again, ...busy] };
  } finally {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Jobs that make so many lines together: one a program that is as fast as such a one can be, a hundred small ones that
 * are started in no time.
 *
 * @param {number} jobs
 * @param {number} lines
 * @returns {{ command: string[], items: string[] }} the item is the last word
 */
function making(jobs, lines) {
  if (jobs === 1) return { command: [process.execPath, fileURLToPath(makerModule)], items: [String(lines)] };
  const line = '2026-01-01T00:00:00.000Z INFO worker: request %09.0f answered'.padEnd(lineBytes - 4, '.');
  // No two alike: items of a step are not given twice.
  const items = Array.from({ length: jobs / 2 }, (_, at) => [lines / jobs - at - 1, lines / jobs + at + 1]);
  return { command: ['seq', '-f', line, '1'], items: items.flat().map(String) };
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
