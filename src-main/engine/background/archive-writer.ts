/** Writes a run that has ended as an archive; see archive-layout.ts. */
import { createHash } from 'node:crypto';
import { createWriteStream, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { RunsheetError } from '../../../src-shared/errors';
import { logLevels, logStreams } from '../../../src-shared/model';
import { formatId } from '../jobs/ids';
import type { RunTree } from '../jobs/run-tree';
import {
  type Block,
  attemptOfSource,
  firstLineOfSource,
  nodeOfSource,
  sourceCount,
  streamShift,
} from '../logs/block';
import { flagCont, flagLevelMask } from '../logs/line-batch';
import { PackedStore } from '../storage/packed-records';
import { keyPart, keyRange, kinds } from '../storage/keys';
import { readRun, readUsages, readWork, type AttemptRecord, type RunRecord } from '../storage/run-records';
import { parseJson, readTree } from '../storage/tree-records';
import {
  archiveFiles,
  archiveVersion,
  logColumns,
  manifestFile,
  type ArchivedAttempt,
  type ArchiveFile,
  type ArchiveManifest,
} from './archive-layout';
import { archivedNode } from './archive-tree';
import { ratioMax, ratioMatters } from './archive-limits';
import { IsoClock } from './iso-clock';
import { blocksOf, type LogPlan } from './log-plan';

/** What is written, and where. */
export interface ArchiveExport {
  readonly plan: LogPlan;
  /** The run's records but those of its log; see storage/packed-records.ts. */
  readonly records: Uint8Array;
  readonly appVersion: string;
  /** Milliseconds since the epoch. */
  readonly exportedAt: number;
  /** The file; must not be there. */
  readonly path: string;
}

/** Entries of more bytes than this are told to be large before they are written. */
const largeBytes = 1024 * 1024 * 1024;
const pieceBytes = 256 * 1024;
/** Logs are mostly times and words: more effort takes twice the time for a tenth of the size. */
const compressionLevel = 3;

/** A run as it is read back from its records. */
interface ArchivedRun {
  readonly run: number;
  readonly record: RunRecord;
  readonly tree: RunTree;
  readonly store: PackedStore;
}

/** Writes the archive and answers with its lines; the file is on disk then. */
export async function writeArchive(
  work: ArchiveExport,
  progress: (lines: number, total: number) => void,
): Promise<number> {
  const { run } = work.plan;
  const store = new PackedStore(work.records);
  const record = readRun(store, run);
  const tree = readTree(store, run, null);
  if (record === null || tree === null) throw new RunsheetError('not-found', `There is no run r${run}.`);
  const archived = { run, record, tree, store };
  const bytes = await writeZip(work, archived, { compress: true, progress });
  // A reader refuses what could be a bomb, so text that is nothing but repetition is stored as it is.
  if (ratioMatters(bytes) && bytes / statSync(work.path).size > ratioMax) {
    await rm(work.path);
    await writeZip(work, archived, { compress: false, progress });
  }
  return work.plan.lines;
}

/** Answers with the bytes of all files before they were compressed. */
async function writeZip(
  { plan, appVersion, exportedAt, path }: ArchiveExport,
  archived: ArchivedRun,
  { compress, progress }: { compress: boolean; progress: (lines: number, total: number) => void },
): Promise<number> {
  const { run, record, tree } = archived;
  const zip = new ZipFile();
  const told: Partial<Record<ArchiveFile, { bytes: number; sha256: string }>> = {};
  let total = 0;
  // The log is gone through twice, once for each of its files.
  let lines = 0;
  const passed = (more: number): void => {
    lines += more;
    progress(Math.floor(lines / 2), plan.lines);
  };
  const attempts = { count: 0 };
  const contents: Record<ArchiveFile, () => Iterable<Uint8Array>> = {
    'definition.json': () => [Buffer.from(`${JSON.stringify(record, null, 2)}\n`)],
    'jobs.jsonl': () => pieces(nodeRows(archived)),
    'attempts.jsonl': () => pieces(attemptRows(archived, attempts)),
    'log.csv': () => pieces(logRows(plan, passed)),
    'log.txt': () => logTexts(plan, passed),
  };
  const options = {
    mtime: new Date(exportedAt),
    compress: true,
    compressionLevel,
    forceZip64Format: plan.offset.length > 0 && plan.bytes.reduce((sum, one) => sum + one, 0) > largeBytes,
  };
  for (const file of archiveFiles) {
    zip.addReadStreamLazy(file, { ...options, compress: compress || file !== 'log.txt' }, (give) => {
      const counted = counting(contents[file](), (fact) => {
        told[file] = fact;
        total += fact.bytes;
      });
      give(null, Readable.from(counted, { objectMode: false }));
    });
  }
  zip.addReadStreamLazy(manifestFile, { mtime: options.mtime }, (give) => {
    const manifest: ArchiveManifest = {
      format: 'runsheet-archive',
      formatVersion: archiveVersion,
      appVersion,
      exportedAt: new Date(exportedAt).toISOString(),
      runId: formatId(run, 0),
      name: tree.text(0).name,
      type: record.type,
      status: tree.table.status(0),
      stats: tree.stats(0),
      nodes: tree.table.length,
      attempts: attempts.count,
      lines: plan.lines,
      files: told as ArchiveManifest['files'],
    };
    give(null, Readable.from([Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)], { objectMode: false }));
  });
  const output = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  zip.end();
  await Promise.race([pipeline(zip.outputStream, output), failed]);
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  return total;
}

