import { expect, test } from 'vitest';
import { LogCursor, type LogSelection, type LogSource } from '../../../../src-main/cli/log-cursor';
import { allLevels, levelAndAbove, logLevels, type LogRow } from '../../../../src-shared/model';

const everything: LogSelection = { id: 'r1', levels: allLevels, from: null, tail: null, ownOnly: false };

/** A log of `length` lines: every tenth is a warning, every fourth belongs to the node itself. */
function growingLog(length: number): LogSource & { length: number } {
  const rowOf = (n: number) => ({
    n,
    level: n % 10 === 0 ? 'warn' : 'info',
    jobId: n % 4 === 0 ? 'r1' : 'r1.2',
  });
  const selected = (log: { length: number }, levels: number): LogRow[] =>
    Array.from({ length: log.length }, (_, at) => rowOf(at + 1))
      .filter(({ level }) => (levels & (1 << logLevels.findIndex((one) => one === level))) !== 0)
      .map((row, at) => ({ ...row, row: at }) as LogRow);
  return {
    length,
    view(_id, levels) {
      const rows = selected(this, levels);
      return {
        matching: rows.length,
        rowOfLine: (n) => rows.find((row) => row.n >= n)?.row ?? null,
      };
    },
    rows(_id, levels, from, count) {
      return selected(this, levels).slice(from, from + count);
    },
  };
}

function numbers(cursor: LogCursor): number[] {
  const found: number[] = [];
  for (let rows = cursor.next(); rows !== null; rows = cursor.next()) found.push(...rows.map((row) => row.n));
  return found;
}

function select(length: number, selection: Partial<LogSelection>): number[] {
  return numbers(new LogCursor(growingLog(length), { ...everything, ...selection }));
}

test('without a filter every line comes once, in order', () => {
  expect(select(1234, {})).toEqual(Array.from({ length: 1234 }, (_, at) => at + 1));
});

test('--from is a line number, also in a filtered log', () => {
  expect(select(30, { from: 28 })).toEqual([28, 29, 30]);
  expect(select(30, { from: 15, levels: levelAndAbove('warn') })).toEqual([20, 30]);
  expect(select(30, { from: 31 })).toEqual([]);
});

test('--tail takes the last lines of those that are selected', () => {
  expect(select(1000, { tail: 2 })).toEqual([999, 1000]);
  expect(select(1000, { tail: 2, levels: levelAndAbove('warn') })).toEqual([990, 1000]);
  expect(select(1000, { tail: 0 })).toEqual([]);
  expect(select(3, { tail: 10 })).toEqual([1, 2, 3]);
  expect(select(1000, { from: 999, tail: 5 })).toEqual([999, 1000]);
});

test('--no-children selects lines and does not renumber them', () => {
  expect(select(12, { ownOnly: true })).toEqual([4, 8, 12]);
  expect(select(5000, { ownOnly: true, tail: 3 })).toEqual([4992, 4996, 5000]);
  expect(select(12, { ownOnly: true, from: 5, tail: 9 })).toEqual([8, 12]);
});

test('a log that grows goes on where it was', () => {
  const log = growingLog(3);
  const cursor = new LogCursor(log, { ...everything, tail: 1 });
  expect(numbers(cursor)).toEqual([3]);
  log.length = 5;
  expect(numbers(cursor)).toEqual([]);
  cursor.extend();
  expect(numbers(cursor)).toEqual([4, 5]);
});

test('a log that is followed from a line that is not there yet begins with that line', () => {
  const log = growingLog(3);
  const cursor = new LogCursor(log, { ...everything, from: 5 });
  log.length = 6;
  cursor.extend();
  expect(numbers(cursor)).toEqual([5, 6]);
});
