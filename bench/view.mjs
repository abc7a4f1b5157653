// @ts-check
/**
 * Looking at a log of ten million lines of a thousand jobs: opening a view, row k, line n, a time, a histogram, a
 * search. `grep -c` looks for the same in the same text, in the same call.
 */
import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { run } from '../scripts/process/run.mjs';
import { EngineBundle } from './harness/engine.mjs';
import { figure, quantile } from './harness/figures.mjs';
import { copyOfLogFolder, logFolder, logFolderEntries, rareWord } from './harness/log-folder.mjs';
import { peerProgram } from './harness/peers.mjs';

/** @typedef {import('./harness/engine.mjs').BenchEngine} BenchEngine */

const searches = [
  { name: 'a rare word', pattern: rareWord, regex: false },
  { name: 'a word in many lines', pattern: 'checkpoint', regex: false },
  { name: 'a regular expression', pattern: 'worker-6[0-3] for user[0-9]+7@', regex: true },
];

/** @type {import('./harness/run-benchmark.mjs').Benchmark} */
export async function benchmark({ small, peers, log }) {
  const size = small
    ? { lines: 100_000, rounds: 1, looks: 50 }
    : { lines: 10_000_000, rounds: 5, looks: 2000 };
  const grep = peers ? await peerProgram('grep', { programs: ['grep'], debian: 'grep' }, log) : null;
  const bundle = await EngineBundle.make(logFolderEntries);
  const folder = await logFolder(bundle.folder, size.lines, log);
  const copy = copyOfLogFolder(folder);
  try {
    const engine = await bundle.open({ dataFolder: copy });
    try {
      await engine.watch(null);
      /** @type {Map<string, number[]>} */
      const measured = new Map();
      const note = (/** @type {string} */ metric, /** @type {number} */ ms) => {
        measured.set(metric, [...(measured.get(metric) ?? []), ms]);
      };
      await measureViews(engine, size, note);
      const text = grep === null ? null : exportText(engine, `${folder}.txt`, log);
      for (let round = 1; round <= size.rounds; round++) {
        for (const search of searches) {
          const { firstMs, wholeMs, found } = await searchFor(engine, search, size.lines);
          note(`first hit of ${search.name}`, firstMs);
          note(`whole search for ${search.name}`, wholeMs);
          log(`round ${round}, ${search.name}: first hit ${ms(firstMs)}, all ${found} in ${ms(wholeMs)}`);
          if (grep === null || text === null) continue;
          const theirs = await grepFor(grep, search, text);
          if (theirs.found !== found) throw new Error(`grep finds ${theirs.found} lines, Runsheet ${found}.`);
          note(`grep for ${search.name}`, theirs.tookMs);
          log(`round ${round}, ${search.name}: grep ${ms(theirs.tookMs)}`);
        }
      }
      const runs = (/** @type {string} */ metric) => measured.get(metric) ?? [];
      const [first, ...more] = [...measured.keys()]
        .filter((metric) => !metric.startsWith('grep'))
        .flatMap((metric) => {
          const name = metric.replace('whole search', 'grep');
          /** @type {Record<string, readonly number[]>} */
          const theirs = runs(name).length > 0 && name !== metric ? { grep: runs(name) } : {};
          const median = { metric, unit: 'ms', better: /** @type {const} */ ('lower') };
          if (runs(metric).length < 50) return [figure({ ...median, runs: runs(metric), peers: theirs })];
          return [0.5, 0.99].map((part) =>
            figure({
              ...median,
              metric: `${metric}, ${part === 0.5 ? 'median' : 'p99'}`,
              runs: [quantile(runs(metric), part)],
            }),
          );
        });
      return { name: 'view', ...first, more };
    } finally {
      await engine.engine.stop();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
    bundle.remove();
  }
}

/**
 * @param {BenchEngine} engine
 * @param {{ lines: number, looks: number }} size
 * @param {(metric: string, ms: number) => void} note
 */
async function measureViews({ client }, { lines, looks }, note) {
  const timed = async (/** @type {string} */ metric, /** @type {() => Promise<unknown>} */ work) => {
    const startedAt = performance.now();
    await work();
    note(metric, performance.now() - startedAt);
  };
  const rows = (/** @type {string} */ scopeId, /** @type {number} */ levels, from = 0, count = 60) =>
    client.call('log.rows', { scopeId, levels, from, count });
  // The run with its tree is read with the first of its views.
  await timed('open the run', () => rows('r1', 15));
  for (let step = 1; step <= 5; step++)
    await timed('open a step, warnings and errors', () => rows(`r1.${step}`, 12));
  for (let step = 1; step <= 5; step++) await timed('open a step', () => rows(`r1.${step}`, 15));
  for (let job = 0; job < 25; job++) await timed('open a job', () => rows(`r1.${10 + job * 37}`, 15));
  for (let job = 0; job < 25; job++) {
    await timed('open a job, warnings and errors', () => rows(`r1.${11 + job * 37}`, 12));
  }
  const views = [
    { scopeId: 'r1', levels: 15 },
    { scopeId: 'r1', levels: 12 },
    { scopeId: 'r1.2', levels: 15 },
    { scopeId: 'r1.3', levels: 8 },
    { scopeId: 'r1.500', levels: 15 },
  ];
  const totals = [];
  for (const { scopeId, levels } of views) totals.push(await rows(scopeId, levels));
  for (let look = 0; look < looks; look++) {
    const at = look % views.length;
    const { scopeId, levels } = views[at];
    const { total, matching } = totals[at];
    const row = Math.floor(Math.random() * matching);
    await timed('row k and the 59 after it', () => rows(scopeId, levels, row));
    const n = 1 + Math.floor(Math.random() * total);
    await timed('line n', () => client.call('log.locate', { scopeId, levels, at: { n } }));
  }
  const whole = await client.call('log.histogram', { scopeId: 'r1', levels: 15, axis: 'time', buckets: 1 });
  for (let look = 0; look < looks; look++) {
    const { scopeId, levels } = views[look % views.length];
    const time = whole.from + Math.random() * (whole.to - whole.from);
    await timed('a time', () => client.call('log.locate', { scopeId, levels, at: { time } }));
  }
  for (const [axis, levels] of /** @type {const} */ ([
    ['time', 7],
    ['rows', 11],
    ['time', 14],
  ])) {
    const histogram = () => client.call('log.histogram', { scopeId: 'r1', levels, axis, buckets: 300 });
    await timed('histogram of a new view', histogram);
    await timed('histogram again', histogram);
  }
  if (totals[0].total !== lines) throw new Error(`The log has ${totals[0].total} lines instead of ${lines}.`);
}

/**
 * @param {BenchEngine} engine
 * @param {(typeof searches)[number]} search
 * @param {number} lines
 */
async function searchFor(engine, { pattern, regex }, lines) {
  const startedAt = performance.now();
  const query = { text: pattern, regex, matchCase: true, wholeWord: false };
  const { selectionId } = await engine.client.call('log.select', {
    ...{ scopeId: 'r1', levels: 15, near: Math.ceil(lines / 2), select: { kind: 'search', query } },
  });
  /** @param {import('./harness/engine.mjs').FeedMessage} message */
  const state = (message) => message.selections.find((one) => one.selectionId === selectionId);
  await engine.until((message) => (state(message)?.found ?? 0) > 0);
  const firstMs = performance.now() - startedAt;
  const last = await engine.until((message) => state(message)?.scanned === lines);
  const wholeMs = performance.now() - startedAt;
  const found = state(last)?.found ?? 0;
  await engine.client.call('log.unselect', { selectionId });
  return { firstMs, wholeMs, found };
}

/**
 * The log as text, a line each.
 *
 * @param {BenchEngine} engine
 * @param {string} file
 * @param {(line: string) => void} log
 */
function exportText(engine, file, log) {
  if (existsSync(file)) return file;
  log('Writing the text of the log for grep, once.');
  const { reader } = engine.engine.reader.view('r1', 15);
  const descriptor = openSync(`${file}.tmp`, 'w');
  for (let segment = 0; segment < reader.segmentCount; segment++)
    reader.useBlock(segment, ({ text }) => writeSync(descriptor, text));
  closeSync(descriptor);
  renameSync(`${file}.tmp`, file);
  return file;
}

/**
 * @param {string} program
 * @param {(typeof searches)[number]} search
 * @param {string} file
 */
async function grepFor(program, { pattern, regex }, file) {
  const startedAt = performance.now();
  const { code, stdout, stderr } = await run(program, [regex ? '-cE' : '-cF', pattern, file], {
    capture: true,
  });
  if (code !== 0) throw new Error(`grep ended with code ${code}.\n${stderr}`);
  return { tookMs: performance.now() - startedAt, found: Number(stdout) };
}

/** @param {number} time */
function ms(time) {
  return `${time.toFixed(0)} ms`;
}
