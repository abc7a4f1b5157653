// @ts-check
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { isInterrupted } from '../../scripts/process/run.mjs';
import { benchFolder, readArguments } from './arguments.mjs';
import { describeCommit, describeMachine } from './machine.mjs';
import { BadInput, MissingPeer } from './problems.mjs';
import { printReport } from './report.mjs';

/**
 * @typedef {object} BenchOptions what a benchmark is called with
 * @property {boolean} small a short run that only shows that everything works
 * @property {boolean} peers measure the peers beside us, in the same call
 * @property {(line: string) => void} log tells how far it is; goes to stderr
 */

/**
 * @typedef {import('./figures.mjs').Figure & { name: string, more?: import('./figures.mjs').Figure[] }} BenchResult
 *   the figure that the benchmark is about, and what else it has measured
 */

/**
 * A module `bench/<name>.mjs` exports `benchmark`, of this type.
 *
 * @typedef {(options: BenchOptions) => Promise<BenchResult>} Benchmark
 */

/**
 * Runs one benchmark and prints what it measured.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code: 2 for bad input, and for a peer that cannot be had
 */
export async function runBenchmark(args) {
  try {
    const { name, json, small, peers } = readArguments(args);
    const log = (/** @type {string} */ line) => console.error(line);
    const module = await import(pathToFileURL(resolve(benchFolder, `${name}.mjs`)).href);
    const benchmark = /** @type {Benchmark} */ (module.benchmark);
    const result = await benchmark({ small, peers, log });
    const { name: _, metric, unit, value, runs, peers: measured, ratio, ...rest } = result;
    const whole = {
      ...{ name, metric, unit, value, runs, peers: measured, ratio },
      ...rest,
      machine: describeMachine(),
      commit: await describeCommit(),
    };
    if (json) console.log(JSON.stringify(whole));
    else printReport(whole);
    return 0;
  } catch (error) {
    if (isInterrupted()) return Number(process.exitCode ?? 130);
    if (error instanceof BadInput || error instanceof MissingPeer) {
      console.error(error.message);
      return 2;
    }
    console.error(error);
    return 1;
  }
}
