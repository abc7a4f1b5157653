// @ts-check
/**
 * From the start of the app's process until its window can be used (live, with its runs drawn), and the memory that
 * all its processes have then: on a folder of a million jobs and ten million lines, and on an empty one, beside an
 * Electron window with an empty page in the same call. And how long the engine alone takes to be ready.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideElectron } from '../scripts/electron-binary.mjs';
import { hasDisplay, provideVirtualDisplay, underVirtualDisplay } from '../scripts/process/display.mjs';
import { run } from '../scripts/process/run.mjs';
import { build, isBuilt } from '../scripts/project/build.mjs';
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';
import { copyOfLogFolder, logFolder, logFolderEntries, withManyJobs } from './harness/log-folder.mjs';

/** @typedef {{ ms: number, memoryMb: number }} Start */
/** @typedef {'empty-window' | 'empty' | 'full'} Kind */

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, log }) {
  await provideElectron({ say: log });
  if (!hasDisplay()) await provideVirtualDisplay(log);
  if (!isBuilt() && (await build()) !== 0) throw new Error('The app cannot be built.');
  const size = small ? { lines: 100_000, jobs: 10_000 } : { lines: 10_000_000, jobs: 1_000_000 };
  const bundle = await EngineBundle.make(logFolderEntries);
  const full = copyOfLogFolder(await logFolder(bundle.folder, size.lines, log));
  const empty = mkdtempSync(join(tmpdir(), 'runsheet-bench-startup-'));
  try {
    await withManyJobs(bundle.folder, full, size.jobs, log);
    /** @type {Record<Kind, Start[]>} */
    const starts = { 'empty-window': [], empty: [], full: [] };
    const engine = [];
    for (let round = 1; round <= (small ? 1 : 5); round++) {
      starts['empty-window'].push(await start('-'));
      starts.empty.push(await start(join(empty, String(round))));
      starts.full.push(await start(full));
      const openedAt = performance.now();
      const opened = await bundle.open();
      engine.push(performance.now() - openedAt);
      await opened.close();
      const [bare, none, all] = Object.values(starts).map((list) => list.at(-1));
      log(`round ${round}: empty window ${text(bare)}, empty folder ${text(none)}, full folder ${text(all)}`);
    }
    const of = (
      /** @type {string} */ metric,
      /** @type {Kind} */ kind,
      /** @type {'ms' | 'MB'} */ unit,
      /** @type {(one: Start) => number} */ value,
    ) =>
      figure({
        ...{ metric, unit, better: 'lower' },
        runs: starts[kind].map(value),
        peers: { 'empty-window': starts['empty-window'].map(value) },
      });
    return {
      name: 'startup',
      ...of(`usable window, ${size.jobs} jobs and ${size.lines} lines`, 'full', 'ms', ({ ms }) => ms),
      more: [
        of('usable window, empty folder', 'empty', 'ms', ({ ms }) => ms),
        of('private memory of all processes, full folder', 'full', 'MB', ({ memoryMb }) => memoryMb),
        of('private memory of all processes, empty folder', 'empty', 'MB', ({ memoryMb }) => memoryMb),
        figure({ metric: 'engine alone opens an empty folder', unit: 'ms', better: 'lower', runs: engine }),
      ],
    };
  } finally {
    rmSync(full, { recursive: true, force: true });
    rmSync(empty, { recursive: true, force: true });
    bundle.remove();
  }
}

/** @param {Start | undefined} one */
function text(one) {
  return one === undefined ? '–' : `${Math.round(one.ms)} ms ${Math.round(one.memoryMb)} MB`;
}

/**
 * Starts the app on a folder (`-`: a window with an empty page instead) and ends it again.
 *
 * @param {string} folder
 * @returns {Promise<Start>}
 */
async function start(folder) {
  const answers = mkdtempSync(join(tmpdir(), 'runsheet-bench-answer-'));
  try {
    const answer = join(answers, 'answer.json');
    const script = new URL('startup/in-window.mjs', import.meta.url).pathname;
    /** @type {[string, ...string[]]} */
    const direct = [process.execPath, script, folder, answer];
    const [command, ...args] = hasDisplay() ? direct : underVirtualDisplay(direct);
    const { code, stderr } = await run(command, args, { capture: true });
    if (code !== 0 || !existsSync(answer)) throw new Error(`The window ended with code ${code}.\n${stderr}`);
    return JSON.parse(readFileSync(answer, 'utf8'));
  } finally {
    rmSync(answers, { recursive: true, force: true });
  }
}
