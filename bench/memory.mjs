// @ts-check
/**
 * Private memory of an engine that has a log of ten million lines open, with views and a search, above one with an
 * empty folder. Private is what no other process shares: the catalog, which is mapped into memory, is not in it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineBundle } from './harness/engine.mjs';
import { figure, median } from './harness/figures.mjs';
import { inChild } from './harness/in-child.mjs';
import { copyOfLogFolder, logFolder, logFolderEntries } from './harness/log-folder.mjs';

/** @typedef {{ bundle: string, folder: string, lines: number }} Input */

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, log }) {
  const size = small ? { rounds: 1, lines: 100_000 } : { rounds: 3, lines: 10_000_000 };
  const bundle = await EngineBundle.make(logFolderEntries);
  const folder = await logFolder(bundle.folder, size.lines, log);
  const copy = copyOfLogFolder(folder);
  const empty = mkdtempSync(join(tmpdir(), 'runsheet-bench-memory-'));
  try {
    const module = new URL('memory/in-engine.mjs', import.meta.url);
    /** @type {number[]} */
    const emptyMb = [];
    /** @type {number[]} */
    const fullMb = [];
    for (let round = 1; round <= size.rounds; round++) {
      /** @type {Input} */
      const input = { bundle: bundle.folder, folder: empty, lines: 0 };
      emptyMb.push((await inChild(module, input)).privateMb);
      fullMb.push((await inChild(module, { ...input, folder: copy, lines: size.lines })).privateMb);
      log(
        `round ${round}: empty ${emptyMb.at(-1)?.toFixed(0)} MB, with the log ${fullMb.at(-1)?.toFixed(0)} MB`,
      );
    }
    const base = median(emptyMb);
    const unit = 'MB';
    const better = /** @type {const} */ ('lower');
    return {
      name: 'memory',
      ...figure({
        metric: `private memory with ${size.lines} lines, views and a search, above an empty engine`,
        unit,
        better,
        runs: fullMb.map((one) => Math.max(0.01, one - base)),
      }),
      more: [figure({ metric: 'private memory of an empty engine', unit, better, runs: emptyMb })],
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
    rmSync(empty, { recursive: true, force: true });
    bundle.remove();
  }
}
