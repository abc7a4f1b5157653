import { describe, expect, it, vi } from 'vitest';
import { LogPages, rowsPerPage } from '../../../../src-renderer/log/log-pages';
import { logRow } from './log-row';

/** A log of so many lines, and the requests for them. */
function source(lines: number) {
  const state = { lines, requests: [] as [from: number, count: number][] };
  const pages = new LogPages(
    (from, count) => {
      state.requests.push([from, count]);
      const there = Math.max(0, Math.min(count, state.lines - from));
      return Promise.resolve(Array.from({ length: there }, (_, at) => logRow(from + at + 1)));
    },
    vi.fn(),
    (error) => {
      throw error;
    },
  );
  return { state, pages };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('rows of the log', () => {
  it('are pulled once and then there', async () => {
    const { state, pages } = source(10_000_000);
    pages.want(4_812_360, 4_812_400);
    await settled();
    expect(pages.row(4_812_376)?.n).toBe(4_812_377);
    expect(pages.has(4_812_360, 4_812_400)).toBe(true);
    pages.want(4_812_361, 4_812_399);
    await settled();
    expect(state.requests.length).toBe(new Set(state.requests.map(([from]) => from)).size);
  });

  it('that come at the end are pulled without the ones that are there', async () => {
    const { state, pages } = source(50);
    pages.want(0, 50);
    await settled();
    state.lines = 60;
    pages.want(20, 60);
    await settled();
    expect(state.requests).toEqual([
      [0, rowsPerPage],
      [50, rowsPerPage - 50],
    ]);
    expect(pages.knownEnd(60)).toBe(60);
    expect(pages.row(59)?.n).toBe(60);
  });

  it('of the tail of a log that grows are pulled alone, and those around them when somebody scrolls there', async () => {
    const { state, pages } = source(100_000);
    pages.want(99_930, 99_980, true);
    await settled();
    pages.want(99_970, 100_000, true);
    await settled();
    expect(state.requests).toEqual([
      [99_930, 50],
      [99_980, 20],
    ]);
    expect(pages.has(99_930, 100_000)).toBe(true);
    expect(pages.row(99_929)).toBeUndefined();
    pages.want(99_900, 99_960);
    await settled();
    expect(state.requests.at(-1)).toEqual([99_800, rowsPerPage]);
    expect(pages.has(99_800, 100_000)).toBe(true);
    expect(pages.row(99_985)?.n).toBe(99_986);
  });

  it('that are not there yet are not asked for again and again', async () => {
    const { state, pages } = source(50);
    pages.want(0, 60);
    await settled();
    pages.want(0, 60);
    await settled();
    expect(state.requests.length).toBe(1);
  });

  it('that were scrolled past are not pulled', async () => {
    const { state, pages } = source(10_000_000);
    for (let top = 0; top < 10_000_000; top += 10_000) pages.want(top, top + 40);
    await settled();
    expect(state.requests.length).toBeLessThan(12);
    expect(pages.has(9_990_000, 9_990_040)).toBe(true);
  });

  it('are forgotten when too many others were shown since', async () => {
    const { pages } = source(10_000_000);
    for (let page = 0; page < 100; page++) {
      pages.want(page * rowsPerPage, (page + 1) * rowsPerPage);
      await settled();
    }
    const kept = Array.from({ length: 100 }, (_, page) => pages.row(page * rowsPerPage)).filter(Boolean);
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(pages.row(99 * rowsPerPage)).toBeDefined();
  });

  it('are tried again when they could not be had', async () => {
    let isBroken = true;
    const errors: unknown[] = [];
    const pages = new LogPages(
      (from, count) =>
        isBroken
          ? Promise.reject(new Error('no'))
          : Promise.resolve(Array.from({ length: count }, (_, at) => logRow(from + at + 1))),
      vi.fn(),
      (error) => errors.push(error),
    );
    pages.want(0, 10);
    await settled();
    expect(errors).toHaveLength(1);
    isBroken = false;
    pages.want(0, 10);
    await settled();
    expect(pages.row(0)?.n).toBe(1);
  });
});
