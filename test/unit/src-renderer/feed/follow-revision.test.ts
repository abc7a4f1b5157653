import { describe, expect, it } from 'vitest';
import { judgeMessage } from '../../../../src-renderer/feed/follow-revision';

const painted = { epoch: 'a', revision: 10 };
const message = (previousRevision: number | null, revision: number, epoch = 'a') => ({
  epoch,
  previousRevision,
  revision,
});

describe('Promise 5: a message of the feed', () => {
  it('is applied when it follows what is painted', () => {
    expect(judgeMessage(painted, message(10, 11))).toBe('apply');
    expect(judgeMessage(painted, message(10, 250))).toBe('apply');
  });

  it('is applied when it tells of something that was no commit, such as a full disk', () => {
    expect(judgeMessage(painted, message(10, 10))).toBe('apply');
  });

  it('is a gap when something before it is missing', () => {
    expect(judgeMessage(painted, message(11, 12))).toBe('gap');
  });

  it('is a gap when another engine sends it, or nothing is painted yet, unless it is a snapshot', () => {
    expect(judgeMessage(painted, message(10, 11, 'b'))).toBe('gap');
    expect(judgeMessage(null, message(10, 11))).toBe('gap');
    expect(judgeMessage(painted, message(null, 3, 'b'))).toBe('apply');
    expect(judgeMessage(null, message(null, 0))).toBe('apply');
  });

  it('is stale when what is painted is newer, so that counts never go back', () => {
    expect(judgeMessage(painted, message(8, 9))).toBe('stale');
    expect(judgeMessage(painted, message(9, 10))).toBe('stale');
    expect(judgeMessage(painted, message(null, 9))).toBe('stale');
  });

  it('is applied when a snapshot in between has told a part of it already', () => {
    expect(judgeMessage(painted, message(9, 11))).toBe('apply');
    expect(judgeMessage(painted, message(null, 10))).toBe('apply');
  });
});
