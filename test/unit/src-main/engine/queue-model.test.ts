import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActiveRuns } from '../../../../src-main/engine/active-runs';
import type { HeldTask } from '../../../../src-main/engine/active-run';
import { formatId } from '../../../../src-main/engine/jobs/ids';
import { jobFlags } from '../../../../src-main/engine/jobs/node-table';
import type { AttemptOutcome } from '../../../../src-main/engine/logs/line-batch';
import { systemText } from '../../../../src-main/engine/logs/log-merger';
import { isDead, toTreeNode } from '../../../../src-main/engine/node-views';
import { takeBackFolder } from '../../../../src-main/engine/recovery';
import { BlockFiles } from '../../../../src-main/engine/storage/block-files';
import { StoredLogs } from '../../../../src-main/engine/storage/log-records';
import {
  listDead,
  listDependants,
  putFolder,
  putQueue,
  readFolder,
  readQueue,
} from '../../../../src-main/engine/storage/run-records';
import { WriteBatch } from '../../../../src-main/engine/storage/store';
import { readTree } from '../../../../src-main/engine/storage/tree-records';
import { readStoredRun } from '../../../../src-main/engine/stored-run';
import { gatherRuns, putOutcome } from '../../../../src-main/engine/tick-writes';
import { verifyFolder } from '../../../../src-main/engine/verify/verify';
import { modelCores, modelDelay, QueueModel, type ModelJob } from './queue-model';
import { MemoryStore } from './storage/memory-store';

/** A folder without executors: commits go to memory, and what is not committed dies with a crash. */
class Folder {
  readonly store = new MemoryStore();
  readonly files = new BlockFiles(path.join(tmpdir(), 'runsheet-no-such-folder'));
  readonly logs = new StoredLogs(this.store, this.files);
  now = 1.7e12;
  running = new Map<string, HeldTask>();
  /** Stand by, in order. */
  #standbys: HeldTask[] = [];
  /** Standbys that an executor has started, by the job that each followed; of these ends nobody knows yet. */
  readonly followers = new Map<string, HeldTask>();
  readonly #started = new Set<number>();
  /** Tasks of attempts that are over; their results come late. */
  readonly old: number[] = [];
  runs!: ActiveRuns;
  /** Sealed blocks of the runs' logs: a block ends when its lines are too far apart in time. */
  readonly #blocks = new Map<number, Buffer>();
  #state!: ReturnType<typeof readFolder>;
  #next!: { run: number; sequence: number };

  constructor() {
    this.open();
  }

  /** A new engine takes the folder over. */
  open(): void {
    this.#state = readFolder(this.store);
    const { record, counts } = this.#state;
    this.#next = { run: record.nextRun, sequence: record.enqueueSequence };
    // Its threads died with the old engine; task numbers are an engine's own.
    this.old.length = 0;
    this.running = new Map();
    this.#standbys = [];
    this.followers.clear();
    this.#started.clear();
    this.runs = new ActiveRuns({
      folder: counts,
      numbers: {
        nextRun: () => this.#next.run++,
        nextEnqueueSequence: () => this.#next.sequence++,
      },
      now: () => this.now,
      executes: true,
      queue: readQueue(this.store),
      dead: record.dead,
      cores: modelCores,
      random: () => 0,
      stored: (run) => readStoredRun(this.store, this.logs, run, counts),
      storedStatus: (run, node) => readTree(this.store, run, null)?.table.status(node) ?? null,
      activated: () => undefined,
      storedDependants: (run) => listDependants(this.store, run),
      restarted: () => undefined,
      standbyExecutor: () => ({
        withdraw: (taskNumber) => {
          this.#standbys = this.#standbys.filter((task) => task.taskNumber !== taskNumber);
          return !this.#started.delete(taskNumber);
        },
      }),
    });
    takeBackFolder({
      store: this.store,
      logs: this.logs,
      active: this.runs,
      folder: counts,
      now: () => this.now,
      damaged: (_run, error) => {
        throw error;
      },
      unendable: [],
      whenGone: () => undefined,
      systemLine: (at, text, level) => {
        this.runs.systemLine({ ...at, ticket: 0, time: this.now, lines: systemText(text, level) });
      },
    });
    this.commit();
  }

