import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { TimelineWindow } from '../../../../src-shared/timeline';
import { TestEngine } from './test-engine';

let engine: TestEngine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
});

const definition = `
name = "Mixed"
concurrency = 3
[step.good]
type = "command"
run = ["true"]
for_each = { range = [1, 12] }
[step.bad]
type = "command"
run = ["false"]
for_each = { list = ["x", "y"] }
retries = { max = 2, delay = "1ms" }
on_error = "continue"
[step.last]
type = "command"
run = ["true"]
`;

async function read(runId: string, change: object = {}): Promise<TimelineWindow> {
  if (engine === null) throw new Error('There is no engine.');
  const { from, to } = await engine.client.call('timeline.overview', { runId, parts: 10 });
  return engine.client.call('timeline.window', {
    scopeId: runId,
    from: (from ?? 0) - 1,
    to: to + 1,
    pixels: 100_00,
    firstSlot: 1,
    slots: 100,
    selectedId: null,
    ...change,
  });
}

describe('the timeline of a run', () => {
  it('has every attempt once, in the slot it ran in, with what became of it', async () => {
    engine = await TestEngine.open();
    const { runId } = await engine.run(definition);
    const window = await read(runId);
    expect(window.attempts).toEqual({ completed: 13, running: 0, cancelled: 0, retried: 4, failed: 2 });
    expect(window.bars.attempts.reduce((sum, one) => sum + one, 0)).toBe(19);
    expect(Math.max(...window.bars.slot)).toBeLessThanOrEqual(3);
    const overview = await engine.client.call('timeline.overview', { runId, parts: 20 });
    expect(overview).toMatchObject({ isLive: false, attempts: 19 });
    expect(overview.failed.reduce((sum, one) => sum + one, 0)).toBe(2);
    expect(overview.steps.map(({ name, status }) => [name, status])).toEqual([
      ['good', 'completed'],
      ['bad', 'failed'],
      ['last', 'completed'],
    ]);
    const { slotTime } = window;
    const all = Object.values(slotTime).reduce((sum, ms) => sum + ms, 0);
    expect(all).toBeCloseTo(overview.slots * (overview.to - (overview.from ?? 0)), 3);
  });

  it('tells the attempts of a job, and what is outside the scope as other', async () => {
    engine = await TestEngine.open();
    const { runId } = await engine.run(definition);
    const bad = engine.nodes(runId).find(({ name }) => name === 'x');
    const step = engine.nodes(runId).find(({ name }) => name === 'bad');
    const window = await read(runId, { selectedId: bad?.id, scopeId: step?.id });
    expect(window.selected.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'retried'],
      [2, 'retried'],
      [3, 'failed'],
    ]);
    expect(window.attempts).toEqual({ completed: 0, running: 0, cancelled: 0, retried: 4, failed: 2 });
    expect(window.slotTime.other).toBeGreaterThan(0);
    expect(window.longest.every(({ name }) => name === 'x' || name === 'y')).toBe(true);
  });

  it('follows a run while it goes on, and is the same when it is read from disk', async () => {
    engine = await TestEngine.open();
    const runId = await engine.start(
      'name = "Slow"\nconcurrency = 2\n[step.a]\ntype = "command"\nrun = "read line; exit $line"\nstdin = { open = true }\nretries = 1\nfor_each = { range = [1, 2] }\n',
    );
    await engine.until(({ scope }) => scope?.stats.running === 2);
    const live = await read(runId);
    expect(live.attempts).toMatchObject({ running: 2, completed: 0 });
    expect(live.bars.slot).toEqual([1, 2]);
    const jobs = engine.nodes(runId).filter(({ kind }) => kind === 'job');
    for (const { id } of jobs) await engine.client.call('job.send', { id, text: '0\n' });
    await engine.ended();
    const after = await read(runId, { selectedId: jobs[0].id });
    expect(after.attempts).toMatchObject({ running: 0, completed: 2 });
    await engine.stop();
    await engine.reopen(runId);
    expect(await read(runId, { selectedId: jobs[0].id })).toEqual(after);
  });

  it('goes on when an ended run is tried again', async () => {
    engine = await TestEngine.open();
    const { runId } = await engine.run(
      'name = "Once"\n[step.a]\ntype = "command"\nrun = "test -e flag || { touch flag; exit 3; }"\n',
    );
    expect((await read(runId)).attempts).toMatchObject({ failed: 1, retried: 0 });
    await engine.client.call('node.retry', { id: runId });
    await engine.until(({ scope }) => scope?.status === 'completed');
    expect((await read(runId)).attempts).toMatchObject({ failed: 0, retried: 1, completed: 1 });
    const overview = await engine.client.call('timeline.overview', { runId, parts: 4 });
    expect(overview.failed.reduce((sum, one) => sum + one, 0)).toBe(0);
    await rm(`${engine.folder}/flag`, { force: true });
  });

  it('is empty before anything has started', async () => {
    engine = await TestEngine.open({ executes: false });
    const { runId } = await engine.client.call('run.start', {
      path: await engine.define('a.toml', 'name = "A"\n[step.a]\ntype = "command"\nrun = "true"\n'),
    });
    const overview = await engine.client.call('timeline.overview', { runId, parts: 4 });
    expect(overview).toMatchObject({ from: null, slots: 0, attempts: 0 });
    const window = await read(runId);
    expect(window).toMatchObject({ bars: { slot: [] }, slotTime: { idle: 0 } });
  });

  it('refuses a window that ends before it begins', async () => {
    engine = await TestEngine.open();
    const { runId } = await engine.run('name = "A"\n[step.a]\ntype = "command"\nrun = "true"\n');
    await expect(read(runId, { from: 10, to: 10 })).rejects.toThrow('must end after it begins');
  });
});
