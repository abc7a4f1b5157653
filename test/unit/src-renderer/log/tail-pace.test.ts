import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTailPace } from '../../../../src-renderer/log/tail-pace';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a log that is followed', () => {
  it('is drawn at once while rows of before stay, however often, and when it begins to race', () => {
    const later = vi.fn();
    const mayShow = createTailPace(later);
    for (let message = 0; message < 5; message++) expect(mayShow(false)).toBe(true);
    expect(mayShow(true)).toBe(true);
    expect(mayShow(false)).toBe(true);
    vi.runAllTimers();
    expect(later).not.toHaveBeenCalled();
  });

  it('is drawn ten times a second while it races, and its end within a tenth of a second without another message', () => {
    let drawn = 0;
    const mayShow = createTailPace(() => {
      if (mayShow(true)) drawn++;
    });
    for (let ms = 0; ms < 1000; ms += 20) {
      if (mayShow(true)) drawn++;
      vi.advanceTimersByTime(20);
    }
    expect(drawn).toBeGreaterThanOrEqual(10);
    expect(drawn).toBeLessThanOrEqual(11);
    // The last message came while it rested.
    const before = drawn;
    expect(mayShow(true)).toBe(false);
    vi.advanceTimersByTime(100);
    expect(drawn).toBe(before + 1);
    vi.runAllTimers();
    expect(drawn).toBe(before + 1);
  });
});
