import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useNavigationStore } from '../../../../src-renderer/shell/navigation-store';
import { useStorageStore } from '../../../../src-renderer/storage/storage-store';
import type { Retention } from '../../../../src-shared/transfer';
import { FakeEngine } from '../fake-engine';

const usual: Retention = { days: 90, bytes: 10_000_000_000, runs: 10 };
let engine: FakeEngine;
let rule: Retention;

beforeEach(async () => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
  rule = usual;
  const state = () => {
    const runs = rule.runs < usual.runs ? 8 : 50;
    return { rule, runs, bytes: runs * 100_000_000, removals: [] };
  };
  engine.handlers['retention.show'] = state;
  engine.handlers['retention.preview'] = (next: Retention) =>
    next.runs < usual.runs || next.days === 1
      ? { runs: 42, jobs: 100, lines: 3000, bytes: 4_200_000_000 }
      : { runs: 0, jobs: 0, lines: 0, bytes: 0 };
  engine.handlers['retention.change'] = (next: Retention) => {
    rule = next;
    return state();
  };
  await useStorageStore().load();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what is kept of ended runs', () => {
  it('is changed at once where nothing can be removed by it', async () => {
    const storage = useStorageStore();
    await storage.propose({ ...usual, days: null });
    expect(storage.asked).toBeNull();
    expect(storage.state?.rule.days).toBeNull();
  });

  it('is changed after a question where runs may go, and says what went', async () => {
    const storage = useStorageStore();
    await storage.propose({ ...usual, runs: 1 });
    expect(engine.inputs('retention.change')).toEqual([]);
    expect(storage.asked?.removes).toEqual({ runs: 42, jobs: 100, lines: 3000, bytes: 4_200_000_000 });
    await storage.confirm();
    expect(storage.state?.runs).toBe(8);
    expect(useNavigationStore().notice?.message).toBe('Removed 42 runs, 4.2\u202fGB');
  });

  it('stays when the person keeps all', async () => {
    const storage = useStorageStore();
    await storage.propose({ ...usual, days: 1 });
    storage.forget();
    await storage.confirm();
    expect(engine.inputs('retention.change')).toEqual([]);
  });
});
