/**
 * Recounts a whole data folder from its raw rows, by code of its own: it shares the record layouts with nobody, so
 * a mistake in the counting code cannot hide in here. Every difference is one line of text.
 */
import { crc32 } from 'node:zlib';

/** What it reads: raw records by key range, and raw bytes of the block files. */
export interface RawFolder {
  range(start: Uint8Array, end: Uint8Array): { key: Uint8Array; value: Uint8Array }[];
  readFile(run: number, offset: number, length: number): Uint8Array;
}

/** The outcome of a recount. */
export interface Verification {
  readonly ok: boolean;
  readonly runs: number;
  readonly jobs: number;
  readonly lines: number;
  readonly differences: readonly string[];
}

const statuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

interface RawNode {
  readonly parent: number;
  readonly kind: number;
  readonly status: number;
  readonly flags: number;
  readonly attempt: number;
  readonly lines: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Five counts in the order of `statuses`, then lines. */
type Tally = number[];

/** See the head of this file. Jobs that a killed engine left running are no difference: the next engine ends them. */
export function verifyFolder(folder: RawFolder): Verification {
  const differences: string[] = [];
  const total: Tally = [0, 0, 0, 0, 0, 0];
  const summaries = recordsOf(folder, 0x11);
  let jobs = 0;
  for (const { key, value } of summaries) {
    const run = numberAt(key, 0);
    const outcome = verifyRun(folder, run, value, differences);
    jobs += outcome.jobs;
    outcome.tally.forEach((count, cell) => {
      total[cell] += count;
    });
  }
  verifyLists(
    folder,
    summaries.map((record) => numberAt(record.key, 0)),
    differences,
  );
  const stored = recordsOf(folder, 0x02).find((record) => numberAt(record.key, 0) === 1);
  const counters = stored === undefined ? [0, 0, 0, 0, 0, 0] : sixNumbers(stored.value);
  compareTallies('the folder', counters, total, differences);
  const record = recordsOf(folder, 0x02).find(({ key }) => numberAt(key, 0) === 0);
  const told =
    record === undefined ? 0 : (JSON.parse(Buffer.from(record.value).toString()) as { dead: number }).dead;
  const dead = recordsOf(folder, 0x27).length;
  if (told !== dead) differences.push(`the folder: dead is ${told}, a recount gives ${dead}`);
  return { ok: differences.length === 0, runs: summaries.length, jobs, lines: total[5], differences };
}

function verifyRun(
  folder: RawFolder,
  run: number,
  summary: Uint8Array,
  differences: string[],
): { tally: Tally; jobs: number } {
  const nodes = readNodes(folder, run, differences);
  const tallies = nodes.map((): Tally => [0, 0, 0, 0, 0, 0]);
  let jobs = 0;
  // Parents have smaller numbers than children, so one pass from the end adds every subtree up.
  for (let n = nodes.length - 1; n >= 0; n--) {
    const node = nodes[n];
    if (node.kind === 2) {
      jobs++;
      tallies[n][node.status]++;
    }
    tallies[n][5] += node.lines;
    if (n > 0) {
      tallies[n].forEach((count, cell) => {
        tallies[node.parent][cell] += count;
      });
    }
  }
  verifyCounters(folder, run, nodes, tallies, differences);
  verifyTexts(folder, run, nodes.length, differences);
  verifyContainers(run, nodes, tallies, differences);
  verifyShelf(folder, run, nodes, differences);
  verifyUsages(folder, run, nodes, differences);
  const told = JSON.parse(Buffer.from(summary).toString()) as {
    status: string;
    stats: Record<string, number>;
    lines: number;
  };
  const root = tallies[0] ?? [0, 0, 0, 0, 0, 0];
  compareTallies(
    `the list row of r${run}`,
    [...statuses.map((status) => told.stats[status]), told.lines],
    root,
    differences,
  );
  if (told.stats.total !== sum(root)) {
    differences.push(`the list row of r${run}: total is ${told.stats.total}, a recount gives ${sum(root)}`);
  }
  if (nodes.length > 0 && told.status !== statuses[nodes[0].status]) {
    differences.push(
      `the list row of r${run}: status is ${told.status}, its node says ${statuses[nodes[0].status]}`,
    );
  }
  verifyLog(folder, run, nodes, differences);
  return { tally: root, jobs };
}

function readNodes(folder: RawFolder, run: number, differences: string[]): RawNode[] {
  const nodes: RawNode[] = [];
  let page = 0;
  for (const { key, value } of recordsOf(folder, 0x20, run)) {
    if (numberAt(key, 1) !== page) differences.push(`r${run}: state page ${page} is missing`);
    page = numberAt(key, 1) + 1;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    for (let at = 0; at + 64 <= value.length; at += 64) {
      nodes.push({
        parent: view.getUint32(at, true),
        kind: view.getUint8(at + 4),
        status: view.getUint8(at + 6),
        flags: view.getUint8(at + 57),
        attempt: view.getUint16(at + 8, true),
        startedAt: view.getFloat64(at + 24, true),
        endedAt: view.getFloat64(at + 32, true),
        lines: view.getUint32(at + 40, true),
      });
    }
  }
  if (nodes.length === 0) differences.push(`r${run} is listed, but has no nodes`);
  nodes.forEach((node, n) => {
    if (n > 0 && node.parent >= n) differences.push(`${id(run, n)} has the impossible parent ${node.parent}`);
    if (node.status >= statuses.length)
      differences.push(`${id(run, n)} has the unknown status ${node.status}`);
    if (node.endedAt !== 0 && node.endedAt < node.startedAt)
      differences.push(`${id(run, n)} ended before it started`);
  });
  return nodes.filter((node, n) => (n === 0 || node.parent < n) && node.status < statuses.length);
}

function verifyCounters(
  folder: RawFolder,
  run: number,
  nodes: readonly RawNode[],
  tallies: readonly Tally[],
  differences: string[],
): void {
  const stored = new Map(
    recordsOf(folder, 0x22, run).map((record) => [numberAt(record.key, 1), record.value]),
  );
  const parents = new Set(nodes.map((node, n) => (n === 0 ? 0 : node.parent)));
  nodes.forEach((node, n) => {
    const counters = stored.get(n);
    if (counters === undefined) {
      if (node.kind !== 2 || parents.has(n)) differences.push(`${id(run, n)} has no counters`);
      return;
    }
    compareTallies(id(run, n), sixNumbers(counters), tallies[n], differences);
  });
  for (const n of stored.keys()) {
    if (n >= nodes.length) differences.push(`${id(run, n)} has counters, but does not exist`);
  }
}

function verifyTexts(folder: RawFolder, run: number, nodes: number, differences: string[]): void {
  let texts = 0;
  for (const { value } of recordsOf(folder, 0x21, run)) {
    texts += (JSON.parse(Buffer.from(value).toString()) as unknown[]).length;
  }
  if (texts !== nodes) differences.push(`r${run} has ${nodes} nodes and ${texts} names`);
}

/** A container that has ended has nothing open below it. */
function verifyContainers(
  run: number,
  nodes: readonly RawNode[],
  tallies: readonly Tally[],
  differences: string[],
): void {
  nodes.forEach((node, n) => {
    const open = tallies[n][0] + tallies[n][1];
    if (node.kind !== 2 && node.status >= 2 && open > 0) {
      differences.push(`${id(run, n)} is ${statuses[node.status]}, but ${open} jobs below it have not ended`);
    }
  });
}

/** On the dead letter shelf are the failed jobs that nobody has cleared, and no others. */
function verifyShelf(folder: RawFolder, run: number, nodes: readonly RawNode[], differences: string[]): void {
  const shelf = new Set(recordsOf(folder, 0x27, run).map((record) => numberAt(record.key, 1)));
  nodes.forEach((node, n) => {
    const isDead = node.kind === 2 && statuses[node.status] === 'failed' && (node.flags & 2) === 0;
    if (isDead !== shelf.has(n)) {
      differences.push(
        `${id(run, n)} is ${isDead ? 'dead, but not' : 'not dead, but'} on the dead letter shelf`,
      );
    }
  });
  for (const n of shelf) if (n >= nodes.length) differences.push(`${id(run, n)} is dead, but does not exist`);
}

/** Every line counted once, in order: sequences dense, times never backwards, job lines 1..N in each job. */
function verifyLog(folder: RawFolder, run: number, nodes: readonly RawNode[], differences: string[]): void {
  const jobLines = new Array<number>(nodes.length).fill(0);
  let sequence = 0;
  let time = 0;
  const take = (block: RawBlock, where: string): void => {
    if (block.firstSequence !== sequence + 1) {
      differences.push(`${where} begins at line ${block.firstSequence}, not at ${sequence + 1}`);
    }
    sequence = block.firstSequence - 1;
    const seen = new Map<number, number>();
    for (const line of block.lines) {
      sequence++;
      if (line.time < time)
        differences.push(`line ${sequence} of r${run} is earlier than the line before it`);
      time = Math.max(time, line.time);
      const source = block.sources[line.source];
      if (source === undefined || source.node >= nodes.length) {
        differences.push(`line ${sequence} of r${run} belongs to no job`);
        continue;
      }
      const expected = jobLines[source.node] + 1;
      const given = source.firstLine + (seen.get(line.source) ?? 0);
      seen.set(line.source, (seen.get(line.source) ?? 0) + 1);
      if (given !== expected) {
        differences.push(
          `line ${sequence} of r${run} is line ${given} of ${id(run, source.node)}, not ${expected}`,
        );
      }
      jobLines[source.node] = expected;
    }
  };
  recordsOf(folder, 0x30, run).forEach(({ key, value }, number) => {
    const where = `block ${number} of r${run}`;
    if (numberAt(key, 1) !== number) differences.push(`${where} is missing`);
    const block = verifyBlock(folder, run, value, where, differences);
    if (block !== null) take(block, where);
  });
  verifySpans(folder, run, differences);
  for (const { value } of recordsOf(folder, 0x31, run)) {
    const block = readBlock(value);
    if (block === null) differences.push(`a chunk of r${run} cannot be read`);
    else take(block, `the chunk after line ${sequence} of r${run}`);
  }
  nodes.forEach((node, n) => {
    if (node.lines !== jobLines[n]) {
      differences.push(`${id(run, n)}: lines is ${node.lines}, a recount gives ${jobLines[n]}`);
    }
  });
}

/** The sums of each span are those of its 64 blocks' records. */
function verifySpans(folder: RawFolder, run: number, differences: string[]): void {
  const blocks = recordsOf(folder, 0x30, run);
  const spans = recordsOf(folder, 0x32, run);
  const there = new Set(spans.map(({ key }) => numberAt(key, 1)));
  for (let number = 0; number < Math.floor(blocks.length / 64); number++) {
    if (!there.has(number)) differences.push(`span ${number} of r${run} is missing`);
  }
  for (const { key, value } of spans) {
    const number = numberAt(key, 1);
    const where = `span ${number} of r${run}`;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    const count = view.getUint32(8, true);
    const ofSpan = blocks.slice(number * 64, number * 64 + 64);
    const sums = new Map<number, number[]>();
    ofSpan.forEach(({ value: record }, at) => {
      const block = new DataView(record.buffer, record.byteOffset, record.byteLength);
      const places = 16 + at * 8;
      if (at < count && view.getFloat64(places, true) !== block.getFloat64(8, true))
        differences.push(`${where}: block ${number * 64 + at} does not lie where it says`);
      for (let source = 0; source < block.getUint32(44, true); source++) {
        const node = block.getUint32(48 + source * 20, true);
        const levels = sums.get(node) ?? [0, 0, 0, 0];
        sums.set(
          node,
          levels.map((lines, level) => lines + block.getUint16(60 + source * 20 + level * 2, true)),
        );
      }
    });
    const nodes = view.getUint32(12, true);
    const columns = 16 + count * 32;
    if (count !== 64 || ofSpan.length !== 64 || nodes !== sums.size) {
      differences.push(
        `${where} says ${count} blocks and ${nodes} nodes, it has ${ofSpan.length} and ${sums.size}`,
      );
      continue;
    }
    for (let at = 0; at < nodes; at++) {
      const node = view.getUint32(columns + at * 4, true);
      const told = [0, 1, 2, 3].map((level) =>
        view.getUint32(columns + nodes * 4 + (at * 4 + level) * 4, true),
      );
      const counted = sums.get(node) ?? [];
      if (told.some((lines, level) => lines !== counted[level])) {
        differences.push(
          `${where} counts ${told.join(', ')} lines of ${id(run, node)}, its blocks ${counted.join(', ')}`,
        );
      }
    }
  }
}

function verifyBlock(
  folder: RawFolder,
  run: number,
  record: Uint8Array,
  where: string,
  differences: string[],
): RawBlock | null {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const offset = view.getFloat64(8, true);
  const length = view.getUint32(36, true);
  let bytes: Uint8Array;
  try {
    bytes = folder.readFile(run, offset, length);
  } catch (error) {
    differences.push(`${where} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  if (crc32(bytes) !== view.getUint32(40, true))
    differences.push(`${where} is damaged: its checksum is wrong`);
  const block = readBlock(bytes);
  if (block === null) {
    differences.push(`${where} cannot be read`);
    return null;
  }
  if (block.lines.length !== view.getUint32(32, true)) {
    differences.push(
      `${where}: its record counts ${view.getUint32(32, true)} lines, it has ${block.lines.length}`,
    );
  }
  const sources = view.getUint32(44, true);
  const levels = Array.from({ length: sources }, () => [0, 0, 0, 0]);
  for (const line of block.lines)
    levels[line.source]?.forEach((_, level, row) => (row[level] += line.level === level ? 1 : 0));
  for (let source = 0; source < sources; source++) {
    for (let level = 0; level < 4; level++) {
      const told = view.getUint16(48 + source * 20 + 12 + level * 2, true);
      if (told !== levels[source][level]) {
        const node = view.getUint32(48 + source * 20, true);
        differences.push(
          `${where}: its record counts ${told} lines of level ${level} of ${id(run, node)}, it has ${levels[source][level]}`,
        );
      }
    }
  }
  return block;
}

interface RawBlock {
  readonly firstSequence: number;
  readonly sources: readonly { readonly node: number; readonly firstLine: number }[];
  readonly lines: readonly { readonly time: number; readonly source: number; readonly level: number }[];
}

function readBlock(bytes: Uint8Array): RawBlock | null {
  if (bytes.length < 32 || (bytes[0] !== 1 && bytes[0] !== 2)) return null;
  const hasLineEnds = bytes[0] === 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lineCount = view.getUint32(4, true);
  const sourceCount = view.getUint32(8, true);
  const textBytes = view.getUint32(12, true);
  const columns = 32 + sourceCount * 12;
  if (columns + lineCount * 11 + textBytes !== bytes.length) return null;
  const base = view.getFloat64(24, true);
  const sources = Array.from({ length: sourceCount }, (_, source) => ({
    node: view.getUint32(32 + source * 12, true),
    firstLine: view.getUint32(36 + source * 12, true),
  }));
  let textEnd = 0;
  const lines = [];
  for (let line = 0; line < lineCount; line++) {
    const end = view.getUint32(columns + lineCount * 4 + line * 4, true);
    if (end < textEnd || end > textBytes) return null;
    // Every line ends with the one LF that it has.
    if (
      hasLineEnds &&
      bytes.indexOf(10, columns + lineCount * 11 + textEnd) !== columns + lineCount * 11 + end - 1
    )
      return null;
    textEnd = end;
    lines.push({
      time: base + view.getUint32(columns + line * 4, true),
      source: view.getUint16(columns + lineCount * 8 + line * 2, true),
      level: view.getUint8(columns + lineCount * 10 + line) & 3,
    });
  }
  return textEnd === textBytes ? { firstSequence: view.getFloat64(16, true), sources, lines } : null;
}

/** What attempts have used belongs to attempts that there are, and is possible. */
function verifyUsages(
  folder: RawFolder,
  run: number,
  nodes: readonly RawNode[],
  differences: string[],
): void {
  for (const { key, value } of recordsOf(folder, 0x29, run)) {
    const n = numberAt(key, 1);
    const attempt = numberAt(key, 2);
    const node = nodes[n] as RawNode | undefined;
    if (node?.kind !== 2 || attempt === 0 || attempt > node.attempt) {
      differences.push(`r${run}.${n}: there is no attempt ${attempt} that could have used something`);
    } else if (value.length !== 17 || !isPossible(value, 0) || !isPossible(value, 8)) {
      differences.push(`r${run}.${n}: what attempt ${attempt} used is no possible number`);
    }
  }
}

function isPossible(value: Uint8Array, at: number): boolean {
  const number = new DataView(value.buffer, value.byteOffset, value.byteLength).getFloat64(at, true);
  return Number.isFinite(number) && number >= 0;
}

/** Runs that have not ended are marked active, the others are not; nothing is left of a run that is not listed. */
function verifyLists(folder: RawFolder, runs: readonly number[], differences: string[]): void {
  const listed = new Set(runs);
  const active = new Set(recordsOf(folder, 0x12).map((record) => numberAt(record.key, 0)));
  for (const { key, value } of recordsOf(folder, 0x11)) {
    const run = numberAt(key, 0);
    const { status } = JSON.parse(Buffer.from(value).toString()) as { status: string };
    const open = status === 'pending' || status === 'running';
    if (open !== active.has(run)) {
      differences.push(`r${run} is ${status}, but is ${active.has(run) ? '' : 'not '}marked as active`);
    }
  }
  for (const kind of [0x10, 0x12, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x29, 0x30, 0x31, 0x32]) {
    const strays = new Set(recordsOf(folder, kind).map((record) => numberAt(record.key, 0)));
    for (const run of strays) {
      if (!listed.has(run))
        differences.push(`r${run} is not listed, but has records of kind ${kind.toString(16)}`);
    }
  }
}

function compareTallies(what: string, told: readonly number[], counted: Tally, differences: string[]): void {
  [...statuses, 'lines'].forEach((name, cell) => {
    if (told[cell] !== counted[cell]) {
      differences.push(`${what}: ${name} is ${told[cell]}, a recount gives ${counted[cell]}`);
    }
  });
}

function recordsOf(folder: RawFolder, kind: number, run?: number): { key: Uint8Array; value: Uint8Array }[] {
  const start = Buffer.alloc(run === undefined ? 1 : 5);
  start[0] = kind;
  if (run === undefined) return folder.range(start, Buffer.of(kind + 1));
  start.writeUInt32BE(run, 1);
  const end = Buffer.from(start);
  end.writeUInt32BE(run + 1, 1);
  return folder.range(start, end);
}

function numberAt(key: Uint8Array, part: number): number {
  return new DataView(key.buffer, key.byteOffset, key.byteLength).getUint32(1 + part * 4);
}

function sixNumbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: 6 }, (_, cell) => view.getFloat64(cell * 8, true));
}

function sum(tally: Tally): number {
  return tally[0] + tally[1] + tally[2] + tally[3] + tally[4];
}

function id(run: number, node: number): string {
  return node === 0 ? `r${run}` : `r${run}.${node}`;
}
