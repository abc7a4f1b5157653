import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestEngine } from './test-engine';

let opened: TestEngine;
beforeEach(async () => {
  opened = await TestEngine.open();
});
afterEach(() => opened.close());

const generator = `
[step.one]
type = "test_job_generator"
worker_count = 4
log_count = 40
log_delay_ms = 0
failure_rate = 0
seed = 3
`;

test('a line is found by its number, its time and its place in the job, forwards and backwards', async () => {
  const { runId } = await opened.run(generator);
  const lines = await opened.lines(runId);
  const locate = (at: object, levels = 15, backwards = false) =>
    opened.client.call('log.locate', { scopeId: runId, levels, at: at as { n: number }, backwards });
  const middle = lines[Math.floor(lines.length / 2)];
  expect(await locate({ n: middle.n })).toEqual({ row: middle.row, n: middle.n });
  expect(await locate({ jobId: middle.jobId, line: middle.line })).toEqual({ row: middle.row, n: middle.n });
  const first = lines.find((line) => line.time >= middle.time);
  expect(await locate({ time: middle.time })).toEqual({ row: first?.row, n: first?.n });
  const last = lines.findLast((line) => line.time <= middle.time);
  expect(await locate({ time: middle.time }, 15, true)).toEqual({ row: last?.row, n: last?.n });
  const errors = await opened.lines(runId, 8);
  const after = errors.find((line) => line.n >= middle.n);
  expect(await locate({ n: middle.n }, 8)).toEqual(
    after === undefined ? null : { row: after.row, n: after.n },
  );
  const before = errors.findLast((line) => line.n <= middle.n);
  expect(await locate({ n: middle.n }, 8, true)).toEqual(
    before === undefined ? null : { row: before.row, n: before.n },
  );
  expect(await locate({ n: lines.length + 1 })).toBeNull();
  expect(await locate({ n: lines.length + 1 }, 15, true)).toMatchObject({ n: lines.length });
  expect(await locate({ time: middle.time + 1e9 })).toBeNull();
  expect(await locate({ time: 0 }, 15, true)).toBeNull();
});

test('a histogram counts every line once, and the text of rows is copied as it is read', async () => {
  const { runId, last } = await opened.run(generator);
  const lines = await opened.lines(runId);
  const sum = (counts: readonly number[]) => counts.reduce((one, other) => one + other, 0);
  for (const axis of ['rows', 'time'] as const) {
    const histogram = await opened.client.call('log.histogram', {
      scopeId: runId,
      levels: 15,
      axis,
      buckets: 7,
    });
    const { debug, info, warn, error } = histogram;
    expect({ debug: sum(debug), info: sum(info), warn: sum(warn), error: sum(error) }).toEqual(
      last.log?.byLevel,
    );
    expect(Math.max(...histogram.lastTime)).toBe(lines.at(-1)?.time);
  }
  const part = { rowsPerBucket: 2, first: 1 };
  const asked = { scopeId: runId, levels: 15, buckets: 3, part };
  expect(await opened.client.call('log.histogram', { ...asked, axis: 'rows' })).toMatchObject({
    from: 2,
    to: 8,
    firstTime: [lines[2].time, lines[4].time, lines[6].time],
  });
  await expect(opened.client.call('log.histogram', { ...asked, axis: 'time' })).rejects.toMatchObject({
    code: 'bad-input',
  });
  const { text, rows } = await opened.client.call('log.text', { scopeId: runId, levels: 15, from: 2, to: 5 });
  expect(rows).toBe(4);
  expect(text.split('\n')).toEqual(lines.slice(2, 6).map((line) => line.text));
  const all = await opened.client.call('log.text', { scopeId: runId, levels: 15, from: 0, to: 1e6 });
  expect(all.text.split('\n')).toEqual(lines.map((line) => line.text));
});
