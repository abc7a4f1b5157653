// @ts-check
/** Child process: plainjob on SQLite with no-op jobs, in and through. See bench/queue.mjs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answer } from '../harness/in-child.mjs';

const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore };

function ignore() {}

await answer(
  async (/** @type {{ packages: string, jobs: number, singles: number }} */ { packages, jobs, singles }) => {
    const require = createRequire(packages);
    // No dependencies of the project: neither the compiler nor the check for unlisted ones is to look for them.
    const [name, sqlite] = ['plainjob', 'better-sqlite3'];
    const Database = require(sqlite);
    // It is an ES module that `require` cannot load everywhere.
    const { better, defineQueue, defineWorker } = await import(pathToFileURL(require.resolve(name)).href);
    const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-plainjob-'));
    const queue = defineQueue({
      connection: better(new Database(join(folder, 'queue.db'))),
      logger: silent,
    });
    try {
      addMany(queue, Math.ceil(jobs / 10));
      await workOff(defineWorker, queue, Math.ceil(jobs / 10));

      const bulkAt = performance.now();
      addMany(queue, jobs);
      const bulk = (jobs / (performance.now() - bulkAt)) * 1000;
      const through = await workOff(defineWorker, queue, jobs);

      const singlesAt = performance.now();
      for (let index = 0; index < singles; index++) queue.add('no-op', { index });
      return { bulk, singles: (singles / (performance.now() - singlesAt)) * 1000, through };
    } finally {
      queue.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/**
 * @param {any} queue
 * @param {number} jobs
 */
function addMany(queue, jobs) {
  queue.addMany(
    'no-op',
    Array.from({ length: jobs }, (_, index) => ({ index })),
  );
}

/**
 * Works off what waits. Its worker takes one job after the other; more of them do not go faster on one file.
 *
 * @param {any} defineWorker
 * @param {any} queue
 * @param {number} jobs
 * @returns {Promise<number>} jobs a second
 */
async function workOff(defineWorker, queue, jobs) {
  const startedAt = performance.now();
  let completed = 0;
  await new Promise((resolve) => {
    const worker = defineWorker('no-op', () => undefined, {
      queue,
      logger: silent,
      onCompleted: () => {
        completed++;
        if (completed === jobs) void worker.stop().then(resolve);
      },
    });
    void worker.start();
  });
  return (jobs / (performance.now() - startedAt)) * 1000;
}
