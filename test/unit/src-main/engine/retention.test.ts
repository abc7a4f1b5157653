import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine } from './test-engine';

const dayMs = 86_400_000;
let t: TestEngine;
let now: number;

beforeEach(async () => {
  now = Date.now();
  t = await TestEngine.open({ wallClock: () => now });
});
afterEach(async () => {
  expect((await t.verify()).differences).toEqual([]);
  await t.close();
});

function definition(lines = 1): string {
  return `[step.a]\ntype = "test_job_generator"\nworker_count = 1\nlog_count = ${lines}\nlog_delay_ms = 0\nfailure_rate = 0\n`;
}

async function runs(count: number, name = 'a.toml', lines = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push((await t.run(definition(lines), name)).runId);
  return ids;
}

/** Runs of the folder, oldest first. */
async function there(): Promise<string[]> {
  const message = await t.client.call('feed.look', {
    treeFrom: 0,
    treeCount: 100,
    treeRootId: null,
    scopeId: null,
    selectedId: null,
    levels: 15,
  });
  return message.tree.rows
    .filter((row) => row.kind === 'run')
    .map((row) => row.id)
    .reverse();
}

describe('retention', () => {
  it('is 90 days, 10 GB and the last 10 runs of each definition until somebody changes it', async () => {
    await runs(1);
    const state = await t.client.call('retention.show', {});
    expect(state.rule).toEqual({ days: 90, bytes: 10_000_000_000, runs: 10 });
    expect(state).toMatchObject({ runs: 1, removals: [] });
    expect(state.bytes).toBeGreaterThan(0);
  });

  it('says exactly what a change would remove, and removes nothing by that', async () => {
    await runs(3, 'a.toml', 2000);
    await runs(2, 'b.toml', 3);
    now += 91 * dayMs;
    const change = { runs: 1, days: 90 };
    const before = await t.client.call('retention.show', {});
    const removes = await t.client.call('retention.preview', change);
    expect(removes).toMatchObject({ runs: 3, jobs: 3, lines: 4003 });
    expect(await t.client.call('retention.show', {})).toEqual(before);
    expect(await there()).toHaveLength(5);
    expect(await t.client.call('retention.preview', { days: null, bytes: null })).toEqual({
      ...{ runs: 0, jobs: 0, lines: 0, bytes: 0 },
    });
    const after = await t.client.call('retention.change', change);
    expect(before.runs - after.runs).toBe(removes.runs);
    expect(before.bytes - after.bytes).toBe(removes.bytes);
    const [{ lines, bytes }] = after.removals;
    expect({ lines, bytes }).toEqual({ lines: removes.lines, bytes: removes.bytes });
  });

  it('removes what is too old and keeps the latest of each definition, and says what it removed', async () => {
    const first = await runs(3, 'a.toml');
    const second = await runs(1, 'b.toml');
    await t.client.call('retention.change', { runs: 2 });
    expect(await there()).toEqual([...first, ...second]);
    now += 91 * dayMs;
    const state = await t.client.call('retention.change', { days: 90 });
    expect(await there()).toEqual([...first.slice(1), ...second]);
    expect(state.removals).toMatchObject([{ at: now, runs: 1, lines: 1, reason: 'Older than 90 days' }]);
    expect(existsSync(path.join(t.folder, 'data', 'runs', first[0]))).toBe(false);
    expect(t.engine.totals.lines).toBe(3);
  });

  it('removes the oldest while all logs together are too large', async () => {
    const ids = await runs(4, 'a.toml', 20_000);
    const state = await t.client.call('retention.change', { runs: 1, days: null, bytes: 2_500_000 });
    expect(state.bytes).toBeLessThanOrEqual(2_500_000);
    const left = await there();
    expect(left.length).toBeLessThan(4);
    expect(left).toEqual(ids.slice(-left.length));
    expect(state.removals[0].reason).toBe('More than 2.5 MB of logs');
    expect(state.removals[0].runs).toBe(4 - left.length);
  });

  it('looks when an engine starts and when a run has ended, without being asked', async () => {
    const ids = await runs(2);
    await t.client.call('retention.change', { runs: 1 });
    now += 100 * dayMs;
    await t.stop();
    await t.reopen();
    await t.until((message) => message.runCount === 1);
    expect(await there()).toEqual([ids[1]]);
    // The new run takes the place of the last one that stays.
    await runs(1);
    await t.until((message) => message.runCount === 1);
  });

  it('keeps its rule and its removals over a restart, and removes nothing when there is no limit', async () => {
    await runs(2);
    await t.client.call('retention.change', { days: null, bytes: null, runs: 0 });
    now += 1000 * dayMs;
    await t.stop();
    await t.reopen();
    const state = await t.client.call('retention.show', {});
    expect(state).toMatchObject({ rule: { days: null, bytes: null, runs: 0 }, runs: 2 });
  });

  it('leaves a run alone that has not ended', async () => {
    await runs(1);
    const { runId: long } = await t.client.call('run.start', {
      path: await t.define('long.toml', '[step.a]\ntype = "command"\nrun = ["sleep", "60"]\n'),
    });
    now += 1000 * dayMs;
    await t.client.call('retention.change', { days: 1, runs: 0 });
    expect(await there()).toEqual([long]);
  });

  it('keeps an opened log by when it was opened, not by when its lines were written', async () => {
    const file = await t.define('old.log', '2001-02-03T04:05:06Z long ago\n');
    const { transferId } = await t.client.call('log.open', { paths: [file] });
    const opened = await t.client.call('transfer.wait', { transferId, done: Number.MAX_SAFE_INTEGER });
    await t.client.call('retention.change', { days: 30, runs: 0 });
    expect(await there()).toEqual([opened.runId]);
    now += 31 * dayMs;
    await t.client.call('retention.change', { days: 30, runs: 0 });
    expect(await there()).toEqual([]);
  });
});
