/**
 * Writes the rows of a view to a file, as text, JSON Lines or CSV. It runs in a thread of its own and reads the run's
 * blocks itself; text that nothing is left out of is the text of the blocks, copied.
 */
import { logLevels, logStreams, type LevelMask } from '../../../src-shared/model';
import type { ExportFormat } from '../../../src-shared/log-view';
import {
  type Block,
  attemptOfSource,
  firstLineOfSource,
  levelOf,
  maskOfSources,
  nodeOfSource,
  sourceCount,
  streamShift,
  textOf,
} from '../logs/block';
import { flagCont, flagInvalidUtf8, flagLevelMask } from '../logs/line-batch';
import { FileSink } from './file-sink';
import { IsoClock } from './iso-clock';
import { blocksOf, type LogPlan } from './log-plan';

/** What is written, and where. */
export interface ViewExport {
  readonly plan: LogPlan;
  readonly format: ExportFormat;
  readonly levels: LevelMask;
  /** By node: 1 when it belongs to the subtree. Null: every node does. */
  readonly within: Uint8Array | null;
  /** Only lines whose bit, by sequence from 1 on, is set. Null: all that the levels select. */
  readonly selected: Uint8Array | null;
  /** Names of the nodes; only CSV says them. */
  readonly names: readonly string[];
  /** The file; must not be there. */
  readonly path: string;
}

/** Told now and then how many rows are written. */
export type Progress = (rows: number) => void;

const lineFeed = Uint8Array.of(10);

/** A row on its way into the file. */
interface Row {
  readonly n: number;
  readonly line: number;
  readonly node: number;
  readonly attempt: number;
}

/** Writes all rows; answers how many that were. The file is on disk then. */
export function exportView(work: ViewExport, progress: Progress): number {
  const sink = new FileSink(work.path);
  try {
    const rows = { text: writeText, jsonl: writeJsonLines, csv: writeCsv }[work.format](work, sink, progress);
    sink.finish();
    return rows;
  } catch (error) {
    sink.abandon();
    throw error;
  }
}

function writeText(work: ViewExport, sink: FileSink, progress: Progress): number {
  const joiner = new PartJoiner(sink);
  let rows = 0;
  for (const block of blocksOf(work.plan)) {
    if (work.within === null && work.levels === 15 && work.selected === null && !hasParts(block)) {
      // A line that was cut in an earlier block ends in this one only if it is of it.
      if (joiner.isEmpty) {
        sink.write(block.text);
        rows += block.length;
        progress(rows);
        continue;
      }
    }
    const within = withinBlock(block, work.within);
    let from = -1;
    const copyTo = (to: number): void => {
      if (from === -1) return;
      sink.write(block.text.subarray(from === 0 ? 0 : block.textEnd[from - 1], block.textEnd[to - 1]));
      from = -1;
    };
    for (let at = 0; at < block.length; at++) {
      if (!isSelected(work, block, at, within)) {
        copyTo(at);
        continue;
      }
      rows++;
      const key = nodeOfSource(block.sources, block.source[at]) * 4 + streamOf(block, at);
      if ((block.flags[at] & flagCont) === 0 && !joiner.holds(key)) {
        if (from === -1) from = at;
        continue;
      }
      copyTo(at);
      joiner.take(key, textOf(block, at), (block.flags[at] & flagCont) !== 0);
    }
    copyTo(block.length);
    progress(rows);
  }
  joiner.end();
  return rows;
}

/** Lines that were cut into parts, joined again where the last part stands. */
class PartJoiner {
  readonly #sink: FileSink;
  readonly #held = new Map<number, Uint8Array[]>();

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  holds(key: number): boolean {
    return this.#held.size > 0 && this.#held.has(key);
  }

  take(key: number, part: Uint8Array, goesOn: boolean): void {
    const parts = this.#held.get(key) ?? [];
    parts.push(part);
    if (goesOn) {
      this.#held.set(key, parts);
      return;
    }
    this.#held.delete(key);
    for (const one of parts) this.#sink.write(one);
    this.#sink.write(lineFeed);
  }

