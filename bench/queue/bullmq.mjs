// @ts-check
/** Child process: BullMQ on Redis with no-op jobs, in and through. See bench/queue.mjs. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer } from '../harness/in-child.mjs';

/** Jobs in one `addBulk`: more are not faster. */
const bulkJobs = 1000;

await answer(
  async (
    /** @type {{ packages: string, redis: string, jobs: number, singles: number, concurrency: number }} */ input,
  ) => {
    const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-redis-'));
    const socket = join(folder, 'socket');
    const server = spawn(input.redis, redisArguments(folder, socket), { stdio: 'ignore' });
    const gone = new Promise((resolve) => server.once('exit', resolve));
    try {
      return await measure(createRequire(input.packages)('bullmq'), socket, input);
    } finally {
      server.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/**
 * Append-only file, flushed every second: the durability that BullMQ's documentation asks for.
 *
 * @param {string} folder
 * @param {string} socket
 */
function redisArguments(folder, socket) {
  const append = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
  return ['--port', '0', '--unixsocket', socket, '--dir', folder, ...append];
}

/**
 * @param {any} bullmq
 * @param {string} socket
 * @param {{ jobs: number, singles: number, concurrency: number }} input
 */
async function measure({ Queue, Worker }, socket, { jobs, singles, concurrency }) {
  const connection = { path: socket, maxRetriesPerRequest: null };
  const queue = new Queue('no-op', { connection });
  // While the server starts there is nobody at the socket; the client tries again by itself.
  queue.on('error', () => undefined);
  await queue.waitUntilReady();
  await addBulk(queue, Math.ceil(jobs / 10));
  await workOff(Worker, connection, concurrency, Math.ceil(jobs / 10));

  const bulkAt = performance.now();
  await addBulk(queue, jobs);
  const bulk = (jobs / (performance.now() - bulkAt)) * 1000;
  const through = await workOff(Worker, connection, concurrency, jobs);

  const singlesAt = performance.now();
  await Promise.all(Array.from({ length: singles }, (_, index) => queue.add('no-op', { index })));
  const single = (singles / (performance.now() - singlesAt)) * 1000;
  await queue.close();
  return { bulk, singles: single, through };
}

/**
 * @param {any} queue
 * @param {number} jobs
 */
async function addBulk(queue, jobs) {
  for (let from = 0; from < jobs; from += bulkJobs) {
    const length = Math.min(bulkJobs, jobs - from);
    await queue.addBulk(Array.from({ length }, (_, at) => ({ name: 'no-op', data: { index: from + at } })));
  }
}

/**
 * Works off what waits.
 *
 * @param {any} Worker
 * @param {unknown} connection
 * @param {number} concurrency
 * @param {number} jobs
 * @returns {Promise<number>} jobs a second
 */
async function workOff(Worker, connection, concurrency, jobs) {
  const startedAt = performance.now();
  const worker = new Worker('no-op', async () => undefined, { connection, concurrency });
  let completed = 0;
  await new Promise((resolve) => {
    worker.on('completed', () => {
      completed++;
      if (completed === jobs) resolve(undefined);
    });
  });
  const rate = (jobs / (performance.now() - startedAt)) * 1000;
  await worker.close();
  return rate;
}
