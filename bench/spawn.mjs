// @ts-check
/**
 * Short commands as child processes: `sh -c 'echo a; echo b >&2; echo c'`, output captured, numbered and stored. From
 * plain Node, from an engine with a gigabyte of heap, and from Electron's main process with a window open.
 * docs/performance.md says how the peers are set up.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideElectron } from '../scripts/electron-binary.mjs';
import { run } from '../scripts/process/run.mjs';
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';
import { peerProgram } from './harness/peers.mjs';

/** @typedef {{ rate: number, longestBusyMs: number }} Measured jobs a second, and how long the main thread was busy */
/** @typedef {{ bundle: string, jobs: number, concurrency: number, heapMb: number }} Input */

const concurrencies = [2, 8];
const command = 'echo a; echo b >&2; echo c';
const linesPerJob = 3;

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, peers, log }) {
  const size = small ? { rounds: 1, jobs: 100, heapMb: 100 } : { rounds: 5, jobs: 2000, heapMb: 1024 };
  // Before anything is measured: a peer that cannot be had ends it all.
  const programs = peers
    ? {
        parallel: await peerProgram('parallel', { programs: ['parallel'], debian: 'parallel' }, log),
        xargs: await peerProgram('xargs', { programs: ['xargs'], debian: 'findutils' }, log),
      }
    : null;
  const electron = await electronProgram(log);
  const bundle = await EngineBundle.make();
  try {
    const input = (/** @type {number} */ concurrency, heapMb = 0) => ({
      bundle: bundle.folder,
      jobs: size.jobs,
      concurrency,
      heapMb,
    });
    /** @type {Map<string, Measured[]>} */
    const measured = new Map();
    for (let round = 1; round <= size.rounds; round++) {
      for (const concurrency of concurrencies) {
        /** @type {Record<string, () => Promise<Measured>>} */
        const contenders = {
          runsheet: () => inNode(input(concurrency)),
          ...(programs === null ? {} : peerRuns(programs, size.jobs, concurrency)),
          'large heap': () => inNode(input(concurrency, size.heapMb)),
          ...(electron === null ? {} : { electron: () => inElectron(electron, input(concurrency)) }),
        };
        for (const [name, measure] of Object.entries(contenders)) {
          const result = await measure();
          log(`round ${round} ${name} at concurrency ${concurrency}: ${Math.round(result.rate)} jobs/s`);
          const key = `${name} ${concurrency}`;
          measured.set(key, [...(measured.get(key) ?? []), result]);
        }
      }
    }
    const rates = (/** @type {string} */ key) => (measured.get(key) ?? []).map((one) => one.rate);
    const rateFigure = (
      /** @type {string} */ metric,
      /** @type {string} */ name,
      /** @type {number} */ concurrency,
    ) =>
      figure({
        metric: `${metric}, concurrency ${concurrency}`,
        unit: 'jobs/s',
        better: 'higher',
        runs: rates(`${name} ${concurrency}`),
        peers:
          programs === null
            ? {}
            : Object.fromEntries(
                Object.keys(programs).map((peer) => [peer, rates(`${peer} ${concurrency}`)]),
              ),
      });
    const [first, ...others] = [
      ...concurrencies.map((one) => rateFigure('short commands', 'runsheet', one)),
      ...concurrencies.map((one) => rateFigure(`with ${size.heapMb} MB of heap`, 'large heap', one)),
      ...(electron === null
        ? []
        : concurrencies.map((one) => rateFigure("in Electron's main process", 'electron', one))),
    ];
    const busy = ['runsheet', 'large heap', ...(electron === null ? [] : ['electron'])].map((name) =>
      figure({
        metric: `longest the main thread was busy (${name})`,
        unit: 'ms',
        better: 'lower',
        runs: concurrencies.flatMap((one) =>
          (measured.get(`${name} ${one}`) ?? []).map((result) => result.longestBusyMs),
        ),
      }),
    );
    return { name: 'spawn', ...first, more: [...others, ...busy] };
  } finally {
    bundle.remove();
  }
}

/**
 * @param {Input} input
 * @returns {Promise<Measured>}
 */
async function inNode(input) {
  const module = new URL('spawn/in-node.mjs', import.meta.url).pathname;
  const flags = input.heapMb > 0 ? [`--max-old-space-size=${input.heapMb * 3}`] : [];
  const { code, stdout, stderr } = await run(process.execPath, [...flags, module, JSON.stringify(input)], {
    capture: true,
  });
  if (code !== 0) throw new Error(`Runsheet in Node ended with code ${code}.\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/**
 * @param {{ readonly program: string, readonly args: readonly string[] }} electron
 * @param {Input} input
 * @returns {Promise<Measured>}
 */
async function inElectron({ program, args }, input) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-electron-'));
  try {
    const main = new URL('spawn/in-electron.mjs', import.meta.url).href;
    const answer = join(folder, 'answer.json');
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'bench', type: 'module', main: 'main.js' }),
    );
    // What it does is not awaited there: Electron is not ready before its main module has been run.
    writeFileSync(
      join(folder, 'main.js'),
      `const { measureInElectron } = await import(${JSON.stringify(main)});\n` +
        `void measureInElectron(${JSON.stringify(input)}, ${JSON.stringify(answer)});\n`,
    );
    const { code, stderr } = await run(program, [...args, folder], {
      capture: true,
      env: { ELECTRON_RUN_AS_NODE: undefined },
    });
    if (!existsSync(answer)) throw new Error(`Electron ended with code ${code}.\n${stderr}`);
    return JSON.parse(readFileSync(answer, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * How Electron is started here: behind a display of its own where there is none. Null where it cannot be had.
 *
 * @param {(line: string) => void} log
 */
async function electronProgram(log) {
  try {
    const electron = await provideElectron({ say: log });
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    if (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) {
      return { program: electron, args: flags };
    }
    return { program: 'xvfb-run', args: ['-a', electron, ...flags] };
  } catch (error) {
    log(`Electron is left out: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/**
 * The peers with the same work: as many shells, output captured to a file.
 *
 * @param {{ readonly parallel: string, readonly xargs: string }} programs
 * @param {number} jobs
 * @param {number} concurrency
 */
function peerRuns(programs, jobs, concurrency) {
  return {
    parallel: () =>
      peerRun(`seq ${jobs} | "$PEER" --will-cite -N0 -j ${concurrency} "$COMMAND"`, programs.parallel, jobs),
    xargs: () =>
      peerRun(`seq ${jobs} | "$PEER" -P ${concurrency} -n 1 sh -c "$COMMAND"`, programs.xargs, jobs),
  };
}

/**
 * @param {string} line
 * @param {string} peer
 * @param {number} jobs
 * @returns {Promise<Measured>}
 */
async function peerRun(line, peer, jobs) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-peer-'));
  try {
    const output = join(folder, 'output');
    const startedAt = performance.now();
    const { code, stderr } = await run('/bin/sh', ['-c', `(${line}) > "$OUTPUT" 2>&1`], {
      capture: true,
      env: { PEER: peer, COMMAND: command, OUTPUT: output, SHELL: '/bin/sh', PARALLEL_SHELL: '/bin/sh' },
    });
    const tookMs = performance.now() - startedAt;
    const lines = readFileSync(output, 'utf8').split('\n').length - 1;
    if (code !== 0 || lines !== jobs * linesPerJob) {
      throw new Error(`${peer} ended with code ${code} and ${lines} lines.\n${stderr}`);
    }
    return { rate: (jobs / tookMs) * 1000, longestBusyMs: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
