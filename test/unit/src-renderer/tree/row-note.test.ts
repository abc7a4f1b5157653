import { describe, expect, it } from 'vitest';
import { noteOf } from '../../../../src-renderer/tree/row-note';

const job: Parameters<typeof noteOf>[0] = {
  maximumAttempts: 1,
  readyAt: null,
  paused: false,
  kind: 'job',
  status: 'completed',
  attempt: 1,
  held: false,
  cancelling: false,
  waitsFor: [],
  progress: null,
  childCount: 0,
};

describe('beside the name of a row', () => {
  it('nothing stands for a job that went as it should', () => {
    expect(noteOf(job)).toBeNull();
  });

  it('attempts are told only when there were several', () => {
    expect(noteOf({ ...job, status: 'failed', attempt: 3 })).toEqual({
      text: '3 attempts',
      short: '×3',
      isRetry: false,
    });
  });

  it('the next attempt of a job that waits is told, and how many there may be', () => {
    expect(noteOf({ ...job, status: 'pending', attempt: 1, maximumAttempts: 3 })).toEqual({
      text: 'attempt 2 of 3',
      short: '2\u202f/\u202f3',
      isRetry: true,
    });
  });

  it('an interrupted attempt does not count, so the next may be beyond the most', () => {
    expect(noteOf({ ...job, status: 'pending', attempt: 1, maximumAttempts: 1 })).toMatchObject({
      text: 'attempt 2',
      isRetry: true,
    });
  });

  it('a job that was added with a delay says so', () => {
    expect(noteOf({ ...job, status: 'pending', attempt: 0, readyAt: 5 })).toMatchObject({ text: 'delayed' });
  });

  it('a paused run says so until it has ended', () => {
    const run = { ...job, kind: 'run', attempt: 0, paused: true } as const;
    expect(noteOf({ ...run, status: 'running' })?.text).toBe('paused');
    expect(noteOf({ ...run, status: 'cancelled' })).toBeNull();
  });

  it('a step tells what it waits for, a run that it was stopped', () => {
    expect(
      noteOf({ ...job, kind: 'step', status: 'pending', attempt: 0, waitsFor: ['fetch', 'sort'] })?.text,
    ).toBe('after fetch, sort');
    expect(noteOf({ ...job, kind: 'run', status: 'pending', attempt: 0, held: true })?.text).toBe('stopped');
  });

  it('a running script tells its progress, a parent its children', () => {
    expect(noteOf({ ...job, status: 'running', progress: { current: 3, total: 40 } })?.text).toBe(
      '3\u202f/\u202f40',
    );
    expect(noteOf({ ...job, status: 'running', childCount: 1 })?.text).toBe('1 child job');
  });
});
