import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { useDeadStore } from '../../../../src-renderer/dead/dead-store';
import { useFeedStore } from '../../../../src-renderer/feed/feed-store';
import { useNavigationStore } from '../../../../src-renderer/shell/navigation-store';
import type { BulkState } from '../../../../src-shared/contract';
import { FakeEngine, feedMessage, runRow, settled } from '../fake-engine';

let engine: FakeEngine;
const names = Array.from({ length: 250 }, (_, at) => `job ${at + 1}`);

function bulk(change: Partial<BulkState>): BulkState {
  return {
    bulkId: 'b1',
    action: 'retry',
    total: 250,
    done: 0,
    changed: 0,
    ended: false,
    error: null,
    ...change,
  };
}

beforeEach(() => {
  setActivePinia(createPinia());
  engine = new FakeEngine();
  engine.handlers['feed.subscribe'] = () => feedMessage(null, 1, { dead: 250 });
  engine.handlers['node.show'] = (input: { id: string }) => ({ name: `run ${input.id}` });
  engine.handlers['dead.list'] = (input: { from: number; count: number; filter?: { text?: string } }) => {
    const matching = names.filter((name) => name.includes(input.filter?.text ?? ''));
    const rows = matching.slice(input.from, input.from + input.count).map((name) => {
      const id = `r1.${names.indexOf(name) + 1}`;
      return runRow(id, { runId: 'r1', name, kind: 'job', status: 'failed' });
    });
    return { total: matching.length, rows };
  };
  engine.install();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the dead letter shelf', () => {
  it('asks for the rows in view only, and for the name of each run once', async () => {
    const store = useDeadStore();
    store.look(100, 20);
    await settled();
    expect(store.list).toMatchObject({ total: 250, from: 100 });
    expect(store.list?.rows.map(({ name }) => name)).toEqual(names.slice(100, 120));
    store.look(110, 20);
    await settled();
    expect(engine.inputs('node.show')).toEqual([{ id: 'r1' }]);
    expect(store.runNames.get('r1')).toBe('run r1');
  });

  it('follows the feed while it is shown, and asks nothing while it is not', async () => {
    const store = useDeadStore();
    useFeedStore().start();
    store.look(0, 10);
    await settled();
    const asked = engine.inputs('dead.list').length;
    names.pop();
    engine.send(feedMessage(1, 2, { dead: 249 }));
    await settled();
    expect(store.list?.total).toBe(249);
    expect(engine.inputs('dead.list').length).toBeGreaterThan(asked);
    names.push('job 250');
    store.look(0, 0);
    const before = engine.inputs('dead.list').length;
    engine.send(feedMessage(2, 3));
    await settled();
    expect(engine.inputs('dead.list')).toHaveLength(before);
  });

  it('a filter selects in the engine and forgets what was chosen', async () => {
    const store = useDeadStore();
    store.look(0, 10);
    store.choose(['r1.1']);
    store.text = ' job 99 ';
    await nextTick();
    await settled();
    expect(store.list?.total).toBe(1);
    expect(store.chosenCount).toBe(0);
    expect(engine.inputs('dead.list').at(-1)).toEqual({
      filter: { dead: true, text: 'job 99' },
      from: 0,
      count: 10,
    });
  });

  it('all that match are retried by one action of the engine, waited for to its end', async () => {
    const store = useDeadStore();
    store.look(0, 10);
    await settled();
    const states = [bulk({ done: 100 }), bulk({ done: 250, changed: 250, ended: true })];
    engine.handlers['bulk.start'] = () => bulk({});
    engine.handlers['bulk.wait'] = () => states.shift();
    store.chooseAll();
    expect(store.chosenCount).toBe(250);
    await store.act('retry');
    expect(engine.inputs('bulk.start')).toEqual([{ action: 'retry', filter: { dead: true } }]);
    expect(engine.inputs('bulk.wait')).toEqual([
      { bulkId: 'b1', done: 0 },
      { bulkId: 'b1', done: 100 },
    ]);
    expect(store.chosenCount).toBe(0);
    expect(store.isActing).toBe(false);
  });

  it('several are taken by one action, and only while they are dead', async () => {
    const store = useDeadStore();
    engine.handlers['bulk.start'] = () => bulk({ action: 'clear', ended: true });
    store.choose(['r1.1', 'r1.2']);
    store.toggle('r1.3');
    store.toggle('r1.2');
    await store.act('clear');
    expect(engine.inputs('bulk.start')).toEqual([
      { action: 'clear', filter: { dead: true, ids: ['r1.1', 'r1.3'] } },
    ]);
    expect(useNavigationStore().notice).toBeNull();
  });

  it('what was removed is said and can be put back, also when a person stopped in the middle', async () => {
    const store = useDeadStore();
    engine.handlers['bulk.start'] = () =>
      bulk({ action: 'clear', done: 100, changed: 99, ended: true, error: 'stopped' });
    engine.handlers['bulk.undo'] = () => bulk({ bulkId: 'b2', action: 'shelve' });
    engine.handlers['bulk.wait'] = () => bulk({ bulkId: 'b2', action: 'shelve', ended: true });
    await store.act('clear', 'all');
    expect(useNavigationStore().notice?.message).toBe('99 jobs removed from the dead letter');
    useNavigationStore().undoLast();
    await settled();
    expect(engine.inputs('bulk.undo')).toEqual([{ bulkId: 'b1' }]);
    expect(engine.inputs('bulk.wait')).toEqual([{ bulkId: 'b2', done: 0 }]);
    expect(useNavigationStore().notice).toBeNull();
  });

  it('why an action ended early is told', async () => {
    const store = useDeadStore();
    engine.handlers['bulk.start'] = () => bulk({ ended: true, error: 'Disk full.' });
    await store.act('retry', 'all');
    expect(useNavigationStore().notice?.message).toBe('Disk full.');
    expect(store.isActing).toBe(false);
  });
});