  commit(): void {
    const outcome = this.runs.takeOutcome();
    const batch = new WriteBatch();
    const { ended, sealed } = gatherRuns(batch, this.runs, () => undefined);
    for (const { run, blocks } of sealed) {
      const before = this.#blocks.get(run)?.subarray(0, blocks[0].record.offset) ?? Buffer.alloc(0);
      this.#blocks.set(run, Buffer.concat([before, ...blocks.map(({ bytes }) => bytes)]));
    }
    putOutcome(batch, this.store, outcome);
    putQueue(batch, this.runs.settings.record);
    putFolder(
      batch,
      {
        revision: 1,
        nextRun: this.#next.run,
        enqueueSequence: this.#next.sequence,
        dead: this.runs.books.dead,
        time: this.now,
      },
      this.#state.counts,
    );
    void this.store.commit(batch);
    for (const task of outcome.starts) this.running.set(formatId(task.run, task.node), task);
    this.#standbys.push(...outcome.standbys);
    for (const active of ended) this.runs.remove(active);
  }

  /** Recounts everything. */
  differences(): readonly string[] {
    return verifyFolder({
      range: (start, end) => this.store.range(start, end),
      readFile: (run, offset, length) =>
        this.#blocks.get(run)?.subarray(offset, offset + length) ?? Buffer.alloc(0),
    }).differences;
  }

  /** An executor completes a job and starts the first that stands by; null when there is none. */
  completeAhead(id: string): HeldTask | null {
    const task = this.running.get(id);
    const at = this.#standbys.findIndex((standby) => standby.run === task?.run);
    if (at === -1 || this.followers.has(id)) return null;
    const [follower] = this.#standbys.splice(at, 1);
    this.#started.add(follower.taskNumber);
    this.followers.set(id, follower);
    return follower;
  }

  /** Jobs whose end may come next: that of a follower comes behind that of the one before it. */
  get endable(): string[] {
    const followers = new Set([...this.followers.values()].map((task) => formatId(task.run, task.node)));
    return [...this.running.keys()].filter((id) => !followers.has(id));
  }

  end(id: string, outcome: AttemptOutcome): void {
    const task = this.running.get(id);
    if (task === undefined) throw new Error(`${id} does not run`);
    const follower = this.followers.get(id);
    this.running.delete(id);
    this.followers.delete(id);
    this.old.push(task.taskNumber);
    this.endTask(task.taskNumber, outcome, follower?.taskNumber);
    if (follower !== undefined) this.running.set(formatId(follower.run, follower.node), follower);
  }

  endTask(taskNumber: number, outcome: AttemptOutcome, followedBy?: number): void {
    this.runs.end({
      ticket: 0,
      taskNumber,
      // Times of some threads lag behind a little: the clocks of two processors may differ.
      time: taskNumber % 3 === 0 ? this.now - 5 : this.now,
      outcome,
      exitCode: outcome === 'completed' ? 0 : outcome === 'failed' ? 1 : null,
      signal: null,
      usage: null,
      error: outcome === 'failed' ? 'Exit code 1' : null,
      followedBy,
    });
  }

  /** Jobs that an executor may start by itself, or has, as the catalog has it. */
  standsBy(run: number, node: number): boolean {
    return this.runs.runs.get(run)?.tree.table.hasFlag(node, jobFlags.standsBy) ?? false;
  }

  enqueue(count: number, options: { retries: number; priority: number; limit: number }): void {
    const { retries, priority, limit } = options;
    const active = this.runs.startRun(
      {
        definition: null,
        path: null,
        directory: '/',
        concurrency: limit,
        priority,
        type: 'command',
        params: {},
        after: [],
        added: {
          group: null,
          timeoutMs: null,
          key: null,
          retries:
            retries === 0
              ? null
              : {
                  max: retries,
                  delayMs: modelDelay,
                  backoff: 'exponential',
                  maxDelayMs: 1e9,
                  jitter: false,
                  noRetryOn: [],
                },
        },
        stepLimits: {},
      },
      'batch',
    );
    for (let at = 0; at < count; at++) {
      this.runs.addJob(active, {
        parent: 0,
        step: 0,
        type: 'command',
        text: { name: `job ${at}`, item: null },
        index: null,
        spawnDepth: 0,
        work: null,
      });
    }
    this.runs.begin(active);
  }

