import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { comparedKinds } from '../../../../src-shared/compared-kinds';
import { TestEngine } from './test-engine';

let t: TestEngine;
beforeEach(async () => {
  t = await TestEngine.open();
});
afterEach(async () => {
  await t.close();
});

/** Each item's job exits with what its file says; `extra` are items of this run alone. */
const checking = (extra = ''): string => `
id = "check"
name = "Check"
concurrency = 4
[step.check]
type = "command"
run = 'echo WARN: {{item}}; exit $(cat {{item}} 2>/dev/null || echo 0)'
for_each = ["a", "b", "c", "d"${extra}]
on_error = "continue"
`;

const show = (scopeId: string, withId: string | null = null) =>
  t.client.call('compare.show', { scopeId, withId });

async function says(file: string, code: number): Promise<void> {
  await writeFile(path.join(t.folder, file), String(code));
}

it('a run is compared with the latest before it: what failed, what was repaired, what is new and what is gone', async () => {
  await says('a', 1);
  await says('b', 1);
  const first = await t.run(checking(', "old"'), 'check.toml');
  expect(await show(first.runId)).toEqual({ candidates: [], comparison: null });
  await rm(path.join(t.folder, 'a'));
  await says('c', 1);
  const second = await t.run(checking(', "new", "newer"'), 'check.toml');
  const { candidates, comparison } = await show(second.runId);
  expect(candidates.map(({ id }) => id)).toEqual([first.runId]);
  expect(comparison).toMatchObject({
    with: { id: first.runId, status: 'completed' },
    scope: {
      name: 'Check',
      here: { stats: { total: 6, failed: 2 } },
      there: { stats: { total: 5, failed: 2 } },
    },
    lines: { here: { warn: 6 }, there: { warn: 5 } },
    steps: [{ name: 'check', here: { id: `${second.runId}.1` }, there: { id: `${first.runId}.1` } }],
  });
  const rows = async (kind: (typeof comparedKinds)[number]) => {
    const page = await t.client.call('compare.jobs', {
      ...{ scopeId: second.runId, withId: first.runId, kind, from: 0, count: 10 },
    });
    expect(page.total).toBe(comparison?.counts[kind]);
    return page.rows.map((row) => [row.name, row.step, row.here?.status, row.there?.status]);
  };
  expect(await rows('failing')).toEqual([['c', 'check', 'failed', 'completed']]);
  expect(await rows('failing-again')).toEqual([['b', 'check', 'failed', 'failed']]);
  expect(await rows('repaired')).toEqual([['a', 'check', 'completed', 'failed']]);
  expect(await rows('added')).toEqual([
    ['new', 'check', 'completed', undefined],
    ['newer', 'check', 'completed', undefined],
  ]);
  expect(await rows('gone')).toEqual([['old', 'check', undefined, 'completed']]);
  // Every job of the two is of one kind.
  expect(Object.values(comparison?.counts ?? {}).reduce((sum, count) => sum + count, 0)).toBe(7);
});

it('a run that goes on is compared as it is in this moment, and a part of it with the same part', async () => {
  const first = await t.run(checking(), 'check.toml');
  await says('a', 1);
  const second = await t.start(
    `${checking()}[step.more]\ntype = "command"\nrun = "until [ -e go ]; do sleep 0.01; done"\n`,
    'check.toml',
  );
  await t.until((message) => message.scope?.stats.failed === 1 && message.scope.stats.completed === 3);
  const going = await show(second);
  expect(going.comparison).toMatchObject({
    with: { id: first.runId },
    counts: { failing: 1, added: 1, open: 0 },
  });
  await expect(show(first.runId, second)).rejects.toThrow(`${second} has not ended yet`);
  const step = await show(`${second}.2`);
  expect(step.comparison?.scope).toMatchObject({ name: 'more', there: null, here: { status: 'running' } });
  expect(step.comparison).toMatchObject({ counts: { failing: 0, added: 1 }, lines: { there: null } });
  await says('go', 0);
  await t.ended();
  await rm(path.join(t.folder, 'a'));
  await t.client.call('node.retry', { id: second });
  await t.until((message) => message.scope?.status === 'completed' && message.scope.stats.failed === 0);
  expect((await show(second)).comparison?.counts).toMatchObject({ failing: 0, repaired: 0, added: 1 });
  // The other way round, a run that came later can be chosen.
  expect((await show(first.runId, second)).comparison?.counts).toMatchObject({ gone: 1, failing: 0 });
});

