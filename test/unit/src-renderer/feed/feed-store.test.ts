import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../src-renderer/feed/feed-store';
import { emptyStats } from '../../../../src-shared/model';
import { FakeEngine, feedMessage, settled } from '../fake-engine';

let engine: FakeEngine;

beforeEach(() => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A store that has painted the snapshot of revision 1. */
async function started() {
  engine.handlers['feed.subscribe'] = () => feedMessage(null, 1);
  engine.handlers['feed.look'] = () => feedMessage(null, 1);
  const feed = useFeedStore();
  feed.start();
  await settled();
  return feed;
}

describe('Promise 5: the feed', () => {
  it('begins with a snapshot, is live then, and says that it painted it', async () => {
    const feed = await started();
    expect(feed.connection).toBe('live');
    expect(feed.message?.revision).toBe(1);
    expect(engine.inputs('feed.acknowledge')).toEqual([{ revision: 1 }]);
  });

  it('applies what follows and acknowledges each message once it is painted', async () => {
    const feed = await started();
    engine.send(feedMessage(1, 5));
    await settled();
    engine.send(feedMessage(5, 6));
    expect(feed.message?.revision).toBe(6);
    await settled();
    expect(engine.inputs('feed.acknowledge')).toEqual([{ revision: 1 }, { revision: 5 }, { revision: 6 }]);
  });

  it('asks for a snapshot when a message is missing, and goes on from it', async () => {
    const feed = await started();
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 9);
    engine.send(feedMessage(7, 8));
    expect(feed.connection).toBe('catching-up');
    expect(feed.message?.revision).toBe(1);
    await settled();
    expect(feed.connection).toBe('live');
    expect(feed.message?.revision).toBe(9);
    expect(engine.inputs('feed.subscribe')).toHaveLength(2);
  });

  it('asks for a snapshot when a parcel is missing whose rows are only named now', async () => {
    const feed = await started();
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 9);
    engine.send({ ...feedMessage(1, 2), number: 5, isWhole: false });
    expect(feed.connection).toBe('catching-up');
    await settled();
    expect(feed.connection).toBe('live');
    expect(feed.message?.revision).toBe(9);
  });

  it('says how many revisions it is behind while it waits for the snapshot', async () => {
    const feed = await started();
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 2141);
    engine.send(feedMessage(2140, 2141));
    expect(feed.behind).toBe(2140);
    await settled();
    expect(feed.behind).toBeNull();
  });

  it('asks how things stand after ten seconds of silence, and only then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const feed = useFeedStore();
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 1);
    engine.handlers['feed.look'] = () => feedMessage(null, 3);
    feed.start();
    await vi.advanceTimersByTimeAsync(9000);
    engine.send(feedMessage(1, 2));
    await vi.advanceTimersByTimeAsync(9000);
    expect(engine.inputs('feed.look')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1500);
    expect(engine.inputs('feed.look')).toHaveLength(1);
    expect(feed.message?.revision).toBe(3);
  });

  it('asks for a snapshot when another engine answers', async () => {
    const feed = await started();
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 0, { epoch: 'b' });
    engine.send(feedMessage(1, 2, { epoch: 'b' }));
    await settled();
    expect(feed.message).toMatchObject({ epoch: 'b', revision: 0 });
  });

  it('never goes back: an answer that comes late is not shown', async () => {
    const feed = await started();
    let answer: (value: unknown) => void = () => undefined;
    engine.handlers['feed.look'] = () => new Promise((resolve) => (answer = resolve));
    feed.look({ treeFrom: 10 });
    await settled();
    engine.send(feedMessage(1, 4));
    answer(feedMessage(null, 3));
    await settled();
    expect(feed.message?.revision).toBe(4);
  });

  it('asks once for several changes of a moment, and again for what changed meanwhile', async () => {
    const feed = await started();
    feed.look({ treeFrom: 10 });
    feed.look({ treeFrom: 20, scopeId: 'r1' });
    await settled();
    expect(engine.inputs('feed.look')).toEqual([expect.objectContaining({ treeFrom: 20, scopeId: 'r1' })]);
    engine.handlers['feed.look'] = async () => {
      await settled();
      return feedMessage(null, 1);
    };
    feed.look({ treeFrom: 30 });
    await Promise.resolve();
    await Promise.resolve();
    feed.look({ treeFrom: 40 });
    feed.look({ treeFrom: 50 });
    await settled();
    await settled();
    await settled();
    expect(engine.inputs('feed.look').slice(1)).toEqual([
      expect.objectContaining({ treeFrom: 30 }),
      expect.objectContaining({ treeFrom: 50 }),
    ]);
  });

  it('says since when it is not live and why, keeps what it knows, and tries again', async () => {
    const feed = await started();
    vi.useFakeTimers();
    engine.handlers['feed.subscribe'] = () => {
      throw new Error('the engine has ended');
    };
    engine.send(feedMessage(7, 8));
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.connection).toBe('lost');
    expect(feed.loss?.reason).toContain('the engine has ended');
    expect(feed.message?.revision).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(feed.connection).toBe('lost');
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 12);
    await vi.advanceTimersByTimeAsync(1000);
    expect(feed.connection).toBe('live');
    expect(feed.loss).toBeNull();
    expect(feed.message?.revision).toBe(12);
  });
});

describe('Promise 4: counts that do not add up', () => {
  it('are noticed and told', async () => {
    const feed = await started();
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    engine.send(feedMessage(1, 2, { totals: { ...emptyStats(), total: 3 } }));
    expect(feed.violations).toBe(1);
    expect(told).toHaveBeenCalledWith('Counts do not add up at revision 2: totals');
    told.mockRestore();
    await settled();
  });
});
