import { describe, expect, it } from 'vitest';
import { attemptLines, attemptParts } from '../../../../src-renderer/details/attempt-lines';
import type { Attempt } from '../../../../src-shared/model';

function attempt(number: number, change: Partial<Attempt> = {}): Attempt {
  return {
    attempt: number,
    status: 'failed',
    startedAt: number * 1000,
    endedAt: number * 1000 + 500,
    exitCode: null,
    signal: null,
    reason: null,
    error: null,
    usage: null,
    ...change,
  };
}

describe('the attempts at a job', () => {
  it('come latest first, each with how it ended in words', () => {
    const lines = attemptLines(
      [
        attempt(1, { exitCode: 1, error: 'Exit code 1' }),
        attempt(2, { reason: 'timed out', error: 'Timed out after 30 s', signal: 'SIGTERM' }),
        attempt(3, { signal: 'SIGKILL', error: 'Ended by SIGKILL' }),
        attempt(4, { status: 'cancelled', reason: 'interrupted' }),
        attempt(5, { error: 'no file of that name' }),
        attempt(6, { status: 'running', endedAt: null }),
      ],
      6500,
    );
    expect(lines.map(({ attempt: of, words, isTimedOut }) => [of.attempt, words, isTimedOut])).toEqual([
      [6, 'Running', false],
      [5, 'no file of that name', false],
      [4, 'interrupted', false],
      [3, 'ended by SIGKILL', false],
      [2, 'Timed out after 30 s: ended by SIGTERM', true],
      [1, 'exit code 1: reported an error', false],
    ]);
  });

  it('tell what each of them used on hover', () => {
    const usage = { cpuMs: 8700, peakBytes: 412_000_000, isPeakBound: false };
    expect(attemptLines([attempt(1, { exitCode: 1, usage })], 0)[0]?.hint).toBe(
      'exit code 1: reported an error\n8.7\u202fs CPU time · 412.0\u202fMB peak memory',
    );
  });

  it('stand in the bar where they stand in time, and only failures that were tried again are hatched', () => {
    const parts = attemptParts(
      [attempt(1), attempt(2, { endedAt: 4000 }), attempt(9, { startedAt: 4500, endedAt: 5000 })],
      4000,
      9999,
    );
    expect(parts.map(({ left, width, isTriedAgain }) => [left, width, isTriedAgain])).toEqual([
      [0, 12.5, true],
      [25, 50, true],
      [87.5, 12.5, false],
    ]);
  });

  it('fill the bar when they took no time at all', () => {
    expect(attemptParts([attempt(1, { endedAt: 1000 })], 0, 9999)[0]).toMatchObject({ left: 0, width: 100 });
  });
});
