import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFeedStore } from '../../../../src-renderer/feed/feed-store';
import { useScheduleStore } from '../../../../src-renderer/schedule/schedule-store';
import { useNavigationStore } from '../../../../src-renderer/shell/navigation-store';
import type { ScheduleList } from '../../../../src-shared/schedule';
import { FakeEngine, feedMessage, settled } from '../fake-engine';

let engine: FakeEngine;
beforeEach(() => {
  engine = new FakeEngine();
  engine.install();
  setActivePinia(createPinia());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const list = (paused: boolean): ScheduleList => ({ attended: true, paused, definitions: [] });

describe('the schedule', () => {
  it('is read at first, and again when the feed says that it has changed, and not for anything else', async () => {
    engine.handlers['feed.subscribe'] = () => feedMessage(null, 1);
    engine.handlers['schedule.list'] = () => list(false);
    useFeedStore().start();
    const schedule = useScheduleStore();
    await settled();
    expect(schedule.list).toEqual(list(false));
    engine.send(feedMessage(1, 2));
    await settled();
    expect(engine.inputs('schedule.list')).toHaveLength(1);
    engine.handlers['schedule.list'] = () => list(true);
    engine.send(feedMessage(2, 3, { library: 1 }));
    await settled();
    expect(schedule.list?.paused).toBe(true);
    expect(engine.inputs('schedule.list')).toHaveLength(2);
  });

  it('is held back and goes on, one or all', async () => {
    engine.handlers['schedule.list'] = () => list(false);
    const schedule = useScheduleStore();
    await schedule.setPaused('nightly', true);
    await schedule.setPaused(null, false);
    expect(engine.inputs('schedule.pause')).toEqual([{ id: 'nightly' }]);
    expect(engine.inputs('schedule.resume')).toEqual([{ id: null }]);
  });

  it('offers to take it back, but not what could not be done', async () => {
    engine.handlers['schedule.list'] = () => list(false);
    const schedule = useScheduleStore();
    const navigation = useNavigationStore();
    await schedule.setPaused(null, false);
    navigation.undoLast();
    await settled();
    expect(engine.inputs('schedule.pause')).toEqual([{ id: null }]);
    engine.handlers['schedule.pause'] = () => {
      throw new Error('The engine is gone.');
    };
    await schedule.setPaused('nightly', true);
    expect(navigation.notice).toMatchObject({ isDone: false });
    expect(navigation.notice?.undo).toBeUndefined();
  });
});
