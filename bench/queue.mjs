// @ts-check
/**
 * The queue with no-op jobs: each crosses to an executor thread, writes one line, and ends after its commit is
 * durable, with tree, counts and a subscriber of the feed on. docs/performance.md says how the peers are set up.
 */
import { EngineBundle } from './harness/engine.mjs';
import { figure, median } from './harness/figures.mjs';
import { inChild } from './harness/in-child.mjs';
import { peerPackages, peerProgram } from './harness/peers.mjs';
import { TurnTaker } from './harness/taking-turns.mjs';

/** @typedef {{ through: number, bulk: number, singles: number }} Rates jobs a second */

const own = { concurrency: 4000 };
const bullmq = { packages: { bullmq: '5.81.5' }, concurrency: 100 };
const plainjob = { packages: { plainjob: '0.0.14', 'better-sqlite3': '12.11.1' } };

/** Jobs at once that most definitions have. */
const smallConcurrencies = [2, 8];
const jobsPerSecond = 1000;
/** Batches before those that are measured: they pay for the compiler. */
const warmUp = 15;

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, peers, log }) {
  const size = small
    ? { rounds: 1, jobs: 2000, singles: 500, folders: [100, 1000], batch: 100, batches: 3, steady: 200 }
    : {
        rounds: 5,
        jobs: 100_000,
        singles: 10_000,
        folders: [100, 10_000, 1_000_000],
        batch: 1000,
        batches: 60,
        steady: 10_000,
      };
  // Before anything is measured: a peer that cannot be had ends it all.
  const contenders = peers ? await peerContenders(size, log) : {};
  const bundle = await EngineBundle.make();
  try {
    const input = { bundle: bundle.folder, ...size, ...own };
    const all = {
      runsheet: () => inChild(new URL('queue/runsheet.mjs', import.meta.url), input),
      ...contenders,
    };
    const measured = await interleaved(all, size.rounds, log);
    const rates = (/** @type {string} */ metric, /** @type {keyof Rates} */ key) =>
      figure({
        metric,
        unit: 'jobs/s',
        better: 'higher',
        runs: measured.runsheet.map((one) => one[key]),
        peers: Object.fromEntries(
          Object.keys(contenders).map((name) => [name, measured[name].map((one) => one[key])]),
        ),
      });
    return {
      name: 'queue',
      ...rates('no-op jobs through', 'through'),
      more: [
        rates(`enqueued, ${size.jobs} in one call`, 'bulk'),
        rates('enqueued, one call each', 'singles'),
        ...(await slowFigures(bundle.folder, size, log)),
        ...(await latencyFigures(bundle.folder, size, log)),
        ...(await growthFigures(bundle.folder, size, log)),
      ],
    };
  } finally {
    bundle.remove();
  }
}

/**
 * @param {{ jobs: number, singles: number }} size
 * @param {(line: string) => void} log
 * @returns {Promise<Record<string, () => Promise<Rates>>>}
 */
async function peerContenders(size, log) {
  const redis = await peerProgram(
    'bullmq',
    { programs: ['redis-server', 'valkey-server'], debian: 'redis-server' },
    log,
  );
  const bullmqPackages = await peerPackages('bullmq', bullmq.packages, log);
  const plainjobPackages = await peerPackages('plainjob', plainjob.packages, log);
  const { concurrency } = bullmq;
  return {
    bullmq: () =>
      inChild(new URL('queue/bullmq.mjs', import.meta.url), {
        packages: bullmqPackages,
        redis,
        concurrency,
        ...size,
      }),
    plainjob: () =>
      inChild(new URL('queue/plainjob.mjs', import.meta.url), { packages: plainjobPackages, ...size }),
  };
}

/**
 * Round after round, each contender once a round: what slows the machine down for a while slows all of them.
 *
 * @param {Record<string, () => Promise<Rates>>} contenders
 * @param {number} rounds
 * @param {(line: string) => void} log
 */
async function interleaved(contenders, rounds, log) {
  /** @type {Record<string, Rates[]>} */
  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const [name, measure] of Object.entries(contenders)) {
      const rates = await measure();
      measured[name].push(rates);
      const { through, bulk, singles } = rates;
      log(
        `round ${round} ${name}: ${rate(through)} through, ${rate(bulk)} in bulk, ${rate(singles)} one by one`,
      );
    }
  }
  return measured;
}

