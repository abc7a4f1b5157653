// @ts-check
/** How long the engine takes from being opened to being ready: folder owned, threads started, first tick done. */
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, log }) {
  const bundle = await EngineBundle.make();
  try {
    const runs = [];
    for (let round = 0; round < (small ? 2 : 15); round++) {
      const startedAt = performance.now();
      const opened = await bundle.open();
      runs.push(performance.now() - startedAt);
      await opened.close();
    }
    log(`${runs.length} starts`);
    return {
      name: 'startup',
      ...figure({ metric: 'open an empty folder', unit: 'ms', better: 'lower', runs }),
    };
  } finally {
    bundle.remove();
  }
}
