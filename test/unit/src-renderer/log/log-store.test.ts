import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../src-renderer/feed/feed-store';
import { useAlikeStore } from '../../../../src-renderer/log/alike-store';
import { copyRows } from '../../../../src-renderer/log/copy-rows';
import { useLogChoices } from '../../../../src-renderer/log/log-choices';
import { useLogNote } from '../../../../src-renderer/log/log-note';
import { useRowSelection } from '../../../../src-renderer/log/row-selection';
import { useLogStore } from '../../../../src-renderer/log/log-store';
import type { Interest } from '../../../../src-shared/contract';
import { FakeEngine, feedMessage, logRowOf, logRows, logState, runRow, settled } from '../fake-engine';
import { logRow } from './log-row';

let engine: FakeEngine;
let total: number;
let revision: number;

beforeEach(() => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
  total = 1000;
  revision = 1;
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function message(previous: number | null, { scopeId, levels }: Pick<Interest, 'scopeId' | 'levels'>) {
  return feedMessage(previous, revision, {
    scope: scopeId === null ? null : runRow(scopeId),
    log: scopeId === null ? null : logState(scopeId, levels, total),
  });
}

/** The log of run r1; ten rows fit. */
async function opened() {
  let interest: Interest | null = null;
  const answer = (asked: Interest) => message(null, (interest = asked));
  engine.handlers['feed.subscribe'] = answer;
  engine.handlers['feed.look'] = answer;
  engine.handlers['log.rows'] = (input: { levels: number; from: number; count: number }) => ({
    rows: logRows(input, total, logRow),
  });
  engine.handlers['log.locate'] = ({ levels, at }: { levels: number; at: { n: number } }) => {
    const row = logRowOf({ levels, n: at.n }, total);
    return row === null ? null : { row, n: logRows({ levels, from: row, count: 1 }, total, logRow)[0].n };
  };
  const feed = useFeedStore();
  const log = useLogStore();
  log.setHeight(200);
  feed.start();
  await settled();
  feed.look({ scopeId: 'r1' });
  await settled();
  await settled();
  const grow = async (by: number): Promise<void> => {
    total += by;
    const previous = revision++;
    engine.send(message(previous, interest ?? { scopeId: 'r1', levels: 15 }));
    await settled();
  };
  return { feed, log, grow };
}

const numbers = (log: ReturnType<typeof useLogStore>): (number | null)[] => log.rows.map((row) => row.n);
const upTo = (last: number, count = 10): number[] =>
  Array.from({ length: count }, (_, at) => last - count + 1 + at);

describe('the log of a scope', () => {
  it('begins at its end and follows', async () => {
    const { log, grow } = await opened();
    expect(numbers(log)).toEqual(upTo(1000));
    await grow(3);
    expect(numbers(log)).toEqual(upTo(1003));
    expect(log.rows.every((row) => row.line !== undefined)).toBe(true);
  });

  it('stands still when a person scrolled up, and says how many lines have come', async () => {
    const { log, grow } = await opened();
    log.scrollTo(log.top - 5);
    await grow(212);
    expect(numbers(log)).toEqual(upTo(995));
    expect(log.newRows).toBe(212);
    log.setFollow(true);
    await settled();
    expect(numbers(log)).toEqual(upTo(1212));
  });

  it('goes to any line', async () => {
    const { log } = await opened();
    expect(await log.goTo(481)).toBe(481);
    expect(numbers(log)).toContain(481);
    expect(log.follow).toBe(false);
    expect(log.reached).toBe(480);
  });

  it('keeps its old lines until those of another scope are here', async () => {
    const { feed, log } = await opened();
    let deliver: () => void = () => undefined;
    const rows = engine.handlers['log.rows'];
    engine.handlers['log.rows'] = async (input: never) => {
      await new Promise<void>((resolve) => (deliver = resolve));
      return rows?.(input);
    };
    total = 40;
    feed.look({ scopeId: 'r2' });
    await settled();
    expect(numbers(log)).toEqual(upTo(1000));
    deliver();
    await settled();
    expect(numbers(log)).toEqual(upTo(40));
  });

  it('is empty when nothing is chosen', async () => {
    const { feed, log } = await opened();
    feed.look({ scopeId: null });
    await settled();
    expect(log.view).toBeNull();
    expect(log.rows).toEqual([]);
  });
});

describe('Promise 2: hiding a level', () => {
  it('renumbers nothing and keeps the line at the upper edge where it is', async () => {
    const { log } = await opened();
    await log.goTo(500);
    const first = numbers(log)[0] ?? 0;
    log.toggleLevel('warn');
    await settled();
    await settled();
    const shown = numbers(log);
    expect(shown[0]).toBe(first);
    expect(shown).not.toContain(500);
    expect(shown).toContain(501);
    log.toggleLevel('warn');
    await settled();
    await settled();
    expect(numbers(log)[0]).toBe(first);
  });

  it('while following shows the last of the others', async () => {
    const { log } = await opened();
    log.toggleLevel('info');
    await settled();
    await settled();
    expect(numbers(log)).toEqual([910, 920, 930, 940, 950, 960, 970, 980, 990, 1000]);
  });

  it('makes a jump to a hidden line reach the next that is shown', async () => {
    const { log } = await opened();
    log.toggleLevel('info');
    await settled();
    await settled();
    expect(await log.goTo(481)).toBe(490);
  });
});

describe('lines that cannot be read', () => {
  it('are said to be so, and come when they can be', async () => {
    const { log, grow } = await opened();
    const rows = engine.handlers['log.rows'];
    engine.handlers['log.rows'] = () => {
      throw new Error('the disk does not answer');
    };
    await grow(1);
    expect(log.failure).toContain('the disk does not answer');
    expect(numbers(log)).toEqual(upTo(1000));
    engine.handlers['log.rows'] = rows;
    log.settle();
    await settled();
    expect(log.failure).toBeNull();
    expect(numbers(log)).toEqual(upTo(1001));
  });
});

describe('wrapped lines', () => {
  const long = (n: number) => logRow(n, { text: `line ${n} `.padEnd(n % 3 === 0 ? 200 : 20, 'x') });

  async function wrapped() {
    const open = await opened();
    engine.handlers['log.rows'] = (input: { levels: number; from: number; count: number }) => ({
      rows: logRows(input, total, long),
    });
    open.feed.look({ scopeId: 'r2' });
    await settled();
    open.log.columns = 80;
    useLogChoices().wrap = true;
    await settled();
    return open;
  }

  const bottom = (log: ReturnType<typeof useLogStore>): number =>
    log.rows.reduce((sum, { height }) => sum + height, -(log.top % 1) * (log.rows[0]?.height ?? 0));

  it('end at the lower edge while following, and stay there while lines come', async () => {
    const { log, grow } = await wrapped();
    expect(log.rows.at(-1)?.n).toBe(1000);
    expect(bottom(log)).toBeCloseTo(200, 6);
    await grow(7);
    expect(log.rows.at(-1)?.n).toBe(1007);
    expect(bottom(log)).toBeCloseTo(200, 6);
  });

  it('keep what is read where it is when rows above it get their text', async () => {
    const { log } = await wrapped();
    log.jumpTo(600);
    await settled();
    let deliver: () => void = () => undefined;
    const rows = engine.handlers['log.rows'];
    engine.handlers['log.rows'] = async (input: never) => {
      await new Promise<void>((resolve) => (deliver = resolve));
      return rows?.(input);
    };
    // Pages are of 200 rows: what is above row 400 is not here.
    log.jumpTo(397);
    await settled();
    const offsetOf400 = (): number => {
      let offset = -(log.top % 1) * (log.rows[0]?.height ?? 0);
      for (const { index, height } of log.rows) {
        if (index === 400) return offset;
        offset += height;
      }
      return Number.NaN;
    };
    const before = offsetOf400();
    expect(log.rows[0].line).toBeUndefined();
    deliver();
    await settled();
    expect(log.rows.find(({ index }) => index === 399)?.line).toBeDefined();
    expect(offsetOf400()).toBeCloseTo(before, 6);
  });
});

describe('rows that come in above all others', () => {
  it('move nothing: what is read, selected and reached stays, also while it is pulled', async () => {
    const { log } = await opened();
    /** Rows are the lines from 1001 less what has come in above. */
    let above = 0;
    engine.handlers['log.rows'] = (input: { above: number | null; from: number; count: number }) => {
      const first = 1001 - above;
      const from = input.from + above - (input.above ?? above);
      const there = Math.max(0, Math.min(input.count, 500 + above - from));
      return {
        rows: Array.from({ length: there }, (_, at) => ({
          ...logRow(first + from + at),
          row: input.from + at,
        })),
      };
    };
    const tell = async (rows: number): Promise<void> => {
      above += rows;
      const previous = revision++;
      const state = { ...logState('r1', 15, 2000), selectionId: 's1', context: 0 as const, above };
      engine.send(
        feedMessage(previous, revision, {
          scope: runRow('r1'),
          log: { ...state, matching: 500 + above },
        }),
      );
      await settled();
    };
    await tell(0);
    await settled();
    log.jumpTo(3);
    await settled();
    const selection = useRowSelection();
    selection.select(4, 6);
    const shown = numbers(log);
    expect(shown[0]).toBe(1004);
    for (const rows of [2, 1, 37, 400, 5]) {
      await tell(rows);
      expect(numbers(log)).toEqual(shown);
      expect(log.rows.every(({ line }) => line !== undefined)).toBe(true);
      expect(log.view?.pages.row(selection.from)?.n).toBe(1005);
      expect(log.view?.pages.row(selection.to)?.n).toBe(1007);
    }
    log.jumpTo(0);
    await settled();
    expect(numbers(log)[0]).toBe(1001 - above);
    log.setFollow(true);
    await settled();
    expect(numbers(log).at(-1)).toBe(1500);
    await tell(3);
    expect(numbers(log).at(-1)).toBe(1500);
  });
});

describe('like lines that are folded', () => {
  it('are a selection of the engine, given up when another scope is chosen', async () => {
    const { feed, log } = await opened();
    engine.handlers['log.select'] = () => ({ selectionId: 's1' });
    const alike = useAlikeStore();
    await alike.toggle();
    await settled();
    expect(engine.inputs('log.select')).toMatchObject([{ scopeId: 'r1', select: { kind: 'alike' } }]);
    expect(log.selectionId).toBe('s1');
    expect(engine.inputs('feed.look').at(-1)).toMatchObject({ selectionId: 's1' });
    await alike.toggle();
    await settled();
    expect(engine.inputs('log.unselect')).toEqual([{ selectionId: 's1' }]);
    expect(engine.inputs('feed.look').at(-1)).toMatchObject({ selectionId: null });
    expect(feed.message?.log?.scopeId).toBe('r1');
  });
});

describe('copying', () => {
  it('asks for the rows, however many, and says when not all of them fit', async () => {
    const { log } = await opened();
    const written: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: (text: string) => written.push(text) } });
    engine.handlers['log.text'] = () => ({ text: 'a\nb', rows: 2 });
    const selection = useRowSelection();
    selection.select(10, 900);
    expect(selection.count).toBe(891);
    await copyRows();
    expect(engine.inputs('log.text')).toMatchObject([{ scopeId: 'r1', from: 10, to: 900 }]);
    expect(written).toEqual(['a\nb\n']);
    expect(useLogNote().note?.text).toContain('Copied the first 2 of 891 lines');
    log.toggleLevel('warn');
    await settled();
    await settled();
    expect(selection.count).toBe(0);
  });
});
