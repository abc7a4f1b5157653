import { expect, test } from 'vitest';
import { logLine } from '../../../../../src-main/cli/text/log-line';
import { logLineJson, nodeJson, outcomeJson } from '../../../../../src-main/cli/text/node-json';
import { paletteFor } from '../../../../../src-main/cli/text/terminal';
import type { LogRow, TreeNode } from '../../../../../src-shared/model';

const node: TreeNode = {
  position: 3,
  stats: { cancelled: 0, failed: 1, completed: 0, running: 0, pending: 0, total: 1 },
  lines: 7,
  error: 'Exit code 3',
  exitCode: 3,
  endedAt: 2500.6,
  startedAt: 1000,
  createdAt: 0,
  attempt: 1,
  reason: null,
  status: 'failed',
  name: 'sh',
  type: 'command',
  kind: 'job',
  runId: 'r1',
  parentId: 'r1',
  id: 'r1.3',
};

const row: LogRow = {
  row: 0,
  n: 12,
  seq: 30,
  jobId: 'r1.3',
  jobName: 'a very long name of a job',
  jobPosition: 3,
  line: 5,
  attempt: 1,
  time: 1_700_000_000_123.456,
  level: 'warn',
  stream: 'err',
  text: '\u001b[31mred\u001b[0m',
  fullLength: null,
  cont: false,
  raw: null,
  alike: null,
  around: null,
};

test('a job has the keys of the contract, in their order', () => {
  expect(JSON.stringify(nodeJson(node))).toBe(
    '{"id":"r1.3","parentId":"r1","runId":"r1","kind":"job","type":"command","name":"sh","status":"failed",' +
      '"reason":null,"attempt":1,"createdAt":"1970-01-01T00:00:00.000Z","startedAt":"1970-01-01T00:00:01.000Z",' +
      '"endedAt":"1970-01-01T00:00:02.500Z","exitCode":3,"error":"Exit code 3","lines":7,' +
      '"stats":{"total":1,"pending":0,"running":0,"completed":0,"failed":1,"cancelled":0}}',
  );
});

test('the outcome of a run has the keys of the contract, in their order', () => {
  expect(JSON.stringify(outcomeJson(node, 9999))).toBe(
    '{"runId":"r1","status":"failed",' +
      '"stats":{"total":1,"pending":0,"running":0,"completed":0,"failed":1,"cancelled":0},"lines":7,"durationMs":1501}',
  );
});

test('a line has the keys of the contract, in their order', () => {
  expect(JSON.stringify(logLineJson(row))).toBe(
    '{"n":12,"seq":30,"jobId":"r1.3","line":5,"ts":"2023-11-14T22:13:20.123456Z","level":"warn","stream":"err",' +
      '"text":"\\u001b[31mred\\u001b[0m"}',
  );
});

test('only a part of a line and bytes that are no text say so', () => {
  const json = JSON.stringify(logLineJson({ ...row, text: 'x', cont: true, raw: 'eA==' }));
  expect(json.endsWith('"text":"x","cont":true,"raw":"eA=="}')).toBe(true);
});

test('a person sees number, time, level, job and text', () => {
  const line = logLine(row, { palette: paletteFor({}, {}), terminal: false });
  expect(line).toMatch(/^ {4}12 \d\d:\d\d:20\.123 W a very long name of… red$/);
});

test('a terminal sees the colours of the line', () => {
  const line = logLine(row, { palette: paletteFor({}, {}), terminal: true });
  expect(line.endsWith('\u001b[31mred\u001b[0m\u001b[0m')).toBe(true);
});
