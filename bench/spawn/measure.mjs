// @ts-check
/** Runs short commands through an engine and measures how many end a second, and how long the main thread is busy. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { openBundle } from '../harness/engine.mjs';

/** Time between two paints of a window: it acknowledges no faster. */
const frameMs = 16;
const warmUpJobs = 50;
const resolutionMs = 1;

/**
 * @param {{ bundle: string, jobs: number, concurrency: number, heapMb: number }} input
 * @returns {Promise<{ rate: number, longestBusyMs: number }>}
 */
export async function measure({ bundle, jobs, concurrency, heapMb }) {
  const ballast = fillHeap(heapMb);
  const opened = await (await openBundle(bundle)).open();
  try {
    await runCommands(opened, { jobs: warmUpJobs, concurrency });
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    const startedAt = performance.now();
    const lines = await runCommands(opened, { jobs, concurrency });
    const tookMs = performance.now() - startedAt;
    delay.disable();
    if (lines !== jobs * 3) throw new Error(`${jobs} jobs wrote ${lines} lines.`);
    if (ballast.length < heapMb / 10) throw new Error('The heap was not kept.');
    return { rate: (jobs / tookMs) * 1000, longestBusyMs: delay.max / 1e6 };
  } finally {
    await opened.close();
  }
}

/**
 * @param {import('../harness/engine.mjs').BenchEngine} opened
 * @param {{ jobs: number, concurrency: number }} size
 * @returns {Promise<number>} lines of the run
 */
async function runCommands({ engine, folder }, { jobs, concurrency }) {
  const file = join(folder, 'commands.toml');
  writeFileSync(
    file,
    `concurrency = ${concurrency}\n[step.commands]\ntype = "command"\nrun = "echo a; echo b >&2; echo c"\n` +
      `for_each = { range = [1, ${jobs}] }\n`,
  );
  /** @type {{ latest: import('../harness/engine.mjs').FeedMessage | null }} */
  const seen = { latest: null };
  let wake = () => {};
  const client = engine.connect({
    send: (_event, message) => {
      seen.latest = message;
      wake();
      // As a window does, after it has painted.
      void pause(frameMs).then(() => client.call('feed.acknowledge', { revision: message.revision }));
    },
  });
  const { runId } = await client.call('run.start', { path: file });
  const interest = {
    treeFrom: 0,
    treeCount: 50,
    treeRootId: null,
    scopeId: runId,
    selectedId: runId,
    levels: 15,
  };
  const snapshot = await client.call('feed.subscribe', interest);
  await client.call('feed.acknowledge', { revision: snapshot.revision });
  seen.latest ??= snapshot;
  for (;;) {
    const scope = seen.latest?.scope ?? null;
    if (scope !== null && !['pending', 'running'].includes(scope.status)) {
      client.leave();
      if (scope.status !== 'completed') throw new Error(`The run ended ${scope.status}: ${scope.reason}.`);
      return scope.lines;
    }
    await new Promise((resolve) => {
      wake = () => resolve(undefined);
    });
  }
}

/**
 * Keeps that much heap in small objects, as an engine with many jobs has it.
 *
 * @param {number} megabytes
 */
function fillHeap(megabytes) {
  /** @type {{ n: number }[][]} */
  const kept = [];
  const before = process.memoryUsage().heapUsed;
  while (process.memoryUsage().heapUsed - before < megabytes * 1024 * 1024) {
    kept.push(Array.from({ length: 100_000 }, (_, n) => ({ n })));
  }
  return kept;
}
