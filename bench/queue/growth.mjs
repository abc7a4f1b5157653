// @ts-check
/** Child process: what a batch of jobs costs in a folder that holds so many already. See bench/queue.mjs. */
import { openBundle } from '../harness/engine.mjs';
import { takeTurns } from '../harness/taking-turns.mjs';
import { noOpRun, startNoOps } from './no-op-run.mjs';

/** @typedef {import('../harness/engine.mjs').BenchEngine} BenchEngine */

/** Of the batch: small enough that nearly all of it waits while the first jobs run. */
const concurrency = 100;
/** Counts that make one measurement: a single one is too short for the clock. */
const countsAtOnce = 200;
const hourMs = 3_600_000;

/** @type {BenchEngine | undefined} */
let opened;
let heldRun = '';

takeTurns(
  {
    fill: async (/** @type {{ bundle: string, existing: number }} */ { bundle, existing }) => {
      opened = await (await openBundle(bundle)).open({ graceMs: 0 });
      heldRun = await fill(opened, existing);
    },
    batch: async (/** @type {{ jobs: number }} */ { jobs }) => {
      if (opened === undefined) throw new Error('The folder is not filled.');
      const { calledAt, startedAt, endedAt } = await startNoOps(opened, jobs, concurrency);
      return {
        enqueue: startedAt - calledAt,
        'start to finish': endedAt - startedAt,
        cancel: await cancel(opened, jobs),
        count: await count(opened, heldRun),
      };
    },
  },
  async () => opened?.close(),
);

/**
 * Fills the folder: half of the jobs have ended, the other half waits in the queue, in a run that is held.
 *
 * @param {BenchEngine} engine
 * @param {number} jobs
 * @returns {Promise<string>} the run that is held
 */
async function fill(engine, jobs) {
  await startNoOps(engine, jobs / 2, 2000);
  const path = noOpRun(engine.folder, jobs / 2, 1, { delayMs: hourMs, lines: 2 });
  const { runId } = await engine.client.call('run.start', { path });
  await engine.client.call('run.stop', { id: runId });
  return runId;
}

/**
 * @param {BenchEngine} engine
 * @param {number} jobs
 */
async function cancel(engine, jobs) {
  const path = noOpRun(engine.folder, jobs, 1, { delayMs: hourMs, lines: 2 });
  const { runId } = await engine.client.call('run.start', { path });
  await engine.watch(runId);
  const at = performance.now();
  await engine.client.call('node.cancel', { id: runId });
  await engine.until((message) => message.scope?.id === runId && message.scope.status === 'cancelled');
  return performance.now() - at;
}

/**
 * Exact counts of the whole folder and of the run that is held, as a subscriber gets them.
 *
 * @param {BenchEngine} engine
 * @param {string} run
 */
async function count(engine, run) {
  const interest = {
    treeFrom: 0,
    treeCount: 0,
    treeRootId: null,
    scopeId: run,
    selectedId: null,
    levels: 15,
  };
  const at = performance.now();
  for (let round = 0; round < countsAtOnce; round++) await engine.client.call('feed.look', interest);
  return performance.now() - at;
}