it('jobs of a step that this run has not come to are not gone: they may still come', async () => {
  const two = `id = "two"
[step.first]
type = "command"
run = "until [ -e go ]; do sleep 0.01; done"
[step.second]
type = "command"
run = "true"
for_each = { range = [1, 50] }
`;
  await says('go', 0);
  await t.run(two, 'two.toml');
  await rm(path.join(t.folder, 'go'));
  const second = await t.start(two, 'two.toml');
  await t.until((message) => message.scope?.id === second && message.scope.stats.running === 1);
  expect((await show(second)).comparison?.counts).toMatchObject({ gone: 0, open: 51 });
  const page = await t.client.call('compare.jobs', {
    ...{ scopeId: second, withId: 'r1', kind: 'open', from: 0, count: 100 },
  });
  expect(page.rows).toHaveLength(51);
  expect(page.rows.filter(({ here }) => here === null)).toHaveLength(50);
  await says('go', 0);
  await t.ended();
  expect((await show(second)).comparison?.counts).toMatchObject({ gone: 0, open: 0 });
});

it('the usual run to compare with is the latest before it that has ended, however many came later', async () => {
  const quick = 'id = "quick"\n[step.a]\ntype = "command"\nrun = ["true"]\n';
  const runs: string[] = [];
  for (let run = 0; run < 32; run++) runs.push((await t.run(quick, 'quick.toml')).runId);
  const { candidates, comparison } = await show(runs[2]);
  expect(comparison).toMatchObject({ with: { id: runs[1] }, isLater: false });
  expect(candidates.map(({ id }) => id)).toEqual([...runs.slice(3, 28).reverse(), runs[1], runs[0]]);
  // The first one has none before it; a later one is only taken when it is asked for.
  expect((await show(runs[0])).comparison).toBeNull();
  expect((await show(runs[0], runs[31])).comparison).toMatchObject({ isLater: true });
});

it('a run that goes on again is no more to compare with, also in the middle of it', async () => {
  await says('a', 1);
  const first = await t.run(checking(), 'check.toml');
  const second = await t.run(checking(), 'check.toml');
  const under = show(second.runId);
  await t.client.call('node.retry', { id: first.runId });
  await under.catch((error: unknown) => {
    expect(String(error)).toContain('goes on again');
  });
  await t.watch(first.runId);
  await t.ended();
  expect((await show(second.runId)).comparison).toMatchObject({ counts: { 'failing-again': 1 } });
});

it('what cannot be compared is an error that says why', async () => {
  const { runId } = await t.run(checking(), 'check.toml');
  const other = await t.run('id = "other"\n[step.a]\ntype = "command"\nrun = "true"\n', 'other.toml');
  const added = await Promise.all(
    ['one', 'two'].map((name) => t.client.call('job.add', { command: ['true'], cwd: t.folder, name })),
  );
  await expect(show(runId, runId)).rejects.toThrow('A run cannot be compared with itself.');
  await expect(show(runId, `${runId}.1`)).rejects.toThrow('Only a run can be compared with');
  await expect(show(runId, other.runId)).rejects.toThrow(`${other.runId} is no run of the same definition.`);
  await expect(show(added[0].runId, added[1].runId)).rejects.toThrow('no run of the same definition');
  await expect(show(runId, 'r99')).rejects.toThrow('r99');
  await expect(show('r99')).rejects.toThrow('r99');
  const jobs = { scopeId: runId, kind: 'alike', from: 0, count: 1 } as const;
  await expect(t.client.call('compare.jobs', { ...jobs, withId: `${runId}.1` })).rejects.toThrow(
    'Only a run',
  );
});
