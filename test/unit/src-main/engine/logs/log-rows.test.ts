import { describe, expect, it } from 'vitest';
import { countHistogram } from '../../../../../src-main/engine/logs/histogram';
import { placeOfRow, rowAt } from '../../../../../src-main/engine/logs/log-rows';
import { RandomLog, type ExpectedRow, type WrittenLine } from './random-log';

const seeds = [1, 2];
const looks = [0, 2, 5, 7].flatMap((root) => [15, 12, 2, 0].map((mask) => ({ root, mask })));

function randomLog(seed: number): RandomLog {
  const log = new RandomLog(seed);
  log.grow(1000 + seed * 300);
  log.commit();
  return log;
}

/** The reference: each row falls into the bucket that its position or its time belongs to. */
function expectedHistogram(
  rows: readonly ExpectedRow[],
  axis: 'rows' | 'time',
  buckets: number,
  hits: readonly WrittenLine[],
) {
  const levels = ['debug', 'info', 'warn', 'error'] as const;
  const zeros = () => new Array<number>(buckets).fill(0);
  const expected = {
    ...{ from: 0, to: 0, debug: zeros(), info: zeros(), warn: zeros(), error: zeros(), hits: zeros() },
    ...{ firstTime: zeros(), lastTime: zeros() },
  };
  const [first, last] = [rows.at(0), rows.at(-1)];
  if (first === undefined || last === undefined) return expected;
  const [from, to] = axis === 'rows' ? [0, rows.length] : [first.time, last.time + 1];
  expected.from = axis === 'rows' ? 0 : from / 1000;
  expected.to = axis === 'rows' ? to : to / 1000;
  const bucketOf = (row: ExpectedRow): number => {
    const at = axis === 'rows' ? row.row : row.time;
    for (let bucket = buckets - 1; ; bucket--) {
      const begin =
        axis === 'rows'
          ? Math.floor((to * bucket) / buckets)
          : Math.ceil(from + ((to - from) * bucket) / buckets);
      if (bucket === 0 || begin <= at) return bucket;
    }
  };
  for (const row of rows) {
    const bucket = bucketOf(row);
    expected[levels[row.level]][bucket]++;
    if (expected.firstTime[bucket] === 0) expected.firstTime[bucket] = row.time / 1000;
    expected.lastTime[bucket] = row.time / 1000;
  }
  for (const hit of hits) {
    // A hit belongs to the row it is in: the last one that begins at or before it.
    const row = rows.findLast((one) => one.sequence <= hit.sequence) ?? first;
    expected.hits[bucketOf(row)]++;
  }
  return expected;
}

describe('rows of a log', () => {
  it.each(seeds)('are found by line number, time and job line, in both directions (log %i)', (seed) => {
    const log = randomLog(seed);
    const whole = log.view(0, 15);
    expect(whole.reader.spanCount).toBeGreaterThan(0);
    for (const { root, mask } of looks) {
      const view = log.view(root, mask);
      const rows = log.rows(root, mask);
      const all = log.rows(root, 15);
      expect(view.matching).toBe(rows.length);
      for (let look = 0; look < 60; look++) {
        const at = log.lines[Math.floor(log.random() * log.lines.length)];
        const { sequence } = at;
        expect(rowAt(view, sequence, false)).toBe(rows.find((row) => row.sequence >= sequence)?.row ?? null);
        expect(rowAt(view, sequence, true)).toBe(
          rows.findLast((row) => row.sequence <= sequence)?.row ?? null,
        );
        const time = at.time + Math.floor(log.random() * 3) - 1;
        expect(view.reader.sequenceAt(time)).toBe(
          log.lines.find((line) => line.time >= time)?.sequence ?? log.lines.length + 1,
        );
        const line = all.at(Math.floor(log.random() * all.length));
        if (line !== undefined) {
          expect(view.sequenceOfLine(line.n)).toBe(line.sequence);
          expect(view.lineAt(line.sequence)).toBe(line.n);
        }
        const row = rows.at(Math.floor(log.random() * rows.length));
        if (row !== undefined) {
          expect(placeOfRow(view, row.row)).toMatchObject({ sequence: row.sequence, time: row.time });
          expect(view.rows(row.row, 1)).toMatchObject([{ n: row.n, node: row.node, line: row.line }]);
          expect(view.rowOfLine(row.n)).toBe(row.row);
        }
      }
      expect(rowAt(view, log.lines.length + 1, false)).toBeNull();
      expect(rowAt(view, 0, true)).toBeNull();
    }
  });

  it.each(seeds)('are counted by level in buckets of rows and of time, exactly (log %i)', (seed) => {
    const log = randomLog(seed);
    for (const { root, mask } of looks) {
      const view = log.view(root, mask);
      const hits = log.view(5, 8, view.reader);
      for (const axis of ['rows', 'time'] as const) {
        for (const buckets of [1, 3, 200]) {
          expect(countHistogram(view, { axis, buckets, hits: null, part: null })).toEqual({
            ...expectedHistogram(log.rows(root, mask), axis, buckets, []),
            hits: [],
          });
        }
        // Hits are rows of the view that they are counted beside.
        if (root === 0 && mask === 15) {
          expect(countHistogram(view, { axis, buckets: 17, hits, part: null }).hits).toEqual(
            expectedHistogram(log.rows(root, mask), axis, 17, log.rows(5, 8)).hits,
          );
        }
      }
    }
  });

  it.each(seeds)(
    'are counted in parts that add up, and keep their place while the log grows (log %i)',
    (seed) => {
      const log = randomLog(seed);
      for (const { root, mask } of looks) {
        const view = log.view(root, mask);
        const hits = log.view(5, 8, view.reader);
        for (const rowsPerBucket of [1, 7.25, 100]) {
          const buckets = Math.ceil(view.matching / rowsPerBucket);
          if (buckets === 0) continue;
          const count = (first: number, many: number) =>
            countHistogram(view, {
              ...{ axis: 'rows', buckets: many, part: { rowsPerBucket, first } },
              hits: root === 0 && mask === 15 ? hits : null,
            });
          const whole = count(0, buckets);
          const step = Math.ceil(buckets / 4);
          const parts = Array.from({ length: Math.ceil(buckets / step) }, (_, part) =>
            count(part * step, Math.min(step, buckets - part * step)),
          );
          for (const column of ['debug', 'info', 'warn', 'error', 'hits', 'firstTime', 'lastTime'] as const) {
            expect(parts.flatMap((part) => part[column])).toEqual(whole[column]);
          }
          const rows = log.rows(root, mask);
          const begin = (bucket: number) => Math.floor(bucket * rowsPerBucket);
          for (let bucket = 0; bucket < buckets; bucket++) {
            const inside = rows.slice(begin(bucket), begin(bucket + 1));
            expect(whole.error[bucket]).toBe(inside.filter(({ level }) => level === 3).length);
            expect(whole.info[bucket]).toBe(inside.filter(({ level }) => level === 1).length);
            expect(whole.firstTime[bucket]).toBe((inside[0]?.time ?? 0) / 1000);
          }
        }
      }
    },
  );

  it('say nothing of an empty log', () => {
    const view = new RandomLog(1).view(0, 15);
    expect(rowAt(view, 1, false)).toBeNull();
    expect(countHistogram(view, { axis: 'time', buckets: 2, hits: null, part: null })).toMatchObject({
      from: 0,
      to: 0,
      info: [0, 0],
      lastTime: [0, 0],
    });
  });
});
