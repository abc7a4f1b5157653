// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('../harness/engine.mjs').BenchEngine} BenchEngine */

/**
 * Writes the definition of so many no-op jobs: each crosses to an executor thread, writes one line, and ends.
 *
 * @param {string} folder
 * @param {number} jobs
 * @param {number} concurrency
 * @param {{ readonly delayMs?: number, readonly lines?: number }} [work] lines of each job, 1 by default, and the
 *   time after each of them
 * @returns {string} the path
 */
export function noOpRun(folder, jobs, concurrency, { delayMs = 0, lines = 1 } = {}) {
  const path = join(folder, `no-op-${jobs}-${concurrency}-${delayMs}.toml`);
  writeFileSync(
    path,
    `concurrency = ${concurrency}

[step.work]
type = "test_job_generator"
worker_count = ${jobs}
log_count = ${lines}
log_delay_ms = ${delayMs}
`,
  );
  return path;
}

/**
 * Runs no-op jobs to their end, with a subscriber that watches the run.
 *
 * @param {BenchEngine} opened
 * @param {number} jobs
 * @param {number} concurrency
 * @returns {Promise<{ calledAt: number, startedAt: number, endedAt: number }>} when the call was made, when it was
 *   answered (all are durably enqueued), and when the feed told that all had ended, in milliseconds
 */
export async function startNoOps(opened, jobs, concurrency) {
  const path = noOpRun(opened.folder, jobs, concurrency);
  const calledAt = performance.now();
  const { runId } = await opened.client.call('run.start', { path });
  const startedAt = performance.now();
  await opened.watch(runId);
  const { scope } = await opened.until((message) => {
    const status = message.scope?.id === runId ? message.scope.status : 'pending';
    return status !== 'pending' && status !== 'running';
  });
  const endedAt = performance.now();
  if (scope?.stats.completed !== jobs || scope.lines !== jobs) throw new Error('Jobs or lines are missing.');
  return { calledAt, startedAt, endedAt };
}
