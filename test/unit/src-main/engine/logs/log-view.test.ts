import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock, textOf } from '../../../../../src-main/engine/logs/block';
import { BlockBuilder } from '../../../../../src-main/engine/logs/block-builder';
import { LogReader } from '../../../../../src-main/engine/logs/log-reader';
import { LogView } from '../../../../../src-main/engine/logs/log-view';
import { RunLog } from '../../../../../src-main/engine/logs/run-log';
import { lineRange, MemoryLog } from './memory-log';

interface WrittenLine {
  node: number;
  attempt: number;
  stream: number;
  level: number;
  time: number;
  text: string;
}

function viewOf(reader: LogReader, root: number, mask: number): LogView {
  return new LogView(reader, mask, root === 0 ? null : (node) => isWithin(node, root));
}

function refreshed(reader: LogReader, view: LogView): void {
  reader.refresh();
  view.refresh();
}

/** The same numbers from 0 to 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Nodes 1..7; 2 is the parent of 4 and 5, 5 of 6 and 7. */
const parents = [0, 0, 0, 0, 2, 2, 5, 5];

function isWithin(node: number, root: number): boolean {
  for (let at = node; ; at = parents[at]) {
    if (at === root) return true;
    if (at === 0) return false;
  }
}

/** The reference: all lines in order, numbered by counting. */
function expectedRows(lines: readonly WrittenLine[], root: number, mask: number) {
  let n = 0;
  let time = 0;
  const jobLines = new Map<number, number>();
  return lines.flatMap((line, at) => {
    time = Math.max(time, Math.round(line.time * 1000));
    const jobLine = (jobLines.get(line.node) ?? 0) + 1;
    jobLines.set(line.node, jobLine);
    if (!isWithin(line.node, root)) return [];
    n++;
    if ((mask & (1 << line.level)) === 0) return [];
    return [
      { n, sequence: at + 1, node: line.node, attempt: line.attempt, line: jobLine, time, text: line.text },
    ];
  });
}

