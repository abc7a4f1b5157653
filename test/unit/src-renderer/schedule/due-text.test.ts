import { expect, it } from 'vitest';
import { describeRecord, formatDue } from '../../../../src-renderer/schedule/due-text';

const noon = new Date(2026, 4, 4, 12, 0, 0).getTime();

it('a due time has its seconds where they matter', () => {
  expect(formatDue(noon, noon)).toBe('Today 12:00');
  expect(formatDue(noon + 15_000, noon)).toBe('Today 12:00:15');
  expect(formatDue(noon - 86_400_000, noon)).toBe('Yesterday 12:00');
});

it('a record says what became of its due time, and why', () => {
  const record = {
    due: noon,
    cause: 'schedule',
    outcome: 'started',
    runId: 'r1',
    reason: null,
    at: noon,
  } as const;
  expect(describeRecord(record)).toBe('Started');
  expect(describeRecord({ ...record, cause: 'start' })).toBe('Started with Runsheet');
  expect(describeRecord({ ...record, outcome: 'skipped', runId: null, reason: 'r1 has not ended' })).toBe(
    'Skipped: r1 has not ended',
  );
  expect(describeRecord({ ...record, outcome: 'failed', runId: null, reason: 'x is wrong' })).toBe(
    'Not started: x is wrong',
  );
});