function* counting(
  content: Iterable<Uint8Array>,
  done: (fact: { bytes: number; sha256: string }) => void,
): Generator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const piece of content) {
    hash.update(piece);
    bytes += piece.length;
    yield piece;
  }
  done({ bytes, sha256: hash.digest('hex') });
}

/** Texts gathered into pieces of a size that is worth a call. */
function* pieces(texts: Iterable<string>): Generator<Uint8Array> {
  let gathered: string[] = [];
  let size = 0;
  for (const text of texts) {
    gathered.push(text);
    size += text.length;
    if (size < pieceBytes) continue;
    yield Buffer.from(gathered.join(''));
    gathered = [];
    size = 0;
  }
  if (size > 0) yield Buffer.from(gathered.join(''));
}

function* nodeRows({ run, record, tree, store }: ArchivedRun): Generator<string> {
  for (let n = 0; n < tree.table.length; n++) {
    const usage = tree.table.isJob(n) ? readUsages(store, run, n).get(tree.table.attempt(n)) : undefined;
    yield `${JSON.stringify(archivedNode(tree, record, n, { work: readWork(store, run, n), usage }))}\n`;
  }
}

function* attemptRows({ run, store }: ArchivedRun, counted: { count: number }): Generator<string> {
  const { start, end } = keyRange(kinds.attempt, run);
  for (const { key, value } of store.range(start, end)) {
    const [node, attempt] = [keyPart(key, 1), keyPart(key, 2)];
    const usage = readUsages(store, run, node).get(attempt);
    const row: ArchivedAttempt = {
      id: formatId(run, node),
      attempt,
      ...parseJson<AttemptRecord>(value),
      ...(usage === undefined ? {} : { usage }),
    };
    counted.count++;
    yield `${JSON.stringify(row)}\n`;
  }
}

function* logRows(plan: LogPlan, passed: (lines: number) => void): Generator<string> {
  const clock = new IsoClock();
  yield `${logColumns}\n`;
  for (const block of blocksOf(plan)) {
    const linesBefore = new Uint32Array(sourceCount(block.sources));
    for (let at = 0; at < block.length; at++) yield logRow(block, at, linesBefore, clock);
    passed(block.length);
  }
}

function logRow(block: Block, at: number, linesBefore: Uint32Array, clock: IsoClock): string {
  const number = block.source[at];
  const { sources } = block;
  const flags = block.flags[at];
  const line = firstLineOfSource(sources, number) + linesBefore[number]++;
  const time = clock.text(block.baseTime + block.time[at]);
  const level = logLevels[flags & flagLevelMask];
  const stream = logStreams[(flags >> streamShift) & 3];
  const cont = (flags & flagCont) === 0 ? 0 : 1;
  return `${block.firstSequence + at},${nodeOfSource(sources, number)},${line},${attemptOfSource(sources, number)},${time},${level},${stream},${cont}\n`;
}

function* logTexts(plan: LogPlan, passed: (lines: number) => void): Generator<Uint8Array> {
  for (const block of blocksOf(plan)) {
    yield block.text;
    passed(block.length);
  }
}