const chunk = fc.record({
  node: fc.integer({ min: 1, max: 7 }),
  attempt: fc.integer({ min: 1, max: 3 }),
  stream: fc.integer({ min: 0, max: 3 }),
  // Also clocks that step back by an hour, or forward by two.
  time: fc.oneof(
    fc.double({ min: 1.7e12, max: 1.7e12 + 50, noNaN: true }),
    fc.constantFrom(1.7e12 - 3.6e6, 1.7e12 + 7.2e6),
  ),
  lines: fc.array(
    fc.record({
      text: fc.oneof(fc.string(), fc.constant('x'.repeat(900))),
      level: fc.integer({ min: 0, max: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 400,
    },
  ),
  commitAfter: fc.boolean(),
  restartAfter: fc.boolean(),
  // A reader that looks only now and then must not miss what was joined or sealed meanwhile.
  readAfter: fc.boolean(),
});

describe('a view of a subtree’s log', () => {
  it('Promise 1 and 2: numbers 1..N in order for every subtree and mask, while written, and after restarts', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 25, size: 'max' }), (chunks) => {
        const stored = new MemoryLog();
        let log = new RunLog(null);
        const written: WrittenLine[] = [];
        const reader = new LogReader(stored, 1);
        const views = [0, 2, 5, 7].flatMap((root) =>
          [15, 12, 1, 0].map((mask) => ({
            root,
            mask,
            view: new LogView(reader, mask, (node) => isWithin(node, root)),
          })),
        );
        const jobLines = new Map<number, number>();
        for (const one of chunks) {
          const firstLine = (jobLines.get(one.node) ?? 0) + 1;
          jobLines.set(one.node, firstLine + one.lines.length - 1);
          log.append(
            lineRange(
              one.lines.map((line) => line.text),
              one.lines.map((line) => line.level),
            ),
            { node: one.node, attempt: one.attempt, stream: one.stream, firstLine },
            one.time,
          );
          for (const line of one.lines) written.push({ ...one, ...line });
          if (!one.commitAfter) continue;
          stored.write(log.takeChanges());
          if (one.restartAfter) log = new RunLog(stored.position());
          if (!one.readAfter) continue;
          reader.refresh();
          for (const { root, mask, view } of views) {
            view.refresh();
            const expected = expectedRows(written, root, mask);
            expect(view.matching).toBe(expected.length);
            const rows = view
              .rows(0, expected.length + 5)
              .map(({ n, sequence, node, attempt, line, time, text }) => ({
                n,
                sequence,
                node,
                attempt,
                line,
                time,
                text: Buffer.from(text).toString(),
              }));
            expect(rows).toEqual(expected);
            const middle = Math.floor(expected.length / 2);
            expect(view.rows(middle, 3).map((row) => row.n)).toEqual(
              expected.slice(middle, middle + 3).map((row) => row.n),
            );
            if (expected.length > 0) expect(view.rowOfLine(expected[middle].n)).toBe(middle);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('Promise 1 and 2: counts many blocks by their spans, whenever it looks, and after restarts', () => {
    const random = seeded(7);
    const stored = new MemoryLog();
    let log = new RunLog(null);
    const reader = new LogReader(stored, 1);
    const early = [0, 2, 5].map((root) => ({ root, view: viewOf(reader, root, 12) }));
    const lines: { node: number; level: number }[] = [];
    const jobLines = new Map<number, number>();
    for (let step = 1; step <= 900; step++) {
      const node = 1 + Math.floor(random() * 7);
      const count = 1 + Math.floor(random() * 600);
      const levels = Array.from({ length: count }, () => Math.floor(random() * 4));
      const firstLine = (jobLines.get(node) ?? 0) + 1;
      jobLines.set(node, firstLine + count - 1);
      const texts = levels.map((_, at) => `line ${firstLine + at} of ${node}`);
      log.append(lineRange(texts, levels), { node, attempt: 1, stream: 0, firstLine }, 1.7e12 + step);
      lines.push(...levels.map((level) => ({ node, level })));
      if (random() < 0.7) stored.write(log.takeChanges());
      else continue;
      if (random() < 0.1) log = new RunLog(stored.position());
      // Some views look often, some only when several spans have been filled.
      if (random() < 0.05) reader.refresh();
      for (const { root, view } of early) if (root === 2 || random() < 0.01) refreshed(reader, view);
    }
    stored.write(log.takeChanges());
    reader.refresh();
    expect(reader.spanCount).toBeGreaterThan(2);
    for (const root of [0, 2, 5]) {
      const views = [
        viewOf(reader, root, 12),
        ...early.filter((one) => one.root === root).map((one) => one.view),
      ];
      let n = 0;
      const expected = lines.flatMap(({ node, level }, at) => {
        if (!isWithin(node, root)) return [];
        n++;
        return level >= 2 ? [{ n, sequence: at + 1, node }] : [];
      });
      for (const view of views) {
        view.refresh();
        expect([view.total, view.matching]).toEqual([n, expected.length]);
        for (let look = 0; look < 60; look++) {
          const row = Math.floor(random() * expected.length);
          const found = view
            .rows(row, 3)
            .map((line) => ({ n: line.n, sequence: line.sequence, node: line.node }));
          expect(found).toEqual(expected.slice(row, row + 3));
          expect(view.rowOfLine(expected[row].n)).toBe(row);
        }
      }
    }
  });

  it('reads the few lines of a job among those of many others one by one, and they are the same', () => {
    const stored = new MemoryLog();
    const log = new RunLog(null);
    for (let line = 1; line <= 5000; line++) {
      const node = line % 400 === 7 ? 7 : 1;
      const firstLine = node === 7 ? Math.floor(line / 400) + 1 : line - Math.floor((line + 392) / 400);
      log.append(
        lineRange([`ä line ${line}`], [1]),
        { node, attempt: 2, stream: 1, firstLine },
        1.7e12 + line,
      );
    }
    stored.write(log.takeChanges());
    const reader = new LogReader(stored, 1);
    reader.refresh();
    const rows = viewOf(reader, 7, 15).rows(0, 100);
    expect(
      rows.map(({ n, sequence, line, text }) => [n, sequence, line, Buffer.from(text).toString()]),
    ).toEqual(
      Array.from({ length: 13 }, (_, at) => [at + 1, at * 400 + 7, at + 1, `ä line ${at * 400 + 7}`]),
    );
    expect(viewOf(reader, 7, 15).rows(12, 5)).toMatchObject([{ row: 12, node: 7, attempt: 2 }]);
  });

  it('reads blocks that an earlier version wrote without line ends', () => {
    const builder = new BlockBuilder(1);
    const texts = ['first', '', 'third'];
    builder.append(lineRange(texts, [0, 1, 2]), 0, { node: 1, attempt: 1, stream: 0 }, 1, 1.7e15);
    const bytes = builder.encode();
    // Version 1: the same columns, the text without the LF behind each line.
    const columns = 32 + 12 + 3 * 11;
    const old = Buffer.concat([bytes.subarray(0, columns), Buffer.from(texts.join(''))]);
    old[0] = 1;
    old.writeUInt32LE(10, 12);
    [5, 5, 10].forEach((end, at) => old.writeUInt32LE(end, 32 + 12 + 3 * 4 + at * 4));
    const block = decodeBlock(old);
    expect(texts.map((_, at) => Buffer.from(textOf(block, at)).toString())).toEqual(texts);
  });

  it('finds the next selected row for a line that the mask leaves out, and nothing after the last', () => {
    const stored = new MemoryLog();
    const log = new RunLog(null);
    log.append(
      lineRange(['a', 'b', 'c', 'd'], [3, 1, 1, 3]),
      { node: 1, attempt: 1, stream: 0, firstLine: 1 },
      1.7e12,
    );
    stored.write(log.takeChanges());
    const reader = new LogReader(stored, 1);
    reader.refresh();
    const errors = new LogView(reader, 8, () => true);
    expect([1, 2, 3, 4].map((n) => errors.rowOfLine(n))).toEqual([0, 1, 1, 1]);
    expect(errors.rowOfLine(5)).toBeNull();
    expect(errors.rows(0, 10).map((row) => row.n)).toEqual([1, 4]);
  });

  it('misses nothing when chunks are joined between two looks', () => {
    const stored = new MemoryLog();
    const log = new RunLog(null);
    const reader = new LogReader(stored, 1);
    const view = new LogView(reader, 15, () => true);
    for (let line = 1; line <= 400; line++) {
      log.append(
        lineRange([`line ${line}`], [1]),
        { node: 1, attempt: 1, stream: 0, firstLine: line },
        1.7e12 + line,
      );
      stored.write(log.takeChanges());
      // Also a commit without new lines may join chunks.
      stored.write(log.takeChanges());
      if (line % 7 !== 0) continue;
      reader.refresh();
      view.refresh();
      expect(view.total).toBe(line);
      expect(view.rows(0, line).map((row) => row.n)).toEqual(Array.from({ length: line }, (_, at) => at + 1));
    }
  });

  it('keeps a trickle of single lines in few records', () => {
    const stored = new MemoryLog();
    const log = new RunLog(null);
    for (let line = 1; line <= 1000; line++) {
      log.append(
        lineRange([`line ${line}`], [1]),
        { node: 1, attempt: 1, stream: 0, firstLine: line },
        1.7e12 + line,
      );
      stored.write(log.takeChanges());
      expect(stored.chunkCount).toBeLessThanOrEqual(50);
    }
    const reader = new LogReader(stored, 1);
    reader.refresh();
    expect(
      new LogView(reader, 15, () => true).rows(0, 1000).map((row) => Buffer.from(row.text).toString()),
    ).toEqual(Array.from({ length: 1000 }, (_, at) => `line ${at + 1}`));
  });
});