  /** Lines whose last part is not among the rows. */
  end(): void {
    for (const key of [...this.#held.keys()]) this.take(key, new Uint8Array(), false);
  }
}

function writeJsonLines(work: ViewExport, sink: FileSink, progress: Progress): number {
  const clock = new IsoClock();
  const { run } = work.plan;
  return eachRow(work, progress, (block, at, row) => {
    const flags = block.flags[at];
    const bytes = asBuffer(textOf(block, at));
    const id = row.node === 0 ? `r${run}` : `r${run}.${row.node}`;
    const cont = (flags & flagCont) === 0 ? '' : ',"cont":true';
    const raw = (flags & flagInvalidUtf8) === 0 ? '' : `,"raw":"${bytes.toString('base64')}"`;
    sink.writeText(
      `{"n":${row.n},"seq":${block.firstSequence + at},"jobId":"${id}","line":${row.line},` +
        `"ts":"${clock.text(block.baseTime + block.time[at])}","level":"${logLevels[flags & flagLevelMask]}",` +
        `"stream":"${logStreams[streamOf(block, at)]}","text":${JSON.stringify(bytes.toString())}${cont}${raw}}\n`,
    );
  });
}

function writeCsv(work: ViewExport, sink: FileSink, progress: Progress): number {
  const clock = new IsoClock();
  const { run } = work.plan;
  const names = work.names.map(csvField);
  sink.writeText('n,seq,jobId,jobName,line,attempt,ts,level,stream,text\r\n');
  return eachRow(work, progress, (block, at, row) => {
    const flags = block.flags[at];
    const id = row.node === 0 ? `r${run}` : `r${run}.${row.node}`;
    sink.writeText(
      `${row.n},${block.firstSequence + at},${id},${names[row.node] ?? ''},${row.line},${row.attempt},` +
        `${clock.text(block.baseTime + block.time[at])},${logLevels[flags & flagLevelMask]},` +
        `${logStreams[streamOf(block, at)]},${csvField(asBuffer(textOf(block, at)).toString())}\r\n`,
    );
  });
}

/** A field of RFC 4180. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function eachRow(
  work: ViewExport,
  progress: Progress,
  visit: (block: Block, at: number, row: Row) => void,
): number {
  let rows = 0;
  let n = 0;
  for (const block of blocksOf(work.plan)) {
    const within = withinBlock(block, work.within);
    const linesBefore = new Uint32Array(sourceCount(block.sources));
    for (let at = 0; at < block.length; at++) {
      const number = block.source[at];
      const earlier = linesBefore[number]++;
      if (within !== null && within[number] === 0) continue;
      n++;
      if (!isSelected(work, block, at, within)) continue;
      rows++;
      const { sources } = block;
      visit(block, at, {
        n,
        line: firstLineOfSource(sources, number) + earlier,
        node: nodeOfSource(sources, number),
        attempt: attemptOfSource(sources, number),
      });
    }
    progress(rows);
  }
  return rows;
}

/** 1 for each source of a block that belongs to the subtree; null: all do. */
function withinBlock(block: Block, within: Uint8Array | null): Uint8Array | null {
  return within === null ? null : maskOfSources(block.sources, (node) => within[node] === 1);
}

function isSelected(work: ViewExport, block: Block, at: number, within: Uint8Array | null): boolean {
  if (within !== null && !within[block.source[at]]) return false;
  if ((work.levels & (1 << levelOf(block, at))) === 0) return false;
  if (work.selected === null) return true;
  const bit = block.firstSequence + at - 1;
  return ((work.selected[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

function hasParts(block: Block): boolean {
  for (let at = 0; at < block.length; at++) if ((block.flags[at] & flagCont) !== 0) return true;
  return false;
}

function streamOf(block: Block, at: number): number {
  return (block.flags[at] >> streamShift) & 3;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
