// @ts-check
/** Child process: Runsheet with no-op jobs, through and in. See bench/queue.mjs. */
import { openBundle } from '../harness/engine.mjs';
import { answer } from '../harness/in-child.mjs';
import { noOpRun, startNoOps } from './no-op-run.mjs';

await answer(
  async (/** @type {{ bundle: string, jobs: number, singles: number, concurrency: number }} */ input) => {
    const bundle = await openBundle(input.bundle);
    return {
      ...(await enqueued(bundle, input)),
      through: await through(bundle, input),
    };
  },
);

/**
 * @param {import('../harness/engine.mjs').EngineBundle} bundle
 * @param {{ jobs: number, concurrency: number }} input
 */
async function through(bundle, { jobs, concurrency }) {
  const opened = await bundle.open();
  try {
    // The first run of a process pays for the compiler; that of the peers is warm from adding their jobs.
    await startNoOps(opened, Math.ceil(jobs / 10), concurrency);
    const { startedAt, endedAt } = await startNoOps(opened, jobs, concurrency);
    return (jobs / (endedAt - startedAt)) * 1000;
  } finally {
    await opened.close();
  }
}

/**
 * @param {import('../harness/engine.mjs').EngineBundle} bundle
 * @param {{ jobs: number, singles: number }} input
 */
async function enqueued(bundle, { jobs, singles }) {
  const opened = await bundle.open({ executes: false });
  try {
    await opened.watch(null);
    // As the peers: nothing runs, and the first call is not the one that is measured.
    await opened.client.call('run.start', { path: noOpRun(opened.folder, Math.ceil(jobs / 10), 1) });
    const path = noOpRun(opened.folder, jobs, 1);
    const bulkAt = performance.now();
    const { runId } = await opened.client.call('run.start', { path });
    const bulk = (jobs / (performance.now() - bulkAt)) * 1000;

    const run = Number(runId.slice(1));
    const { engine } = opened;
    const active = engine.active.runs.get(run);
    if (active === undefined) throw new Error('The run is not there.');
    const singlesAt = performance.now();
    // All at once, each answered when it is durable.
    await Promise.all(
      Array.from({ length: singles }, (_, index) =>
        engine.change(() => {
          engine.active.addJob(active, {
            parent: 1,
            step: 1,
            type: 'test_job_generator',
            text: { name: `single ${index}`, item: null },
            index: jobs + index,
            spawnDepth: 0,
            work: null,
          });
        }),
      ),
    );
    return { bulk, singles: (singles / (performance.now() - singlesAt)) * 1000 };
  } finally {
    await opened.close();
  }
}
