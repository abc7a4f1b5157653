// @ts-check
/**
 * A data folder with one finished run whose log is large: 1,000 jobs in five steps that wrote at the same time. It is
 * written by the engine's own code (trees, logs, block files, catalog), once, and kept in the user's cache folder;
 * `npm run bench -- view` and the tests of the window look at the same one, and only read it.
 */
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from '../../scripts/process/lock.mjs';

/** Grows when what is written changes. */
const version = 1;

const stepNames = ['fetch', 'compile', 'test', 'package', 'publish'];
const jobs = 1000;
/** Lines that are drawn from; each appears again and again. */
const poolLines = 1 << 16;
/** Lines between two commits. */
const commitLines = 500_000;

/** A word that some hundred of ten million lines hold, and what a tenth of the lines hold. */
export const rareWord = 'needle';

/** Sources that a bundle has to hold for this, by the name of their output file. */
export const logFolderEntries = {
  'block-files': 'src-main/engine/storage/block-files.ts',
  counts: 'src-main/engine/jobs/counts.ts',
  'log-records': 'src-main/engine/storage/log-records.ts',
  'node-views': 'src-main/engine/node-views.ts',
  'run-log': 'src-main/engine/logs/run-log.ts',
  'run-records': 'src-main/engine/storage/run-records.ts',
  'run-tree': 'src-main/engine/jobs/run-tree.ts',
  store: 'src-main/engine/storage/store.ts',
  'tree-records': 'src-main/engine/storage/tree-records.ts',
};

/** Where the folder lies that has so many lines, whether it is there or not. @param {number} lines */
function logFolderPath(lines) {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'runsheet', 'logs');
  return join(cache, `v${version}-${lines}`);
}

/**
 * The folder with so many lines; makes it when it is not there.
 *
 * @param {string} bundle folder of a bundle that has {@link logFolderEntries}
 * @param {number} lines
 * @param {(line: string) => void} log
 */
export async function logFolder(bundle, lines, log) {
  const folder = logFolderPath(lines);
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    log(`Writing a log of ${lines} lines into the cache, once.`);
    const temp = `${folder}.tmp`;
    rmSync(temp, { recursive: true, force: true });
    mkdirSync(temp, { recursive: true });
    await writeFolder(await load(bundle), temp, lines);
    renameSync(temp, folder);
  });
  return folder;
}

/**
 * A copy of such a folder that may be written to. The text of the log is shared with it: it never changes any more.
 *
 * @param {string} folder
 */
export function copyOfLogFolder(folder) {
  const copy = mkdtempSync(`${folder}-copy-`);
  cpSync(join(folder, 'catalog'), join(copy, 'catalog'), { recursive: true });
  mkdirSync(join(copy, 'runs', 'r1'), { recursive: true });
  linkSync(join(folder, 'runs', 'r1', 'log.blocks'), join(copy, 'runs', 'r1', 'log.blocks'));
  return copy;
}

/**
 * Adds a second run, of so many jobs that have ended and printed nothing, to a copy of such a folder.
 *
 * @param {string} bundle folder of a bundle that has {@link logFolderEntries}
 * @param {string} folder
 * @param {number} count
 * @param {(line: string) => void} log
 */
export async function withManyJobs(bundle, folder, count, log) {
  log(`Adding a run of ${count} jobs.`);
  const engine = await load(bundle);
  const store = engine.Store.open(folder);
  const { record, counts } = engine.readFolder(store);
  const tree = new engine.RunTree(2, counts);
  const ids = plant(tree, record.time, count);
  end(tree, ids, record.time + 60_000);
  const batch = new engine.WriteBatch();
  const run = runRecord();
  engine.putRun(batch, 2, run);
  engine.writeTree(batch, tree);
  engine.putSummary(batch, 2, engine.toSummary(tree, run));
  const enqueueSequence = record.enqueueSequence + count;
  engine.putFolder(batch, { ...record, revision: record.revision + 1, nextRun: 3, enqueueSequence }, counts);
  await store.commit(batch);
  await store.close();
}

