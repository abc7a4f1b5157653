import { describe, expect, it } from 'vitest';
import { noteOf } from '../../../../src-renderer/tree/row-note';

const job: Parameters<typeof noteOf>[0] = {
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

  it('the next attempt of a job that waits is told', () => {
    expect(noteOf({ ...job, status: 'pending', attempt: 1 })).toMatchObject({
      text: 'attempt 2',
      isRetry: true,
    });
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