/**
 * @param {string} bundle
 * @param {{ jobs: number, rounds: number }} size
 * @param {(line: string) => void} log
 */
async function slowFigures(bundle, { jobs, rounds }, log) {
  const figures = [];
  for (const concurrency of smallConcurrencies) {
    const runs = [];
    for (let round = 0; round < rounds; round++) {
      const input = { bundle, jobs: Math.min(jobs, 1000 * concurrency), singles: 1, concurrency };
      const { through } = await inChild(new URL('queue/runsheet.mjs', import.meta.url), input);
      runs.push(through);
    }
    const metric = `no-op jobs through, ${concurrency} at once`;
    figures.push(figure({ metric, unit: 'jobs/s', better: 'higher', runs }));
    log(`${metric}: ${runs.map(rate).join(', ')}`);
  }
  return figures;
}

/**
 * @param {string} bundle
 * @param {{ steady: number, rounds: number }} size
 * @param {(line: string) => void} log
 */
async function latencyFigures(bundle, { steady, rounds }, log) {
  const input = { bundle, jobs: steady, perSecond: jobsPerSecond };
  /** @type {Record<'queue' | 'bare', Record<string, number>[]>} */
  const waits = { queue: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    waits.queue.push(await inChild(new URL('queue/latency.mjs', import.meta.url), input));
    waits.bare.push(await inChild(new URL('queue/bare-latency.mjs', import.meta.url), input));
  }
  const p99 = (/** @type {Record<string, number>[]} */ runs) =>
    runs.map((one) => one.p99.toFixed(2)).join(', ');
  log(`enqueued to started: p99 ${p99(waits.queue)} ms; a bare loop of the same hops: ${p99(waits.bare)} ms`);
  return ['median', 'p99'].flatMap((key) => [
    figure({
      metric: `enqueued to started at ${jobsPerSecond} jobs/s, ${key}`,
      unit: 'ms',
      better: 'lower',
      runs: waits.queue.map((one) => one[key]),
    }),
    figure({
      metric: `the same hops in a bare loop, ${key}`,
      unit: 'ms',
      better: 'lower',
      runs: waits.bare.map((one) => one[key]),
    }),
  ]);
}

/**
 * The time of a batch in a large folder as a multiple of that in the smallest one. The folders take turns, batch by
 * batch.
 *
 * @param {string} bundle
 * @param {{ folders: number[], batch: number, batches: number }} size
 * @param {(line: string) => void} log
 */
async function growthFigures(bundle, { folders, batch, batches }, log) {
  const takers = folders.map(() => new TurnTaker(new URL('queue/growth.mjs', import.meta.url)));
  try {
    for (const [at, existing] of folders.entries()) {
      log(`filling a folder with ${existing} jobs`);
      await takers[at].turn('fill', { bundle, existing });
    }
    /** @type {Record<string, number>[][]} by folder, then by batch */
    const measured = folders.map(() => []);
    for (let round = 0; round < warmUp + batches; round++) {
      for (const [at, taker] of takers.entries()) {
        const times = await taker.turn('batch', { jobs: batch });
        if (round >= warmUp) measured[at].push(times);
      }
    }
    const operations = Object.keys(measured[0][0]);
    const time = (/** @type {number} */ at, /** @type {string} */ operation) =>
      median(measured[at].map((times) => times[operation]));
    for (const [at, existing] of folders.entries()) {
      const times = operations.map((operation) => `${operation} ${time(at, operation).toFixed(2)} ms`);
      log(`${batch} jobs into a folder of ${existing}: ${times.join(', ')}`);
    }
    return folders.slice(1).flatMap((existing, at) =>
      operations.map((operation) =>
        figure({
          metric: `${operation}, ${batch} jobs in a folder of ${existing} against ${folders[0]}`,
          unit: '×',
          better: 'lower',
          runs: [time(at + 1, operation) / time(0, operation)],
        }),
      ),
    );
  } finally {
    await Promise.all(takers.map((taker) => taker.close()));
  }
}

/** @param {number} perSecond */
function rate(perSecond) {
  return `${Math.round(perSecond).toLocaleString('en')}/s`;
}
