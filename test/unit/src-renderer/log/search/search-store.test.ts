import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../../src-renderer/feed/feed-store';
import { useLogChoices } from '../../../../../src-renderer/log/log-choices';
import { useLogStore } from '../../../../../src-renderer/log/log-store';
import { useSearchStore } from '../../../../../src-renderer/log/search/search-store';
import { useSelectionStore } from '../../../../../src-renderer/scope/selection-store';
import type { Interest } from '../../../../../src-shared/contract';
import type { LogQuery, SelectionState } from '../../../../../src-shared/log-view';
import { FakeEngine, feedMessage, logState, runRow, settled } from '../../fake-engine';
import { logRow } from '../log-row';

let engine: FakeEngine;
/** Lines of the log; every 100th is a hit. */
let total: number;
/** Lines that were looked at when a search begins. */
let scanned: number;
let revision: number;
let interest: Interest | null;
/** Selections that were made and not given up. */
let kept: Map<string, SelectionState>;

beforeEach(() => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
  total = 1000;
  scanned = total;
  revision = 1;
  interest = null;
  kept = new Map();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

type Address = Pick<Interest, 'scopeId' | 'levels' | 'selectionId'>;

function hitsOf(selectionId: string | null | undefined): number[] {
  const state = selectionId == null ? undefined : kept.get(selectionId);
  const count = state?.found ?? 0;
  return Array.from({ length: count }, (_, at) => (at + 1) * 100);
}

function message(asked: Interest, previous: number | null) {
  const { scopeId, levels, selectionId = null, context = null } = asked;
  const log = scopeId === null ? null : { ...logState(scopeId, levels, total), selectionId, context };
  if (log !== null && selectionId !== null) log.matching = hitsOf(selectionId).length;
  return feedMessage(previous, revision, {
    scope: scopeId === null ? null : runRow(scopeId),
    log,
    selections: [...kept.values()],
  });
}

/** The feed tells how far the search is. */
async function progress(to: number): Promise<void> {
  for (const [id, state] of kept) {
    kept.set(id, { ...state, scanned: to, found: Math.floor(to / 100) });
  }
  const previous = revision++;
  if (interest !== null) engine.send(message(interest, previous));
  await settled();
}

async function opened() {
  let made = 0;
  const answer = (asked: Interest) => message((interest = asked), null);
  engine.handlers['feed.subscribe'] = answer;
  engine.handlers['feed.look'] = answer;
  engine.handlers['log.rows'] = ({ from, count, selectionId }: Address & { from: number; count: number }) => {
    const numbers =
      selectionId === null ? Array.from({ length: total }, (_, at) => at + 1) : hitsOf(selectionId);
    return { rows: numbers.slice(from, from + count).map((n, at) => ({ ...logRow(n), row: from + at })) };
  };
  engine.handlers['log.locate'] = ({
    at,
    backwards,
    selectionId,
  }: Address & { at: { n: number }; backwards?: boolean }) => {
    const numbers =
      selectionId === null ? Array.from({ length: total }, (_, n) => n + 1) : hitsOf(selectionId);
    const row = backwards ? numbers.findLastIndex((n) => n <= at.n) : numbers.findIndex((n) => n >= at.n);
    return row === -1 ? null : { row, n: numbers[row] };
  };
  engine.handlers['log.select'] = ({ scopeId, levels }: { scopeId: string; levels: number }) => {
    const selectionId = `s${++made}`;
    const found = Math.floor(scanned / 100);
    const state: SelectionState = {
      ...{ selectionId, scopeId, levels, kind: 'search' },
      ...{ scanned, total, found, problem: null },
    };
    kept.set(selectionId, state);
    return state;
  };
  engine.handlers['log.unselect'] = ({ selectionId }: { selectionId: string }) => {
    kept.delete(selectionId);
    return {};
  };
  const log = useLogStore();
  const search = useSearchStore();
  log.setHeight(200);
  useFeedStore().start();
  await settled();
  useSelectionStore().narrow('r1');
  await settled();
  await settled();
  return { log, search };
}

async function type(search: ReturnType<typeof useSearchStore>, text: string): Promise<void> {
  search.text = text;
  await settled();
  await settled();
}
const queries = (): string[] =>
  engine.inputs('log.select').map((input) => (input as { select: { query: LogQuery } }).select.query.text);

describe('a search', () => {
  it('begins as one types, and what was looked for before is given up', async () => {
    const { search } = await opened();
    search.text = 'l';
    await Promise.resolve();
    search.text = 'li';
    await settled();
    await type(search, 'lib');
    expect(queries().at(-1)).toBe('lib');
    expect([...kept.keys()]).toEqual([search.state?.selectionId]);
    search.close();
    await settled();
    expect(kept.size).toBe(0);
  });

  it('goes to the hit nearest to where the person is, and says which of how many', async () => {
    const { log, search } = await opened();
    await log.goTo(444);
    await settled();
    await type(search, 'x');
    expect(search.current).toEqual({ n: 500, row: 4 });
    expect(search.state?.found).toBe(10);
    expect(log.rows.map(({ n }) => n)).toContain(500);
  });

  it('begins at the end of a log that is followed, also while its latest lines are not drawn yet', async () => {
    const { log, search } = await opened();
    expect(log.follow).toBe(true);
    engine.handlers['log.rows'] = () => new Promise(() => undefined);
    total = 3000;
    scanned = total;
    if (interest !== null) engine.send(message(interest, revision++));
    await settled();
    await type(search, 'libraw');
    expect(search.current).toMatchObject({ n: 3000 });
  });

  it('takes one step for each key, and goes round the ends with a word about it', async () => {
    const { log, search } = await opened();
    await log.goTo(750);
    await settled();
    await type(search, 'x');
    expect(search.current?.n).toBe(800);
    search.step(1);
    search.step(1);
    await settled();
    await settled();
    expect(search.current?.n).toBe(1000);
    expect(search.wrapped).toBeNull();
    search.step(1);
    await settled();
    await settled();
    expect([search.current?.n, search.wrapped]).toEqual([100, 'start']);
    search.step(-1);
    await settled();
    await settled();
    expect([search.current?.n, search.wrapped]).toEqual([1000, 'end']);
  });

  it('waits with the next step for hits that are still to be found', async () => {
    scanned = 500;
    const { log, search } = await opened();
    await log.goTo(444);
    await settled();
    await type(search, 'x');
    search.step(1);
    await settled();
    expect(search.current?.n).toBe(500);
    await progress(900);
    expect(search.current?.n).toBe(600);
  });

  it('that is cancelled says how far it had come, and is given up', async () => {
    scanned = 430;
    const { search } = await opened();
    await type(search, 'x');
    search.stop();
    await settled();
    expect(search.stopped).toMatchObject({ scanned: 430, found: 4 });
    expect(kept.size).toBe(0);
  });

  it('does not move a log that is followed when a line that comes later is the first hit', async () => {
    const { log, search } = await opened();
    engine.handlers['log.select'] = () => {
      const state: SelectionState = {
        ...{ selectionId: 's', scopeId: 'r1', levels: 15, kind: 'search' },
        ...{ scanned: total, total, found: 0, problem: null },
      };
      kept.set('s', state);
      return state;
    };
    await type(search, 'x');
    await progress(1000);
    await settled();
    expect(search.state?.found).toBe(10);
    expect(log.follow).toBe(true);
  });

  it('of a pattern that cannot be read asks nothing and says where it goes wrong', async () => {
    const { search } = await opened();
    search.setOption('regex', true);
    await type(search, 'lib(');
    expect(search.fault).toEqual({ position: 4, message: 'this group has no ")"' });
    expect(queries()).toEqual([]);
  });

  it('goes on in another scope', async () => {
    const { search } = await opened();
    await type(search, 'x');
    useSelectionStore().narrow('r2');
    await settled();
    await settled();
    expect(engine.inputs('log.select').at(-1)).toMatchObject({ scopeId: 'r2' });
    expect([...kept.values()].map(({ scopeId }) => scopeId)).toEqual(['r2']);
  });
});

describe('only hits as rows', () => {
  it('keep their numbers, and all lines come back around the hit', async () => {
    const { log, search } = await opened();
    await log.goTo(444);
    await settled();
    await type(search, 'x');
    search.isFilter = true;
    await settled();
    await settled();
    expect(log.rows.map(({ n }) => n)).toEqual(hitsOf(search.state?.selectionId));
    search.step(1);
    await settled();
    search.showInFull();
    await settled();
    await settled();
    expect(log.rows.map(({ n }) => n)).toContain(600);
    expect(log.rows).toHaveLength(10);
    expect(log.rows.map(({ n }) => n)).toContain(601);
  });

  it('are shown while the log is looked through, and when another text is typed until its own are here', async () => {
    scanned = 400;
    const { log, search } = await opened();
    await type(search, 'x');
    search.isFilter = true;
    await settled();
    await settled();
    const first = search.state?.selectionId;
    expect(log.view?.state).toMatchObject({ selectionId: first, context: 0 });
    expect(log.rows.map(({ n }) => n)).toEqual([100, 200, 300, 400]);
    await progress(1000);
    await settled();
    expect(log.rows.map(({ n }) => n)).toEqual(hitsOf(first));
    await type(search, 'y');
    await settled();
    await settled();
    expect(log.view?.state.selectionId).toBe(search.state?.selectionId);
    expect(log.view?.state.selectionId).not.toBe(first);
    const looks = engine.inputs('feed.look') as readonly Interest[];
    const shownFrom = looks.findIndex(({ selectionId }) => selectionId === first);
    expect(looks.slice(shownFrom).every(({ selectionId }) => selectionId !== null)).toBe(true);
    expect(kept.has(first ?? '')).toBe(false);
  });

  it('come with as many lines around them as was chosen', async () => {
    const { log, search } = await opened();
    await type(search, 'x');
    search.isFilter = true;
    useLogChoices().context = 5;
    await settled();
    await settled();
    expect(log.view?.state.context).toBe(5);
    expect(engine.inputs('log.rows').at(-1)).toMatchObject({ context: 5 });
  });

  it('end when the search ends, and the log stays where it is', async () => {
    const { log, search } = await opened();
    await log.goTo(444);
    await settled();
    await type(search, 'x');
    search.isFilter = true;
    await settled();
    await settled();
    const first = log.rows[0]?.n;
    search.close();
    await settled();
    await settled();
    expect(log.view?.state.selectionId).toBeNull();
    expect(log.rows[0]?.n).toBe(first);
  });
});
