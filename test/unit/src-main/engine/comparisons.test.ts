import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { comparedKinds } from '../../../../src-shared/comparison';
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

it('what cannot be compared is an error that says why', async () => {
  const { runId } = await t.run(checking(), 'check.toml');
  await expect(show(runId, runId)).rejects.toThrow('A run cannot be compared with itself.');
  await expect(show(runId, `${runId}.1`)).rejects.toThrow('Only a run can be compared with');
  await expect(show(runId, 'r99')).rejects.toThrow('r99');
  await expect(show('r99')).rejects.toThrow('r99');
});
