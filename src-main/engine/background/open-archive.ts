/**
 * Reads an archive as a run. Nothing it says is believed: sizes and checksums, the shape of every row, the tree, the
 * counts, the order of the lines and their times are looked at, and what does not hold is one sentence.
 */
import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { RunsheetError } from '../../../src-shared/errors';
import { RunTree } from '../jobs/run-tree';
import { flagCont, flagInvalidUtf8 } from '../logs/line-batch';
import { toTreeRow } from '../node-views';
import type { RunRecord } from '../storage/run-records';
import { describeInput } from '../work';
import {
  archivedAttemptSchema,
  archivedNodeSchema,
  archivedRunSchema,
  archiveVersion,
  logColumns,
  manifestHeadSchema,
  manifestSchema,
  rowBytesMax,
  type ArchivedNode,
  type ArchiveFile,
  type ArchiveManifest,
} from './archive-layout';
import { addArchivedNode, checkArchivedCounts } from './archive-tree';
import { ArchiveZip, type ArchiveBytes } from './archive-zip';
import { LineFeed } from './line-feed';
import { LogRowReader } from './log-row-reader';
import { RunWriter } from './run-writer';
import type { OpenedRun } from './opened-run';

/** Bytes of a line of a log at most; far more than any version has written. */
const lineBytesMax = 1024 * 1024;

/** What is opened, and where it is written. */
export interface ArchiveOpening {
  readonly path: string;
  /** An empty folder; see run-writer.ts. */
  readonly stagingFolder: string;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  /** Bytes that may be written; more is refused before anything is read. */
  readonly roomBytes: number;
}

/** Told of unpacked bytes, and how many there are. */
export type OpeningProgress = (done: number, total: number) => void;

/** Reads the archive; throws `bad-input` with one sentence when it is none, or damaged. */
export async function openArchive(opening: ArchiveOpening, progress: OpeningProgress): Promise<OpenedRun> {
  let zip: ArchiveZip | null = null;
  try {
    zip = await ArchiveZip.open(opening.path);
    if (zip.unpackedBytes > opening.roomBytes) {
      throw new RunsheetError(
        'disk-full',
        `${opening.path} needs ${sizeText(zip.unpackedBytes)}; there is room for ${sizeText(opening.roomBytes)}.`,
        { hint: 'Free some space and try again.' },
      );
    }
    return await new ArchiveReading(opening, zip, progress).read();
  } catch (error) {
    throw asArchiveError(opening.path, error);
  } finally {
    zip?.close();
  }
}

class ArchiveReading {
  readonly #opening: ArchiveOpening;
  readonly #zip: ArchiveZip;
  readonly #writer: RunWriter;
  readonly #progress: OpeningProgress;
  readonly #open: ArchiveBytes[] = [];
  #read = 0;

  constructor(opening: ArchiveOpening, zip: ArchiveZip, progress: OpeningProgress) {
    this.#opening = opening;
    this.#zip = zip;
    this.#progress = progress;
    this.#writer = new RunWriter(opening.stagingFolder);
  }

