import { afterEach, expect, it } from 'vitest';
import { TestEngine } from './test-engine';

let engine: TestEngine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
});

const define = (id: string, command: string): string =>
  `id = "${id}"\nname = "The ${id}"\n[step.a]\ntype = "command"\nrun = ["${command}"]\n`;

it('the history of a definition has its runs, latest first, apart from those of others', async () => {
  engine = await TestEngine.open();
  const first = await engine.run(define('one', 'true'), 'one.toml');
  const other = await engine.run(define('command', 'true'), 'other.toml');
  const added = await engine.client.call('job.add', { command: ['true'], cwd: engine.folder });
  await engine.watch(added.runId);
  await engine.ended();
  const second = await engine.run(define('one', 'false'), 'one.toml');

  const { definitions } = await engine.client.call('history.definitions', {});
  expect(definitions.map(({ id, runs, status }) => [id, runs, status])).toEqual([
    ['one', 2, 'failed'],
    [null, 1, 'completed'],
    ['command', 1, 'completed'],
  ]);
  const one = await engine.client.call('history.runs', { id: 'one', from: 0, count: 10 });
  expect(one.total).toBe(2);
  expect(one.runs.map(({ id, status }) => [id, status])).toEqual([
    [second.runId, 'failed'],
    [first.runId, 'completed'],
  ]);
  expect((await engine.client.call('history.runs', { id: 'one', from: 1, count: 1 })).runs).toEqual([
    one.runs[1],
  ]);
  const withoutOne = await engine.client.call('history.runs', { id: null, from: 0, count: 10 });
  expect(withoutOne.runs.map(({ id }) => id)).toEqual([added.runId]);
  const named = await engine.client.call('history.runs', { id: 'command', from: 0, count: 10 });
  expect(named.runs.map(({ id }) => id)).toEqual([other.runId]);

  await engine.client.call('node.remove', { id: second.runId });
  const left = await engine.client.call('history.runs', { id: 'one', from: 0, count: 10 });
  expect(left.runs.map(({ id }) => id)).toEqual([first.runId]);
});

it('the graph of a run has its steps with what they wait for', async () => {
  engine = await TestEngine.open();
  const step = (name: string, more = ''): string =>
    `[step.${name}]\ntype = "command"\nrun = ["true"]\n${more}\n`;
  const { runId } = await engine.run(
    `name = "G"\n${step('a')}${step('b')}${step('c', 'depends = []')}${step('d', 'depends = ["b", "c"]\nalways_run = true')}`,
  );
  const { steps } = await engine.client.call('run.graph', { runId });
  expect(steps.map(({ name, depends, alwaysRun, status }) => [name, depends, alwaysRun, status])).toEqual([
    ['a', [], false, 'completed'],
    ['b', [0], false, 'completed'],
    ['c', [], false, 'completed'],
    ['d', [1, 2], true, 'completed'],
  ]);
  expect(steps[0].stats.completed).toBe(1);
});
