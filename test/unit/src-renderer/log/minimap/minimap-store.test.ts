import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../../src-renderer/feed/feed-store';
import { useLogStore } from '../../../../../src-renderer/log/log-store';
import { useMinimapStore } from '../../../../../src-renderer/log/minimap/minimap-store';
import { useSelectionStore } from '../../../../../src-renderer/scope/selection-store';
import type { Interest } from '../../../../../src-shared/contract';
import { FakeEngine, feedMessage, logRows, logState, runRow, settled } from '../../fake-engine';
import { logRow } from '../log-row';

/** What the store asks for. */
interface HistogramQuestion {
  readonly part: { readonly rowsPerBucket: number; readonly first: number };
  readonly buckets: number;
}

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
  engine.handlers['log.histogram'] = async ({ part, buckets }: HistogramQuestion) => {
    if (answers !== null) await new Promise<void>((resolve) => answers?.push(resolve));
    const begin = (bucket: number) => Math.min(total, Math.floor(bucket * part.rowsPerBucket));
    const none = new Array<number>(buckets).fill(0);
    return {
      from: begin(part.first),
      to: begin(part.first + buckets),
      ...{ debug: none, warn: none, error: none, hits: [], firstTime: none, lastTime: none },
      info: none.map((_, at) => begin(part.first + at + 1) - begin(part.first + at)),
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
  it('is of the rows of the view, a bar for three pixels, counted a part at a time', () => {
    const questions = engine.inputs('log.histogram') as (HistogramQuestion & object)[];
    expect(questions[0]).toMatchObject({ scopeId: 'r1', axis: 'rows', hitsOf: null });
    expect(questions.map(({ part, buckets }) => [part.first, buckets])).toEqual([
      [0, 32],
      [32, 32],
      [64, 32],
      [96, 4],
    ]);
    const picture = useMinimapStore().picture;
    expect(picture?.rows).toBe(30_000);
    expect(picture?.histogram.info).toEqual(new Array(100).fill(300));
  });

  it('is asked for again only when the picture would change, and only where it would', async () => {
    const before = asked();
    for (let line = 0; line < 50; line++) await grow(1);
    expect(asked()).toBeLessThanOrEqual(before + 1);
    await grow(3000);
    expect(useMinimapStore().picture?.rows).toBe(33_050);
    const last = engine.inputs('log.histogram').at(-1) as HistogramQuestion;
    expect(last.part.first).toBeGreaterThanOrEqual(99);
    const info = useMinimapStore().picture?.histogram.info ?? [];
    expect(info.reduce((sum, lines) => sum + lines, 0)).toBe(33_050);
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
    await settled();
    // What came in meanwhile is more than one part.
    expect(asked()).toBe(before + 3);
    expect(useMinimapStore().picture?.rows).toBe(45_000);
  });

  it('is asked for again for other levels', async () => {
    useLogStore().toggleLevel('info');
    await settled();
    await settled();
    expect(engine.inputs('log.histogram').at(-1)).toMatchObject({ levels: 13 });
  });
});