  /** Everything that is to equal the model. */
  rows(runs: number): string[] {
    const rows: string[] = [];
    for (let run = 1; run <= runs; run++) {
      const active = this.runs.runs.get(run) ?? readStoredRun(this.store, this.logs, run, this.#state.counts);
      if (active === null) throw new Error(`r${run} is gone`);
      const { tree, record } = active;
      rows.push(`r${run} ${tree.table.status(0)}`);
      for (let n = 1; n < tree.table.length; n++) {
        const node = toTreeNode(tree, record, n);
        rows.push(`${node.id} ${node.status} attempt ${node.attempt}${isDead(tree, n) ? ' dead' : ''}`);
      }
    }
    return rows;
  }

  get totals() {
    return this.#state.counts.toStats();
  }
}

const pick = fc.nat(999);
const size = fc.integer({ min: 1, max: 3 });
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      count: fc.integer({ min: 1, max: 6 }),
      retries: fc.nat(2),
      priority: fc.nat(2),
      limit: size,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('lease' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      pick,
      outcome: fc.constantFrom(
        'completed' as const,
        'failed' as const,
        'failed' as const,
        'timeout' as const,
      ),
    }),
  },
  // An executor has completed a job and started the next, and has not said so yet.
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ahead' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick, whole: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retry' as const), pick, whole: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('shelve' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pauseRun' as const), pick, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('limit' as const), limit: fc.option(size) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('change' as const), pick, limit: size, priority: fc.nat(2) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 150, 1000, 36_000_000) }),
  },
  // With `lost`, what was done since the last commit dies with the engine.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), lost: fc.boolean() }) },
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

function apply(folder: Folder, model: QueueModel, one: Action): void {
  const { runs } = folder;
  const ofRun = <Value>(number: number, use: (run: number) => Value): Value | undefined =>
    model.runs.length === 0 ? undefined : use((number % model.runs.length) + 1);
  const ofJob = (number: number, whole: boolean, use: (run: number, node: number) => void): void => {
    if (model.jobs.length === 0) return;
    const job = model.jobs[number % model.jobs.length];
    use(job.run, whole ? 0 : job.node);
  };
  const jobOf = (id: string): ModelJob => {
    const job = model.jobs.find((each) => formatId(each.run, each.node) === id);
    if (job === undefined) throw new Error(`the model has no ${id}`);
    return job;
  };
  /** The executor starts what comes next by the model, and nothing else. */
  const completeAhead = (id: string): void => {
    const job = jobOf(id);
    const ahead = [...folder.followers]
      .filter(([, { taskNumber }]) => !runs.tasks.has(taskNumber))
      .map(([ended, { run, node }]) => [jobOf(ended), jobOf(formatId(run, node))] as const);
    const follower = folder.completeAhead(id);
    if (follower !== null)
      expect(jobOf(formatId(follower.run, follower.node))).toBe(model.nextAfter(job, ahead));
  };
  /** What an executor has started before this is running, whatever comes now. */
  const beforeChange = (): void => {
    runs.beforeChange();
    for (const [id, follower] of folder.followers) {
      const followerId = formatId(follower.run, follower.node);
      if (!runs.tasks.has(follower.taskNumber) || folder.running.has(followerId)) continue;
      folder.running.set(followerId, follower);
      model.follow(jobOf(id), jobOf(followerId));
    }
  };
  if (!['lease', 'end', 'ahead', 'late', 'wait', 'crash'].includes(one.do)) beforeChange();
  switch (one.do) {
    case 'enqueue':
      folder.enqueue(one.count, one);
      model.enqueue(one.count, one);
      return;
    case 'lease':
      // What was waiting for its time may be ready now, which is a change like any other.
      if (model.wakes(Math.max(folder.now, Date.now()))) beforeChange();
      runs.lease();
      model.lease(Math.max(folder.now, Date.now()));
      return;
    case 'end': {
      const ids = folder.endable;
      if (ids.length === 0) return;
      const id = ids[one.pick % ids.length];
      const job = jobOf(id);
      if (one.outcome === 'completed') completeAhead(id);
      const follower = folder.followers.get(id);
      const asked = job.cancelling && one.outcome === 'timeout' ? 'cancelled' : one.outcome;
      const outcome = follower === undefined ? asked : 'completed';
      if (follower === undefined) beforeChange();
      const isKnown = follower !== undefined && runs.tasks.has(follower.taskNumber);
      folder.end(id, outcome);
      model.end(job, outcome, folder.now);
      if (follower !== undefined && !isKnown) model.follow(job, jobOf(formatId(follower.run, follower.node)));
      return;
    }
    case 'ahead': {
      const ids = folder.endable;
      if (ids.length > 0) completeAhead(ids[one.pick % ids.length]);
      return;
    }
    case 'late':
      if (folder.old.length > 0) folder.endTask(folder.old[one.pick % folder.old.length], 'completed');
      return;
    case 'cancel':
      ofJob(one.pick, one.whole, (run, node) => {
        const active = runs.runs.get(run);
        if (active !== undefined) runs.cancel(active, node);
        model.cancel(run, node);
      });
      return;
    case 'retry':
      ofJob(one.pick, one.whole, (run, node) => {
        runs.retry(run, node);
        model.retry(run, node);
      });
      return;
    case 'clear':
    case 'shelve':
      ofRun(one.pick, (run) => {
        const nodes = model.jobs.filter((job) => job.run === run).map((job) => job.node);
        runs[one.do](run, nodes);
        model[one.do](run);
      });
      return;
    case 'pauseRun':
      ofRun(one.pick, (run) => {
        const active = runs.runs.get(run);
        if (active === undefined) return;
        if (one.on) runs.pauseRun(active);
        else runs.continueRun(active);
        model.runs[run - 1].paused = one.on;
      });
      return;
    case 'pause':
      runs.pauseQueue(null, one.on);
      model.paused = one.on;
      return;
    case 'limit':
      runs.changeQueue({ limit: one.limit });
      model.limit = one.limit;
      return;
    case 'change':
      ofRun(one.pick, (run) => {
        const active = runs.runs.get(run);
        if (active === undefined) return;
        runs.changeRun(active, { concurrency: one.limit, priority: one.priority });
        Object.assign(model.runs[run - 1], { limit: one.limit, priority: one.priority });
      });
      return;
    case 'wait':
      folder.now += one.ms;
      return;
    case 'crash':
      return;
  }
}