/** @param {string} bundle */
async function load(bundle) {
  const part = (/** @type {keyof typeof logFolderEntries} */ name) =>
    import(pathToFileURL(join(bundle, `${name}.mjs`)).href);
  return {
    .../** @type {typeof import('../../src-main/engine/storage/block-files')} */ (await part('block-files')),
    .../** @type {typeof import('../../src-main/engine/jobs/counts')} */ (await part('counts')),
    .../** @type {typeof import('../../src-main/engine/storage/log-records')} */ (await part('log-records')),
    .../** @type {typeof import('../../src-main/engine/node-views')} */ (await part('node-views')),
    .../** @type {typeof import('../../src-main/engine/logs/run-log')} */ (await part('run-log')),
    .../** @type {typeof import('../../src-main/engine/storage/run-records')} */ (await part('run-records')),
    .../** @type {typeof import('../../src-main/engine/jobs/run-tree')} */ (await part('run-tree')),
    .../** @type {typeof import('../../src-main/engine/storage/store')} */ (await part('store')),
    .../** @type {typeof import('../../src-main/engine/storage/tree-records')} */ (
      await part('tree-records')
    ),
  };
}

/**
 * @param {Awaited<ReturnType<typeof load>>} engine
 * @param {string} folder
 * @param {number} lines
 */
async function writeFolder(engine, folder, lines) {
  const store = engine.Store.open(folder);
  const files = new engine.BlockFiles(folder);
  const random = seeded(lines);
  const counts = new engine.Counts();
  const tree = new engine.RunTree(1, counts);
  const startedAt = Date.UTC(2026, 0, 12, 6, 0, 0);
  const ids = plant(tree, startedAt);
  const log = new engine.RunLog(null);
  const pool = drawPool(random);
  let written = 0;
  let time = startedAt;
  const commit = async () => {
    const changes = log.takeChanges();
    const batch = new engine.WriteBatch();
    engine.writeLog(batch, 1, changes);
    if (changes.sealed.length > 0) {
      await files.write(
        1,
        changes.sealed[0].record.offset,
        changes.sealed.map((sealed) => sealed.bytes),
      );
      await files.flush(1);
    }
    return batch;
  };
  while (written < lines) {
    const node = ids[Math.floor(random() * ids.length)];
    const from = Math.floor(random() * (poolLines - 8));
    const to = from + Math.min(lines - written, 1 + Math.floor(random() * 7));
    const before = tree.addLines(node, to - from);
    log.append({ ...pool, from, to }, { node, attempt: 1, stream: 0, firstLine: before + 1 }, time);
    time += random() < 0.3 ? random() * 4 : 0;
    const previous = written;
    written += to - from;
    if (Math.floor(written / commitLines) > Math.floor(previous / commitLines))
      await store.commit(await commit());
  }
  end(tree, ids, time);
  const batch = await commit();
  const record = runRecord();
  engine.putRun(batch, 1, record);
  engine.writeTree(batch, tree);
  engine.putSummary(batch, 1, engine.toSummary(tree, record));
  const folderRecord = { revision: 1, nextRun: 2, enqueueSequence: jobs + 1, dead: 0, time };
  engine.putFolder(batch, folderRecord, counts);
  await store.commit(batch);
  files.close();
  await store.close();
}

/**
 * The run, its steps and its jobs, all running.
 *
 * @param {import('../../src-main/engine/jobs/run-tree').RunTree} tree
 * @param {number} time
 * @param {number} [count]
 * @returns {number[]} the jobs
 */
