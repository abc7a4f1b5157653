// @ts-check
/**
 * Child process: what the hops of a start cost on this machine without Runsheet. A number is put down durably with
 * LMDB, posted to a thread, and put down durably again when the thread has answered; at the same steady rate, with
 * about as many records. What latency.mjs measures cannot be faster than this. See bench/queue.mjs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { open } from 'lmdb';
import { quantile } from '../harness/figures.mjs';
import { answer } from '../harness/in-child.mjs';

/** As many as an engine on two cores has. */
const threads = 2;
/** Records of a job that a commit writes, at its start and at its end, and their size. */
const recordsEach = 4;
const recordBytes = 200;

/** Milliseconds by one clock for all threads of this process. */
const now = () => performance.timeOrigin + performance.now();

/** Commits what has come in, then posts it; what comes in meanwhile is the next commit. */
class BareLoop {
  /** @type {number[]} */
  #enqueued = [];
  /** @type {number[]} */
  #ended = [];
  /** @type {number[]} */
  #enqueuedAt = [];
  /** @type {number[]} */
  #waits = [];
  #completed = 0;
  #running = false;

  /** @param {string} folder */
  constructor(folder) {
    this.database = open({
      path: folder,
      encoding: 'binary',
      keyEncoding: 'binary',
      pageSize: 8192,
      overlappingSync: false,
    });
    this.workers = Array.from({ length: threads }, () => new Worker(fileURLToPath(import.meta.url)));
    for (const worker of this.workers) {
      worker.on('message', ({ jobs, startedAt }) => {
        for (const job of jobs) this.#waits.push(startedAt - (this.#enqueuedAt[job] ?? startedAt));
        this.#ended.push(...jobs);
        this.#wake();
      });
    }
  }

  /**
   * @param {{ jobs: number, perSecond: number }} rate
   * @returns {Promise<number[]>} the waits in milliseconds
   */
  async enqueueSteadily({ jobs, perSecond }) {
    this.#waits = [];
    const first = this.#enqueuedAt.length;
    const startedAt = performance.now();
    for (let job = 0; job < jobs;) {
      const due = Math.min(jobs, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1);
      for (; job < due; job++) {
        this.#enqueuedAt.push(now());
        this.#enqueued.push(first + job);
      }
      this.#wake();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    while (this.#completed < first + jobs) await new Promise((resolve) => setTimeout(resolve, 1));
    return this.#waits;
  }

  async close() {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
    await this.database.close();
  }

  #wake() {
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => void this.#run());
  }

  async #run() {
    while (this.#enqueued.length + this.#ended.length > 0) {
      const enqueued = this.#enqueued.splice(0);
      const ended = this.#ended.splice(0);
      await this.#commit([...enqueued.map((job) => job * 2), ...ended.map((job) => job * 2 + 1)]);
      for (const [thread, worker] of this.workers.entries()) {
        const jobs = enqueued.filter((job) => job % threads === thread);
        if (jobs.length > 0) worker.postMessage(jobs);
      }
      this.#completed += ended.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = false;
  }

  /** @param {readonly number[]} changes */
  async #commit(changes) {
    /** @type {Promise<boolean>[]} */
    const writes = [];
    const done = this.database.batch(() => {
      for (const change of changes) {
        for (let record = 0; record < recordsEach; record++) {
          const key = Buffer.alloc(8);
          key.writeUInt32BE(change * recordsEach + record, 4);
          writes.push(this.database.put(key, Buffer.alloc(recordBytes)));
        }
      }
    });
    await Promise.all([done, ...writes]);
  }
}

if (isMainThread) {
  await answer(async (/** @type {{ jobs: number, perSecond: number }} */ input) => {
    const folder = mkdtempSync(join(tmpdir(), 'runsheet-bench-bare-'));
    const loop = new BareLoop(folder);
    try {
      await loop.enqueueSteadily({ ...input, jobs: Math.min(input.jobs, input.perSecond) });
      const waits = await loop.enqueueSteadily(input);
      return { median: quantile(waits, 0.5), p99: quantile(waits, 0.99) };
    } finally {
      await loop.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  parentPort?.on('message', (jobs) => parentPort?.postMessage({ jobs, startedAt: now() }));
}