function copyOf(model: QueueModel): QueueModel {
  return Object.assign(new QueueModel(), structuredClone({ ...model }));
}

function compare(folder: Folder, model: QueueModel): void {
  const expected = model.runs.flatMap(({ run }) => [
    `r${run} ${model.statusOf(run)}`,
    ...model.jobs
      .filter((job) => job.run === run)
      .map(
        (job) =>
          `${formatId(run, job.node)} ${job.status} attempt ${job.attempt}${model.dead.includes(job) ? ' dead' : ''}`,
      ),
  ]);
  expect(folder.rows(model.runs.length)).toEqual(expected);
  const count = (status: string) => model.jobs.filter((job) => job.status === status).length;
  expect(folder.totals).toEqual({
    total: model.jobs.length,
    pending: count('pending'),
    running: count('running'),
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  });
  expect(folder.runs.books.dead).toBe(model.dead.length);
  const handedOver = model.jobs.filter((job) => job.handedOver).length;
  expect(folder.runs.queue.running).toBe(count('running') - handedOver);
  expect([...folder.running.keys()].sort()).toEqual(
    model.jobs
      .filter((job) => job.status === 'running')
      .map((job) => formatId(job.run, job.node))
      .sort(),
  );
}

describe('Promises 4, 6 and 7: the queue, its counts and what a crash leaves of it', () => {
  it('equal a small model after every step of ten thousand random histories', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40, size: 'max' }), (actions) => {
        const folder = new Folder();
        let model = new QueueModel();
        let committed = copyOf(model);
        actions.forEach((one, at) => {
          const next = actions.at(at + 1);
          apply(folder, model, one);
          if (one.do === 'crash') {
            // Nothing has happened since the commit, so nothing is lost but what ran.
            folder.open();
            model.crash();
          } else if (next?.do === 'crash' && next.lost) {
            model = copyOf(committed);
            return;
          } else folder.commit();
          for (const job of model.jobs) job.standsBy = folder.standsBy(job.run, job.node);
          committed = copyOf(model);
          compare(folder, model);
        });
        expect(folder.differences()).toEqual([]);
        expect(listDead(folder.store)).toHaveLength(committed.dead.length);
      }),
      { numRuns: 10_000 },
    );
  });
});
