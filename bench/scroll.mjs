// @ts-check
/**
 * Scrolling through the log of a run of ten million lines in the real window, while another run writes a hundred
 * thousand lines a second: frames that were drawn, beside an idle window in the same run.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideElectron } from '../scripts/electron-binary.mjs';
import { hasDisplay, provideVirtualDisplay, underVirtualDisplay } from '../scripts/process/display.mjs';
import { run } from '../scripts/process/run.mjs';
import { build, isBuilt } from '../scripts/project/build.mjs';
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';
import { copyOfLogFolder, logFolder, logFolderEntries } from './harness/log-folder.mjs';

/** @typedef {import('./scroll/in-page.mjs').Frames} Frames */
/** @typedef {{ log: Frames, tree: Frames, timeline: Frames }} Scrolled */
/** @typedef {{ idle: Frames, quiet: Scrolled, busy: Scrolled, linesPerSecond: number, pageHeapBytes: number }} Measured */

/** The run of the folder. */
const runOfLogFolder = 'r1';
/** Lines that the other run writes in ten milliseconds. */
const linesPerTick = 1000;

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, log }) {
  await provideElectron({ say: log });
  if (!hasDisplay()) await provideVirtualDisplay(log);
  if (!isBuilt() && (await build()) !== 0) throw new Error('The app cannot be built.');
  const bundle = await EngineBundle.make(logFolderEntries);
  const source = await logFolder(bundle.folder, small ? 100_000 : 10_000_000, log);
  bundle.remove();
  /** @type {Measured[]} */
  const measured = [];
  for (let round = 1; round <= (small ? 1 : 3); round++) {
    const result = await measure(source, small ? 2 : 15);
    log(
      `round ${round}: ${percent(result.busy.log.drawn)} of the frames drawn (tree ${percent(result.busy.tree.drawn)}, ` +
        `timeline ${percent(result.busy.timeline.drawn)}), idle ${percent(result.idle.drawn)}, ` +
        `${Math.round(result.linesPerSecond)} lines/s arrived`,
    );
    measured.push(result);
  }
  const share = (/** @type {string} */ metric, /** @type {(one: Measured) => number} */ of) =>
    figure({ metric, unit: '%', better: 'higher', runs: measured.map((one) => of(one) * 100) });
  return {
    name: 'scroll',
    ...share('frames drawn while the log is scrolled and lines arrive', ({ busy }) => busy.log.drawn),
    more: [
      share('the same of the tree', ({ busy }) => busy.tree.drawn),
      share('the same of the timeline', ({ busy }) => busy.timeline.drawn),
      share('frames drawn while the log is scrolled, nothing else going on', ({ quiet }) => quiet.log.drawn),
      share('the same of the tree', ({ quiet }) => quiet.tree.drawn),
      share('the same of the timeline', ({ quiet }) => quiet.timeline.drawn),
      share('frames drawn in the idle window', ({ idle }) => idle.drawn),
      share('rows with their number when a frame began', ({ busy }) => busy.log.numbered),
      figure({
        metric: 'longest time between two frames while the log is scrolled',
        unit: 'ms',
        better: 'lower',
        runs: measured.map(({ busy }) => busy.log.longestMs),
      }),
      figure({
        metric: 'lines that arrived meanwhile',
        unit: 'lines/s',
        better: 'higher',
        runs: measured.map((one) => one.linesPerSecond),
      }),
      figure({
        metric: 'heap of the page afterwards',
        unit: 'MB',
        better: 'lower',
        runs: measured.map((one) => one.pageHeapBytes / 1e6),
      }),
    ],
  };
}

/**
 * @param {string} source
 * @param {number} seconds
 * @returns {Promise<Measured>}
 */
async function measure(source, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-scroll-'));
  const data = copyOfLogFolder(source);
  try {
    const answer = join(folder, 'answer.json');
    const script = new URL('scroll/in-window.mjs', import.meta.url).pathname;
    /** @type {[string, ...string[]]} */
    const direct = [
      process.execPath,
      script,
      data,
      runOfLogFolder,
      noisyRun(folder),
      String(seconds),
      answer,
    ];
    const [command, ...args] = hasDisplay() ? direct : underVirtualDisplay(direct);
    const { code, stderr } = await run(command, args, { capture: true });
    if (code !== 0 || !existsSync(answer)) throw new Error(`The window ended with code ${code}.\n${stderr}`);
    return JSON.parse(readFileSync(answer, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  }
}

/**
 * A definition whose one job writes at a steady rate until it is ended.
 *
 * @param {string} folder
 */
function noisyRun(folder) {
  const program = join(folder, 'noise.mjs');
  writeFileSync(
    program,
    `let n = 0;\nsetInterval(() => {\n  let text = '';\n  for (let line = 0; line < ${linesPerTick}; line++) ` +
      'text += `request ${++n} took ${n % 97} ms and answered with the usual words of this benchmark\\n`;\n' +
      '  process.stdout.write(text);\n}, 10);\n',
  );
  const path = join(folder, 'noise.toml');
  writeFileSync(
    path,
    `[step.noise]\ntype = "command"\nrun = ${JSON.stringify([process.execPath, program])}\n`,
  );
  return path;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
