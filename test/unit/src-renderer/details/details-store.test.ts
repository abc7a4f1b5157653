import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useDetailsStore } from '../../../../src-renderer/details/details-store';
import { useFeedStore } from '../../../../src-renderer/feed/feed-store';
import { useSelectionStore } from '../../../../src-renderer/scope/selection-store';
import type { FeedMessage } from '../../../../src-shared/contract';
import { emptyStats, type TreeRow } from '../../../../src-shared/model';
import { FakeEngine, feedMessage, runRow, settled } from '../fake-engine';

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
  engine.install();
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
  setActivePinia(createPinia());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A message that follows the one before, about the chosen run. */
function told(revision: number, change: Partial<TreeRow>): FeedMessage {
  const row = runRow('r1', change);
  return feedMessage(revision - 1, revision, { scope: row, selected: row });
}

describe('details of the chosen row', () => {
  it('are asked for again when something that only they tell may have changed, and not with every count', async () => {
    engine.handlers['feed.subscribe'] = () => ({ ...told(1, {}), previousRevision: null });
    engine.handlers['feed.look'] = engine.handlers['feed.subscribe'];
    useFeedStore().start();
    useDetailsStore();
    useSelectionStore().choose({ id: 'r1', kind: 'run' });
    await settled();
    const before = engine.inputs('node.show').length;
    for (let revision = 2; revision <= 20; revision++) {
      engine.send(
        told(revision, { lines: revision, stats: { ...emptyStats(), total: revision, completed: revision } }),
      );
      await settled();
    }
    expect(engine.inputs('node.show').length).toBe(before);
    engine.send(told(21, { status: 'completed', endedAt: 5 }));
    await settled();
    expect(engine.inputs('node.show').length).toBe(before + 1);
  });
});
