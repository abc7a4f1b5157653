/**
 * Reads logs that others wrote as a run: one job a file, merged by time. Each file keeps its own order by
 * construction: of all files the one whose next line is earliest goes on, and of those at the same time the first.
 */
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RunsheetError } from '../../../src-shared/errors';
import { RunTree } from '../jobs/run-tree';
import { streamOut } from '../logs/line-batch';
import type { RunRecord } from '../storage/run-records';
import { ForeignLines } from './foreign-lines';
import { listForeignFiles, type ForeignFile } from './foreign-paths';
import { RunWriter } from './run-writer';
import { TimeHeap } from './time-heap';
import type { OpenedRun } from './transfer-protocol';

/** What is opened, and where it is written. */
export interface FilesOpening {
  readonly paths: readonly string[];
  readonly stagingFolder: string;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly roomBytes: number;
}

/** Memory for what is read of all files at once, and of one file at most and at least. */
const buffersBytes = 256 * 1024 * 1024;
const bufferMost = 256 * 1024;
const bufferLeast = 66 * 1024;
/** Lines between two words about progress. */
const linesPerProgress = 4096;

/** Told of bytes that were read, and how many there are. */
export type FilesProgress = (done: number, total: number) => void;

/** One file that is being read. */
interface Source {
  readonly number: number;
  readonly lines: ForeignLines;
  count: number;
  firstTime: number;
}

/** Reads all of it. Throws `bad-input` and `disk-full` with one sentence. */
export async function openFiles(opening: FilesOpening, progress: FilesProgress): Promise<OpenedRun> {
  const files = listForeignFiles(opening.paths);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > opening.roomBytes) throw noRoom(opening);
  const plain = await unpack(files, opening);
  const bufferBytes = Math.min(bufferMost, Math.max(bufferLeast, Math.floor(buffersBytes / files.length)));
  const sources = plain.map(({ file, changedAt }, number): Source => {
    return { number, lines: new ForeignLines({ file, changedAt, bufferBytes }), count: 0, firstTime: 0 };
  });
  placeUntimed(sources, plain);
  const writer = new RunWriter(opening.stagingFolder);
  try {
    const read = new Float64Array(sources.length);
    mergeInto(writer, sources, (source) => {
      read[source.number] = Math.min(source.lines.position, files[source.number].bytes);
      progress(
        read.reduce((sum, bytes) => sum + bytes, 0),
        total,
      );
    });
    const { tree, record } = describe(opening, files, sources);
    return writer.finish(tree, record);
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    for (const { file, isTemporary } of plain) if (isTemporary) rmSync(file, { force: true });
  }
}

/** Takes the line of the source that is first, again and again. */
function mergeInto(writer: RunWriter, sources: readonly Source[], passed: (source: Source) => void): void {
  const heap = new TimeHeap(sources.length);
  for (const source of sources) {
    if (!source.lines.next()) continue;
    source.firstTime = source.lines.time;
    heap.push(source.number, source.lines.time);
  }
  let untold = 0;
  while (heap.length > 0) {
    const first = sources[heap.first];
    const { lines } = first;
    first.count++;
    writer.append(
      lines.range,
      { node: first.number + 1, attempt: 1, stream: streamOut, firstLine: first.count },
      lines.time,
    );
    if (++untold === linesPerProgress) {
      untold = 0;
      passed(first);
    }
    if (lines.next()) heap.replaceFirst(lines.time);
    else {
      passed(first);
      heap.removeFirst();
    }
  }
}

/** A file without times stands where it was written; when none has any, in the order of the files. */
function placeUntimed(sources: readonly Source[], files: readonly { readonly changedAt: number }[]): void {
  const latest = files.reduce((most, { changedAt }) => Math.max(most, changedAt), 0);
  const isTimed = sources.some(({ lines }) => lines.isTimed);
  for (const { number, lines } of sources) {
    if (!lines.isTimed)
      lines.time = Math.max(0, Math.round((isTimed ? files[number].changedAt : latest) * 1000));
  }
}