  async read(): Promise<OpenedRun> {
    try {
      const manifest = parseManifest(await this.#zip.manifest());
      const record = await this.#readRecord(manifest);
      const tree = new RunTree(0, null);
      await this.#readNodes(manifest, tree, record);
      await this.#readAttempts(manifest, tree);
      await this.#readLog(manifest, tree);
      showAll(tree, record);
      return this.#writer.finish(tree, record);
    } catch (error) {
      for (const file of this.#open) file.stop();
      this.#writer.abandon();
      throw error;
    }
  }

  async #file(manifest: ArchiveManifest, name: ArchiveFile): Promise<ArchiveBytes> {
    const file = await this.#zip.file(name, manifest.files[name], (bytes) => {
      this.#read += bytes;
      this.#progress(this.#read, this.#zip.unpackedBytes);
    });
    this.#open.push(file);
    return file;
  }

  async #readRecord(manifest: ArchiveManifest): Promise<RunRecord> {
    if (manifest.files['definition.json'].bytes > rowBytesMax)
      throw new Error('its definition.json is too large');
    const bytes = await (await this.#file(manifest, 'definition.json')).whole();
    const record = parseRow(archivedRunSchema, bytes.toString(), 'definition.json');
    if (record.type !== manifest.type) throw new Error('its manifest.json and its definition.json differ');
    const { path, openedAt } = this.#opening;
    // What it waited for were runs of another folder.
    return { ...record, after: [], origin: { kind: 'archive', path, at: openedAt } };
  }

  async #readNodes(manifest: ArchiveManifest, tree: RunTree, record: RunRecord): Promise<void> {
    const told: Pick<ArchivedNode, 'lines' | 'stats'>[] = [];
    await this.#eachRow(manifest, 'jobs.jsonl', (text) => {
      const row = parseRow(archivedNodeSchema, text, 'jobs.jsonl');
      addArchivedNode(tree, manifest.runId, row);
      if (row.stored.step > (record.definition?.steps.length ?? 0)) {
        throw new Error(`${row.id} belongs to a step that there is not`);
      }
      const { usage, attempt } = row.stored;
      if (usage !== undefined) this.#writer.putUsage(tree.table.length - 1, attempt, usage);
      if (row.stored.work !== null) this.#writer.putWork(tree.table.length - 1, row.stored.work);
      told.push({ lines: row.lines, stats: row.stats });
    });
    if (tree.table.length !== manifest.nodes) {
      throw new Error(`it says ${manifest.nodes} runs, steps and jobs, and has ${tree.table.length}`);
    }
    checkArchivedCounts(tree, (n) => told[n]);
    checkArchivedCounts(tree, (n) => (n === 0 ? manifest : told[n]));
    if (tree.table.status(0) !== manifest.status || tree.text(0).name !== manifest.name) {
      throw new Error('its manifest.json and its jobs.jsonl differ');
    }
  }

  async #readAttempts(manifest: ArchiveManifest, tree: RunTree): Promise<void> {
    let attempts = 0;
    await this.#eachRow(manifest, 'attempts.jsonl', (text) => {
      const { id, attempt, usage, ...record } = parseRow(archivedAttemptSchema, text, 'attempts.jsonl');
      const node = Number(/\.(\d+)$/.exec(id)?.[1] ?? 0);
      if (!id.startsWith(manifest.runId) || node >= tree.table.length || !tree.table.isJob(node)) {
        throw new Error(`an attempt in it belongs to ${id}, which is no job of it`);
      }
      this.#writer.putAttempt(node, attempt, record);
      if (usage !== undefined) this.#writer.putUsage(node, attempt, usage);
      attempts++;
    });
    if (attempts !== manifest.attempts) {
      throw new Error(`it says ${manifest.attempts} earlier attempts, and has ${attempts}`);
    }
  }

  async #readLog(manifest: ArchiveManifest, tree: RunTree): Promise<void> {
    const columnBytes = await this.#file(manifest, 'log.csv');
    const textBytes = await this.#file(manifest, 'log.txt');
    const columns = new LineFeed(() => columnBytes.next(), lineBytesMax);
    const texts = new LineFeed(() => textBytes.next(), lineBytesMax);
    if (!(await columns.next()) || columns.text() !== logColumns)
      throw new Error('its log.csv has other columns');
    const jobLines = new Uint32Array(tree.table.length);
    const row = new LogRowReader();
    let sequence = 0;
    let time = 0;
    while (await columns.next()) {
      if (!(await texts.next())) throw new Error('its log.txt has fewer lines than its log.csv');
      row.read(columns.bytes, columns.from, columns.end);
      sequence++;
      if (row.sequence !== sequence) throw new Error(`line ${sequence} of its log is missing`);
      if (row.node >= jobLines.length) throw new Error(`line ${sequence} of its log belongs to no job`);
      if (row.line !== ++jobLines[row.node]) {
        throw new Error(`line ${sequence} of its log is not the next line of its job`);
      }
      if (row.time < time) throw new Error(`line ${sequence} of its log is earlier than the line before it`);
      time = row.time;
      const valid = isUtf8(texts.bytes.subarray(texts.from, texts.end));
      const flags = row.level | (row.cont ? flagCont : 0) | (valid ? 0 : flagInvalidUtf8);
      this.#writer.append(
        {
          lineEnd: Uint32Array.of(texts.from, texts.end + 1),
          lineFlags: Uint8Array.of(0, flags),
          text: texts.bytes,
          from: 1,
          to: 2,
        },
        { node: row.node, attempt: row.attempt, stream: row.stream, firstLine: row.line },
        time,
      );
    }
    if (await texts.next()) throw new Error('its log.txt has more lines than its log.csv');
    if (columns.hasRest || texts.hasRest) throw new Error('its log ends in the middle of a line');
    if (sequence !== manifest.lines) throw new Error(`it says ${manifest.lines} lines, and has ${sequence}`);
    for (let n = 0; n < jobLines.length; n++) {
      if (jobLines[n] !== tree.table.ownLines(n)) {
        throw new Error(`it says ${tree.table.ownLines(n)} lines of a job that has ${jobLines[n]}`);
      }
    }
  }

  async #eachRow(manifest: ArchiveManifest, name: ArchiveFile, take: (text: string) => void): Promise<void> {
    const bytes = await this.#file(manifest, name);
    const rows = new LineFeed(() => bytes.next(), rowBytesMax);
    while (await rows.next()) take(rows.text());
    if (rows.hasRest) throw new Error(`its ${name} ends in the middle of a line`);
  }
}

