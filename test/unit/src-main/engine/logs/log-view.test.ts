import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 25 }), (chunks) => {
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
