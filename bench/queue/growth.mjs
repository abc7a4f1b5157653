// @ts-check
/** Child process: what a batch of jobs costs in a folder that holds so many already. See bench/queue.mjs. */
import { openBundle } from '../harness/engine.mjs';
import { median } from '../harness/figures.mjs';
import { answer } from '../harness/in-child.mjs';
import { noOpRun, startNoOps } from './no-op-run.mjs';

/** Of the batch: small enough that nearly all of it waits while the first jobs run. */
const concurrency = 100;
/** Counts that make one measurement: a single one is too short for the clock. */
const countsAtOnce = 200;
const hourMs = 3_600_000;

await answer(
  async (/** @type {{ bundle: string, existing: number, batch: number, rounds: number }} */ input) => {
    const opened = await (await openBundle(input.bundle)).open({ graceMs: 0 });
    try {
      const bigRun = await fill(opened, input.existing);
      /** @type {Record<'enqueue' | 'start to finish' | 'cancel' | 'count', number[]>} */
      const times = { enqueue: [], 'start to finish': [], cancel: [], count: [] };
      for (let round = 0; round < input.rounds; round++) {
        const { calledAt, startedAt, endedAt } = await startNoOps(opened, input.batch, concurrency);
        times.enqueue.push(startedAt - calledAt);
        times['start to finish'].push(endedAt - startedAt);
        times.cancel.push(await cancel(opened, input.batch));
        times.count.push(await count(opened, bigRun));
      }
      return Object.fromEntries(
        // The first third pays for the compiler.
        Object.entries(times).map(([operation, runs]) => [
          operation,
          median(runs.slice(Math.floor(runs.length / 3))),
        ]),
      );
    } finally {
      await opened.close();
    }
  },
);

/**
 * Fills the folder: half of the jobs have ended, the other half waits in the queue, in a run that is held.
 *
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {number} jobs
 * @returns {Promise<string>} the run that is held
 */
async function fill(opened, jobs) {
  await startNoOps(opened, jobs / 2, 2000);
  const path = noOpRun(opened.folder, jobs / 2, 1, { delayMs: hourMs, lines: 2 });
  const { runId } = await opened.client.call('run.start', { path });
  await opened.client.call('run.stop', { id: runId });
  return runId;
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {number} batch
 */
async function cancel(opened, batch) {
  const path = noOpRun(opened.folder, batch, 1, { delayMs: hourMs, lines: 2 });
  const { runId } = await opened.client.call('run.start', { path });
  await opened.watch(runId);
  const at = performance.now();
  await opened.client.call('node.cancel', { id: runId });
  await opened.until((message) => message.scope?.id === runId && message.scope.status === 'cancelled');
  return performance.now() - at;
}

/**
 * Exact counts of the whole folder and of the run that is held, as a subscriber gets them.
 *
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {string} run
 */
async function count(opened, run) {
  const interest = {
    treeFrom: 0,
    treeCount: 0,
    treeRootId: null,
    scopeId: run,
    selectedId: null,
    levels: 15,
  };
  const at = performance.now();
  for (let round = 0; round < countsAtOnce; round++) await opened.client.call('feed.look', interest);
  return performance.now() - at;
}
