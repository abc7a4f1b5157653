import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putRun, readRun, type RunRecord } from '../../../../src-main/engine/storage/run-records';
import { Store, WriteBatch } from '../../../../src-main/engine/storage/store';
import type { Definition } from '../../../../src-shared/definition';
import { TestEngine } from './test-engine';

let test: TestEngine;
beforeEach(async () => {
  test = await TestEngine.open();
});
afterEach(() => test.close());

const params = `
[params.folder]
type = "path"
required = true
[params.word]
type = "string"
default = "a 'b' $(id)"
[params.count]
type = "number"
[params.keep]
type = "boolean"
default = true
`;

/** Starts a run with values and waits for its end. */
async function run(text: string, values: Record<string, string | number | boolean>): Promise<string> {
  const file = await test.define('params.toml', text);
  const { runId } = await test.client.call('run.start', { path: file, params: values });
  await test.watch(runId);
  await test.ended();
  return runId;
}

async function texts(runId: string): Promise<string[]> {
  return (await test.lines(runId)).map((line) => line.text);
}

describe('a run with parameters', () => {
  it('hands its values to commands, items, scripts and their children', async () => {
    await mkdir(path.join(test.folder, 'photos [1]'));
    await writeFile(path.join(test.folder, 'photos [1]', 'a.jpg'), '');
    await writeFile(
      path.join(test.folder, 'show.mjs'),
      `export default async (job) => {
        job.log.info(JSON.stringify(job.params));
        if (job.params.depth !== undefined) return;
        const child = await job.spawn({ name: 'c', type: 'script', module: './show.mjs', params: { depth: 1 } });
        await child.done;
        const command = await job.spawn({ name: 'd', type: 'command', run: 'echo {{params.word}}' });
        await command.done;
      };`,
    );
    const runId = await run(
      `concurrency = 1
      ${params}
      [step.a]
      type = "command"
      for_each = { glob = "{{params.folder}}/*.jpg" }
      run = "printf '%s|' {{item.name}} {{params.word}} {{params.count}} {{params.keep}}"
      [step.b]
      type = "command"
      cwd = "{{params.folder}}"
      run = "ls"
      [step.c]
      type = "script"
      module = "./show.mjs"`,
      { folder: 'photos [1]', count: '2' },
    );
    const values = {
      folder: path.join(test.folder, 'photos [1]'),
      word: "a 'b' $(id)",
      count: 2,
      keep: true,
    };
    expect(await texts(runId)).toEqual([
      "a.jpg|a 'b' $(id)|2|true|",
      'a.jpg',
      JSON.stringify(values),
      JSON.stringify({ ...values, depth: 1 }),
      "a 'b' $(id)",
    ]);
    expect((await test.client.call('node.show', { id: runId })).input['params']).toEqual(values);
  });

  it('keeps the values it was started with, over a restart too, and they are offered again', async () => {
    const text = `${params}[step.a]\ntype = "command"\nrun = "echo {{params.count}}"\n`;
    const runId = await run(text, { folder: '/x', count: 7, word: '', keep: false });
    await test.stop();
    await test.reopen(runId);
    const values = { folder: path.resolve('/x'), word: '', count: 7, keep: false };
    expect((await test.client.call('node.show', { id: runId })).input['params']).toEqual(values);
    const file = await test.define('params.toml', text);
    const preview = await test.client.call('definition.preview', { path: file });
    expect(preview.lastValues).toEqual(values);
    expect(preview.params.map(({ name, type }) => [name, type])).toEqual([
      ['folder', 'path'],
      ['word', 'string'],
      ['count', 'number'],
      ['keep', 'boolean'],
    ]);
  });

  it('is offered only those values again that can still be used', async () => {
    const text = `${params}[step.a]\ntype = "command"\nrun = "true"\n`;
    await run(text, { folder: '/x', count: 7 });
    const file = await test.define(
      'params.toml',
      text.replace('type = "number"', 'type = "number"\nmax = 3'),
    );
    const { lastValues } = await test.client.call('definition.preview', { path: file });
    expect(lastValues).toEqual({ folder: path.resolve('/x'), word: "a 'b' $(id)", keep: true });
    const other = await test.define('other.toml', `id = "params"\n${text}`);
    expect((await test.client.call('definition.preview', { path: other })).lastValues).toBe(null);
  });

  it('Promise 10: is not started when a value cannot stand, and every parameter is named', async () => {
    const text = `${params}[step.a]\ntype = "command"\nrun = "true"\n`;
    await expect(run(text, { count: 'x', wrod: 'y' })).rejects.toMatchObject({
      code: 'bad-input',
      message:
        'The parameter folder must be given. The parameter count must be a number, not "x". There is no parameter "wrod"; did you mean word?',
    });
    await expect(run('[step.a]\ntype = "command"\nrun = "true"\n', { a: 1 })).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(test.engine.runNumbers).toEqual([]);
  });

  it('fails the step whose pattern has no value', async () => {
    const text = `[params.a]\ntype = "path"\n[step.a]\ntype = "command"\nrun = "true"\nfor_each = { glob = "{{params.a}}/*" }\n`;
    const runId = await run(text, {});
    const [, step] = test.nodes(runId);
    expect(step).toMatchObject({
      status: 'failed',
      error: 'The for_each has {{params.a}} in glob, and it has no value.',
    });
  });

  it('of an earlier version has none, and can be shown', async () => {
    const { runId } = await test.run('[step.a]\ntype = "command"\nrun = "true"\n');
    await test.stop();
    const store = Store.open(path.join(test.folder, 'data'));
    const { params: _params, definition, ...record } = readRun(store, 1) as RunRecord;
    const { params: _none, ...older } = definition as Definition;
    const batch = new WriteBatch();
    putRun(batch, 1, { ...record, definition: older } as RunRecord);
    await store.commit(batch);
    expect(readRun(store, 1)).toMatchObject({ params: {}, definition: { params: [] } });
    await store.close();
    await test.reopen(runId);
    const shown = await test.client.call('node.show', { id: runId });
    expect(Object.keys(shown.input)).toEqual(['path', 'directory', 'definition', 'tags', 'limits']);
  });
});
