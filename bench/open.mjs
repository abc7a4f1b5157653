// @ts-check
/**
 * Logs that others wrote, until all their lines are durable, numbered and readable: a million lines in a hundred files,
 * merged by time. docs/performance.md says what the peers are asked for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../scripts/process/run.mjs';
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';
import { peerProgram } from './harness/peers.mjs';
import { makeLogs } from './open/make-logs.mjs';

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, peers, log }) {
  const size = small ? { files: 10, lines: 20_000, rounds: 1 } : { files: 100, lines: 1_000_000, rounds: 5 };
  const contenders = peers ? await peerCommands(log) : {};
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-logs-'));
  const bundle = await EngineBundle.make();
  try {
    const paths = makeLogs(join(folder, 'logs'), size);
    /** @type {number[]} */
    const runs = [];
    /** @type {Record<string, number[]>} */
    const theirs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
    for (let round = 0; round < size.rounds; round++) {
      runs.push(await openOnce(bundle, paths, size.lines));
      log(`runsheet ${Math.round(runs[round])} ms`);
      for (const [name, command] of Object.entries(contenders)) {
        const startedAt = performance.now();
        const [program, args] = command(paths, join(folder, 'sorted'));
        const { code, stderr } = await run(program, args, { capture: true });
        if (code !== 0) throw new Error(`${name} ended with code ${code}.\n${stderr}`);
        theirs[name].push(performance.now() - startedAt);
        log(`${name} ${Math.round(theirs[name][round])} ms`);
      }
    }
    const { lines, files } = size;
    return {
      name: 'open',
      ...figure({
        metric: `${lines.toLocaleString('en-US')} lines of ${files} files`,
        unit: 'ms',
        better: 'lower',
        runs,
        peers: theirs,
      }),
    };
  } finally {
    bundle.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Milliseconds until the last line can be read.
 *
 * @param {EngineBundle} bundle
 * @param {string[]} paths
 * @param {number} lines
 */
async function openOnce(bundle, paths, lines) {
  const opened = await bundle.open();
  try {
    const startedAt = performance.now();
    const { transferId } = await opened.client.call('log.open', { paths });
    const state = await opened.client.call('transfer.wait', { transferId, done: Number.MAX_SAFE_INTEGER });
    if (state.runId === null) throw new Error(state.error ?? 'Nothing was opened.');
    const address = { scopeId: state.runId, levels: 15, selectionId: null };
    const { rows, total } = await opened.client.call('log.rows', { ...address, from: lines - 1, count: 1 });
    if (total !== lines || rows.length !== 1) throw new Error(`${total} lines of ${lines} were opened.`);
    return performance.now() - startedAt;
  } finally {
    await opened.close();
  }
}

/**
 * What each peer is started with. `lnav` opens, merges and prints all lines, which is how it shows them without a
 * terminal; `lnav, index only` opens and counts them, and shows none. `sort -m` only merges.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<Record<string, (paths: string[], target: string) => [string, string[]]>>}
 */
async function peerCommands(log) {
  const lnav = await peerProgram('lnav', { programs: ['lnav'], debian: 'lnav' }, log);
  const sort = await peerProgram('sort', { programs: ['sort'], debian: 'coreutils' }, log);
  return {
    lnav: (paths) => ['sh', ['-c', `exec "$0" -n "$@" > /dev/null`, lnav, ...paths]],
    'lnav, index only': (paths) => [lnav, ['-n', '-c', ';SELECT count(*) FROM all_logs', ...paths]],
    'sort -m': (paths, target) => [sort, ['-m', '-o', target, ...paths]],
  };
}
