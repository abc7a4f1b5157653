// @ts-check
/**
 * The queue with no-op jobs: each crosses to an executor thread, writes one line, and ends after its commit is
 * durable, with tree, counts and a subscriber of the feed on. docs/performance.md says how the peers are set up.
 */
import { EngineBundle } from './harness/engine.mjs';
import { figure } from './harness/figures.mjs';
import { inChild } from './harness/in-child.mjs';
import { peerPackages, peerProgram } from './harness/peers.mjs';

/** @typedef {{ through: number, bulk: number, singles: number }} Rates jobs a second */

const own = { concurrency: 2000 };
const bullmq = { packages: { bullmq: '5.81.5' }, concurrency: 100 };
const plainjob = { packages: { plainjob: '0.0.14', 'better-sqlite3': '12.11.1' } };

/** Jobs at once that most definitions have. */
const smallConcurrencies = [2, 8];
const jobsPerSecond = 1000;

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
        batches: 45,
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
  /** @type {Record<string, number>[]} */
  const waits = [];
  for (let round = 0; round < rounds; round++) {
    const input = { bundle, jobs: steady, perSecond: jobsPerSecond };
    waits.push(await inChild(new URL('queue/latency.mjs', import.meta.url), input));
  }
  log(`enqueued to started: p99 ${waits.map(({ p99 }) => p99.toFixed(2)).join(', ')} ms`);
  return ['median', 'p99'].map((key) =>
    figure({
      metric: `enqueued to started at ${jobsPerSecond} jobs/s, ${key}`,
      unit: 'ms',
      better: 'lower',
      runs: waits.map((one) => one[key]),
    }),
  );
}

/**
 * The time of a batch in a large folder as a multiple of that in the smallest one.
 *
 * @param {string} bundle
 * @param {{ folders: number[], batch: number, batches: number, rounds: number }} size
 * @param {(line: string) => void} log
 */
async function growthFigures(bundle, { folders, batch, batches, rounds }, log) {
  const [smallest, ...larger] = folders;
  /** @type {Record<string, number>[][]} by round, then by folder */
  const measured = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    const byFolder = [];
    for (const existing of folders) {
      const input = { bundle, existing, batch, rounds: batches };
      byFolder.push(await inChild(new URL('queue/growth.mjs', import.meta.url), input));
      log(`${batch} jobs into a folder of ${existing}: ${JSON.stringify(byFolder.at(-1))}`);
    }
    measured.push(byFolder);
  }
  return larger.flatMap((existing, at) =>
    Object.keys(measured[0][0]).map((operation) =>
      figure({
        metric: `${operation} of ${batch} jobs in a folder of ${existing}, against ${smallest}`,
        unit: '×',
        better: 'lower',
        runs: measured.map((byFolder) => byFolder[at + 1][operation] / byFolder[0][operation]),
      }),
    ),
  );
}

/** @param {number} perSecond */
function rate(perSecond) {
  return `${Math.round(perSecond).toLocaleString('en')}/s`;
}