/** The tree: one job a file, with its times and lines. */
function describe(
  { paths, openedAt }: FilesOpening,
  files: readonly ForeignFile[],
  sources: readonly Source[],
): { tree: RunTree; record: RunRecord } {
  const tree = new RunTree(0, null);
  const read = sources.filter(({ count }) => count > 0);
  const from = (source: Source): number => source.firstTime / 1000;
  const to = (source: Source): number => source.lines.time / 1000;
  const times = {
    from: read.reduce(
      (least, source) => Math.min(least, from(source)),
      read.length > 0 ? Infinity : openedAt,
    ),
    to: read.reduce((most, source) => Math.max(most, to(source)), read.length > 0 ? 0 : openedAt),
  };
  const node = (kind: 'run' | 'job', createdAt: number) => ({
    parent: 0,
    kind,
    type: kind === 'job' ? ('log_file' as const) : ('' as const),
    step: 0,
    createdAt,
    index: null,
    enqueueSequence: 0,
    spawnDepth: 0,
    flags: 0,
  });
  const first = path.basename(paths[0]) || paths[0];
  const name = paths.length === 1 ? first : `${first} and ${paths.length - 1} more`;
  tree.add(node('run', times.from), { name, item: null });
  const setTimes = (n: number, start: number, end: number): void => {
    tree.update(n, (table) => {
      table.setStartedAt(n, start);
      table.setEndedAt(n, end);
    });
  };
  tree.setContainerStatus(0, 'completed');
  setTimes(0, times.from, times.to);
  sources.forEach((source, number) => {
    const [start, end] = source.count > 0 ? [from(source), to(source)] : [times.from, times.from];
    const n = tree.add(node('job', start), { name: files[number].name, item: null });
    tree.apply(n, 'lease');
    tree.apply(n, 'complete');
    tree.update(n, (table) => {
      table.setAttempt(n, 1);
    });
    setTimes(n, start, end);
    if (source.count > 0) tree.addLines(n, source.count);
  });
  const record: RunRecord = {
    definition: null,
    path: null,
    directory: path.dirname(paths[0]),
    concurrency: 1,
    priority: 0,
    type: 'files',
    after: [],
    added: null,
    stepLimits: {},
    params: {},
    origin: { kind: 'files', path: paths[0], at: openedAt },
  };
  return { tree, record };
}

/** Packed files are unpacked beside what is written: a merge needs all files at once, a piece at a time. */
async function unpack(
  files: readonly ForeignFile[],
  opening: FilesOpening,
): Promise<{ file: string; changedAt: number; isTemporary: boolean }[]> {
  const plain: { file: string; changedAt: number; isTemporary: boolean }[] = [];
  // What is unpacked is there twice until the end: itself, and as lines.
  const room = { left: opening.roomBytes / 2 };
  for (const [number, { path: file, changedAt, isGzip }] of files.entries()) {
    if (!isGzip) {
      plain.push({ file, changedAt, isTemporary: false });
      continue;
    }
    const target = path.join(opening.stagingFolder, `unpacked-${number}`);
    plain.push({ file: target, changedAt, isTemporary: true });
    await unpackOne(file, target, (bytes) => {
      room.left -= bytes;
      if (room.left < 0) throw noRoom(opening);
    });
  }
  return plain;
}

async function unpackOne(file: string, target: string, take: (bytes: number) => void): Promise<void> {
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        take(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  try {
    await pipeline(
      createReadStream(file),
      createGunzip(),
      counting,
      createWriteStream(target, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    if (error instanceof RunsheetError || (error instanceof Error && 'syscall' in error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RunsheetError('bad-input', `${file} cannot be unpacked: ${why}.`, {
      hint: 'It may have been damaged on its way; open the others without it.',
      cause: error,
    });
  }
}

function noRoom({ paths }: FilesOpening): RunsheetError {
  return new RunsheetError('disk-full', `There is not enough room on the disk to open ${paths[0]}.`, {
    hint: 'Free some space, or open a part of it.',
  });
}