function parseManifest(text: string): ArchiveManifest {
  const head = parseRow(manifestHeadSchema, text, 'manifest.json');
  if (head.formatVersion > archiveVersion) {
    throw new NewerArchive(head.formatVersion);
  }
  return parseRow(manifestSchema, text, 'manifest.json');
}

/** It may well be whole, but this program does not know it. */
class NewerArchive extends Error {
  constructor(readonly formatVersion: number) {
    super();
  }
}

function parseRow<Schema extends z.ZodType>(schema: Schema, text: string, file: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`its ${file} is not JSON`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`its ${file} says something impossible: ${issue.path.join('.')}: ${issue.message}`);
}

/** Whatever can be shown of it can be shown: what a row says of a definition is used as it is. */
function showAll(tree: RunTree, record: RunRecord): void {
  for (let n = 0; n < tree.table.length; n++) {
    try {
      toTreeRow(tree, record, n, { depth: 0, open: false, progress: null });
      if (tree.table.kind(n) !== 'job') describeInput(tree, record, n, null);
    } catch {
      throw new Error(`a step or job in it cannot be shown`);
    }
  }
}

function asArchiveError(path: string, error: unknown): unknown {
  if (error instanceof RunsheetError) return error;
  if (error instanceof NewerArchive) {
    return new RunsheetError(
      'folder-too-new',
      `${path} was written by a newer version of Runsheet (archive format ${error.formatVersion}, this one knows ${archiveVersion}).`,
      { hint: 'Install the newer version to open it.' },
    );
  }
  if (!(error instanceof Error)) return error;
  // What the disk says is for file-problem.ts.
  if ('syscall' in error) return error;
  return new RunsheetError('bad-input', `${path} cannot be opened: ${sentence(error.message)}.`, {
    hint: 'It may have been damaged on its way; ask for it again.',
    cause: error,
  });
}

function sentence(message: string): string {
  if (/central directory|end of file|too short|signature/i.test(message))
    return 'it is not a whole zip archive';
  if (/relative path|absolute path|invalid characters/i.test(message)) {
    return `a file in it points outside of the archive (${message})`;
  }
  return message.replace(/\.$/, '');
}

/** A size as people say it. */
function sizeText(bytes: number): string {
  const [unit, of] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${(bytes / Number(unit)).toFixed(1)} ${of}`;
}