function plant(tree, time, count = jobs) {
  const node = { index: null, enqueueSequence: 0, spawnDepth: 0, flags: 0, createdAt: time };
  tree.add({ ...node, parent: 0, kind: 'run', type: '', step: 0 }, { name: 'A long log', item: null });
  const steps = stepNames.map((name) =>
    tree.add({ ...node, parent: 0, kind: 'step', type: 'command', step: 0, flags: 1 }, { name, item: null }),
  );
  const ids = [];
  for (let job = 0; job < count; job++) {
    const step = steps[job % steps.length];
    const index = Math.floor(job / steps.length);
    const name = `${stepNames[job % steps.length]} ${index + 1}`;
    ids.push(
      tree.add(
        { ...node, parent: step, kind: 'job', type: 'command', step, index, enqueueSequence: job + 1 },
        { name, item: name },
      ),
    );
  }
  for (const n of [0, ...steps]) tree.setContainerStatus(n, 'running');
  for (const n of ids) tree.apply(n, 'lease');
  for (const n of [0, ...steps, ...ids]) {
    tree.update(n, (table) => {
      table.setStartedAt(n, time);
      if (n !== 0) table.setAttempt(n, 1);
    });
  }
  return ids;
}

/**
 * @param {import('../../src-main/engine/jobs/run-tree').RunTree} tree
 * @param {readonly number[]} ids
 * @param {number} time
 */
function end(tree, ids, time) {
  for (const n of ids) tree.apply(n, 'complete');
  for (let n = 0; n <= stepNames.length; n++) tree.setContainerStatus(n, 'completed');
  for (let n = 0; n < ids.length + stepNames.length + 1; n++) {
    tree.update(n, (table) => {
      table.setEndedAt(n, Math.ceil(time));
      if (n > stepNames.length) table.setExitCode(n, 0);
    });
  }
}

/** @returns {import('../../src-main/engine/storage/run-records').RunRecord} */
function runRecord() {
  const steps = stepNames.map((name) => ({
    ...{ name, description: '', depends: [], onError: /** @type {const} */ ('fail'), alwaysRun: false },
    ...{ concurrency: null, timeoutMs: null, stepTimeoutMs: null, retries: null, group: null, key: null },
    ...{ type: /** @type {const} */ ('command'), run: 'true', cwd: '.', env: {}, stdin: null },
    streams: /** @type {const} */ ('separate'),
    forEach: { kind: /** @type {const} */ ('list'), items: ['1'], limit: null },
  }));
  return {
    definition: /** @type {any} */ ({
      ...{ id: 'long-log', name: 'A long log', description: '', tags: [], timeoutMs: null, enabled: true },
      ...{ concurrency: 1000, priority: 0, errorTolerance: null, preJobs: [], postJobs: [], params: [] },
      ...{ schedule: null, overlap: 'skip', autoStart: false, steps },
    }),
    ...{ path: null, directory: '/', concurrency: 1000, priority: 0, type: '', after: [], added: null },
    ...{ stepLimits: {}, params: {} },
  };
}

/**
 * Lines of about 90 bytes, ASCII: 5 % debug, 75 % info, 15 % warnings, 5 % errors.
 *
 * @param {() => number} random
 */
function drawPool(random) {
  const subjects = ['request', 'record', 'block', 'archive', 'image', 'connection', 'checkpoint', 'upload'];
  const verbs = ['processed', 'verified', 'written', 'skipped', 'retried', 'compressed', 'queued', 'expired'];
  const pick = (/** @type {readonly string[]} */ of) => of[Math.floor(random() * of.length)];
  const lineFlags = new Uint8Array(poolLines);
  const lineEnd = new Uint32Array(poolLines);
  const texts = [];
  let size = 0;
  for (let line = 0; line < poolLines; line++) {
    const part = random();
    lineFlags[line] = part < 0.05 ? 0 : part < 0.8 ? 1 : part < 0.95 ? 2 : 3;
    const number = Math.floor(random() * 1e6);
    const word = line % poolLines === 4711 ? rareWord : pick(subjects);
    const text = Buffer.from(
      `${pick(subjects)} ${number} ${pick(verbs)} in ${Math.floor(random() * 1000)} ms, ` +
        `${word} ${pick(verbs)} by worker-${Math.floor(random() * 64)} for user${Math.floor(random() * 1e5)}@host ` +
        `${'.'.repeat(Math.floor(random() * 12))}\n`,
    );
    texts.push(text);
    size += text.length;
    lineEnd[line] = size;
  }
  return { lineEnd, lineFlags, text: Buffer.concat(texts) };
}

/** The same numbers from 0 to 1 for the same seed. @param {number} seed */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
