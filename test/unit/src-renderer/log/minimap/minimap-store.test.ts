import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../../src-renderer/feed/feed-store';
import { useLogStore } from '../../../../../src-renderer/log/log-store';
import { useMinimapStore } from '../../../../../src-renderer/log/minimap/minimap-store';
import { useSelectionStore } from '../../../../../src-renderer/scope/selection-store';
import type { Interest } from '../../../../../src-shared/contract';
import { FakeEngine, feedMessage, logRows, logState, runRow, settled } from '../../fake-engine';
import { logRow } from '../log-row';

let engine: FakeEngine;
let total: number;
let revision: number;
let interest: Interest;
/** Answers histograms that are asked for; null: at once. */
let answers: (() => void)[] | null;

beforeEach(async () => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
  total = 30_000;
  revision = 1;
  answers = null;
  const message = (asked: Interest) =>
    feedMessage(null, revision, {
      scope: asked.scopeId === null ? null : runRow(asked.scopeId),
      log: asked.scopeId === null ? null : logState(asked.scopeId, asked.levels, total),
    });
  engine.handlers['feed.subscribe'] = engine.handlers['feed.look'] = (asked: Interest) =>
    message((interest = asked));
  engine.handlers['log.rows'] = (input: { levels: number; from: number; count: number }) => ({
    rows: logRows(input, total, logRow),
  });
  engine.handlers['log.histogram'] = async () => {
    if (answers !== null) await new Promise<void>((resolve) => answers?.push(resolve));
    return {
      from: 0,
      to: total,
      debug: [],
      info: [],
      warn: [],
      error: [],
      hits: [],
      firstTime: [],
      lastTime: [],
    };
  };
  useLogStore().setHeight(200);
  useMinimapStore().height = 300;
  useFeedStore().start();
  await settled();
  useSelectionStore().narrow('r1');
  await settled();
  await settled();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function grow(by: number): Promise<void> {
  total += by;
  const previous = revision++;
  engine.send(
    feedMessage(previous, revision, {
      scope: runRow('r1'),
      log: logState('r1', interest.levels, total),
    }),
  );
  await settled();
}
const asked = (): number => engine.inputs('log.histogram').length;

describe('the histogram of the minimap', () => {
  it('is of the rows of the view, a bar for three pixels', () => {
    expect(engine.inputs('log.histogram')).toEqual([
      expect.objectContaining({ scopeId: 'r1', axis: 'rows', buckets: 100, hitsOf: null }),
    ]);
    expect(useMinimapStore().picture?.rows).toBe(30_000);
  });

  it('is asked for again only when the picture would change', async () => {
    for (let line = 0; line < 50; line++) await grow(1);
    expect(asked()).toBeLessThanOrEqual(2);
    await grow(3000);
    expect(useMinimapStore().picture?.rows).toBe(33_050);
  }, 20_000);

  it('has one question open at a time, and the last state is the one that is shown', async () => {
    const before = asked();
    answers = [];
    await grow(5000);
    await grow(5000);
    await grow(5000);
    expect(asked()).toBe(before + 1);
    const first = answers.splice(0);
    answers = null;
    for (const answer of first) answer();
    await settled();
    expect(asked()).toBe(before + 2);
    expect(useMinimapStore().picture?.rows).toBe(45_000);
  });

  it('is asked for again for other levels', async () => {
    useLogStore().toggleLevel('info');
    await settled();
    await settled();
    expect(engine.inputs('log.histogram').at(-1)).toMatchObject({ levels: 13 });
  });
});
