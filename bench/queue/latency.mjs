// @ts-check
/** Child process: how long a job waits from being enqueued to being started, with free slots. See bench/queue.mjs. */
import { openBundle } from '../harness/engine.mjs';
import { quantile } from '../harness/figures.mjs';
import { answer } from '../harness/in-child.mjs';
import { noOpRun } from './no-op-run.mjs';

/** More than ever run at once. */
const slots = 1000;
/** Longer than any measurement: a job that keeps the run open. */
const hourMs = 3_600_000;
/** Lines that are read at once. */
const pageLines = 1000;

await answer(async (/** @type {{ bundle: string, jobs: number, perSecond: number }} */ input) => {
  const opened = await (await openBundle(input.bundle)).open({ graceMs: 0 });
  try {
    const path = noOpRun(opened.folder, 1, slots, { delayMs: hourMs, lines: 2 });
    const { runId } = await opened.client.call('run.start', { path });
    await opened.watch(runId);
    // The first ones pay for the compiler.
    await enqueueSteadily(opened, runId, { ...input, jobs: Math.min(input.jobs, input.perSecond) });
    const waits = await enqueueSteadily(opened, runId, input);
    return { median: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
  } finally {
    await opened.close();
  }
});

/**
 * Enqueues jobs one by one at a steady rate; each job is started when it writes its line.
 *
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {string} runId
 * @param {{ jobs: number, perSecond: number }} rate
 * @returns {Promise<number[]>} the waits in milliseconds
 */
async function enqueueSteadily(opened, runId, { jobs, perSecond }) {
  const { engine } = opened;
  const active = engine.active.runs.get(Number(runId.slice(1)));
  if (active === undefined) throw new Error('The run is not there.');
  // The step's own jobs wait an hour; these do not.
  const work = { type: 'child', child: childWork() };
  /** @type {Map<string, number>} */
  const enqueuedAt = new Map();
  const before = active.tree.stats(0).completed;
  const startedAt = performance.now();
  for (let job = 0; job < jobs;) {
    const due = Math.min(jobs, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1);
    for (; job < due; job++) {
      const at = engine.now();
      void engine
        .change(() =>
          engine.active.addJob(active, {
            parent: 1,
            step: 1,
            type: 'test_job_generator',
            text: { name: `job ${job}`, item: null },
            index: null,
            spawnDepth: 0,
            work: /** @type {any} */ (work),
          }),
        )
        .then((node) => enqueuedAt.set(`${runId}.${node}`, at));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await opened.until((message) => (message.scope?.stats.completed ?? 0) >= before + jobs);
  return waits(opened, runId, enqueuedAt);
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {string} runId
 * @param {ReadonlyMap<string, number>} enqueuedAt
 */
async function waits(opened, runId, enqueuedAt) {
  const waited = [];
  for (let from = 0, matching = 1; from < matching;) {
    const query = { scopeId: runId, levels: 15, from, count: pageLines };
    const page = await opened.client.call('log.rows', query);
    for (const row of page.rows) {
      const at = enqueuedAt.get(row.jobId);
      if (at !== undefined) waited.push(row.time - at);
    }
    matching = page.matching;
    from += page.rows.length;
  }
  if (waited.length !== enqueuedAt.size) throw new Error('Lines are missing.');
  return waited;
}

function childWork() {
  return {
    name: 'job',
    timeoutMs: null,
    work: {
      type: 'test_job_generator',
      logCount: 1,
      logDelayMs: 0,
      failureRate: 0,
      childCount: 0,
      depth: 0,
      recursionDepth: 0,
      seed: 1,
    },
  };
}
