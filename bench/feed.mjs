// @ts-check
/**
 * From a commit to the paint that shows it, in the real window, while jobs start and end 5,000 times a second and
 * write 100,000 lines a second; the same after the window was hidden for a minute. Beside it, in the same call, the
 * bare protocol in a window that does nothing else: one message under way, acknowledged after paint.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideElectron } from '../scripts/electron-binary.mjs';
import { hasDisplay, provideVirtualDisplay, underVirtualDisplay } from '../scripts/process/display.mjs';
import { run } from '../scripts/process/run.mjs';
import { build, isBuilt } from '../scripts/project/build.mjs';
import { figure, quantile } from './harness/figures.mjs';
import { noOpRun } from './queue/no-op-run.mjs';

/** @typedef {import('./feed/in-page.mjs').Watched} Watched */
/** @typedef {{ shown: Watched, again: Watched, jobsPerSecond: number, linesPerSecond: number }} OfWindow */

/** Lines of a job: 2,500 jobs a second start and end, with 40 lines each. */
const linesOfJob = 40;
/** Time after each line; with it a job takes 80 ms and, since a timer comes late, some 100. */
const delayMs = 2;
/** So many that more than 2,500 a second start and end where the processor is not what they wait for. */
const concurrency = 280;

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, log }) {
  await provideElectron({ say: log });
  if (!hasDisplay()) await provideVirtualDisplay(log);
  if (!isBuilt() && (await build()) !== 0) throw new Error('The app cannot be built.');
  const time = small ? { seconds: 2, hiddenSeconds: 2 } : { seconds: 15, hiddenSeconds: 60 };
  const { seconds } = time;
  /** @type {OfWindow[]} */
  const ours = [];
  /** @type {number[][]} */
  const bare = [];
  for (let round = 1; round <= (small ? 1 : 3); round++) {
    const delays = await inElectron('feed/bare.mjs', [String(seconds)]);
    const measured = await ofWindow(time);
    const { shown } = measured;
    log(
      `round ${round}: p50 ${quantile(shown.delays, 0.5).toFixed(1)} ms, p99 ${quantile(shown.delays, 0.99).toFixed(1)} ms ` +
        `(bare ${quantile(delays, 0.5).toFixed(1)}, ${quantile(delays, 0.99).toFixed(1)}), ` +
        `${Math.round(measured.jobsPerSecond * 2)} transitions/s, ${Math.round(measured.linesPerSecond)} lines/s`,
    );
    if (shown.gaps + measured.again.gaps > 0) throw new Error('A message did not follow the one before.');
    if (shown.wrong + measured.again.wrong > 0) throw new Error('Counts did not add up.');
    ours.push(measured);
    bare.push(delays);
  }
  const ms = (
    /** @type {string} */ metric,
    /** @type {(one: OfWindow) => readonly number[]} */ of,
    /** @type {number} */ part,
  ) =>
    figure({
      ...{ metric, unit: 'ms', better: 'lower' },
      runs: ours.map((one) => quantile(of(one), part)),
      peers: { bare: bare.map((delays) => quantile(delays, part)) },
    });
  const rate = (
    /** @type {string} */ metric,
    /** @type {string} */ unit,
    /** @type {(one: OfWindow) => number} */ of,
  ) => figure({ metric, unit, better: 'higher', runs: ours.map(of) });
  return {
    name: 'feed',
    ...ms('commit to paint, median', ({ shown }) => shown.delays, 0.5),
    more: [
      ms('commit to paint, p99', ({ shown }) => shown.delays, 0.99),
      ms('after the window was hidden, median', ({ again }) => again.delays, 0.5),
      ms('after the window was hidden, p99', ({ again }) => again.delays, 0.99),
      rate('messages painted', 'messages/s', ({ shown }) => shown.delays.length / seconds),
      rate('jobs started and ended meanwhile', 'transitions/s', (one) => one.jobsPerSecond * 2),
      rate('lines that arrived meanwhile', 'lines/s', (one) => one.linesPerSecond),
    ],
  };
}

/**
 * @param {{ seconds: number, hiddenSeconds: number }} time it is watched, hidden, and watched again
 * @returns {Promise<OfWindow>}
 */
async function ofWindow({ seconds, hiddenSeconds }) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-feed-'));
  try {
    // More than can end in the time; what is left is stopped with the window.
    const jobsPerSecond = (concurrency * 1000) / (linesOfJob * delayMs);
    const path = noOpRun(folder, jobsPerSecond * (seconds * 2 + hiddenSeconds + 15), concurrency, {
      delayMs,
      lines: linesOfJob,
    });
    return await inElectron('feed/in-window.mjs', [
      join(folder, 'data'),
      path,
      String(seconds),
      String(hiddenSeconds),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a script under a display that drives Electron and writes its answer into the file that its last argument names.
 *
 * @param {string} script
 * @param {readonly string[]} args
 */
async function inElectron(script, args) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-answer-'));
  try {
    const answer = join(folder, 'answer.json');
    /** @type {[string, ...string[]]} */
    const direct = [process.execPath, new URL(script, import.meta.url).pathname, ...args, answer];
    const [command, ...rest] = hasDisplay() ? direct : underVirtualDisplay(direct);
    const { code, stderr } = await run(command, rest, { capture: true });
    if (code !== 0 || !existsSync(answer)) throw new Error(`${script} ended with code ${code}.\n${stderr}`);
    return JSON.parse(readFileSync(answer, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
