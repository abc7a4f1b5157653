import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDefinitionForRun } from '../../../../../src-main/engine/definitions/check-for-run';
import { commandStep, parsed } from './parsing';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'runsheet-check-'));
  await mkdir(join(root, 'work'));
  await writeFile(join(root, 'index.mjs'), '');
  await writeFile(join(root, 'names.txt'), 'a\n');
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function check(text: string): Promise<readonly string[]> {
  const problems = await checkDefinitionForRun(parsed(text, join(root, 'job.toml')));
  return problems.map((problem) => problem.message);
}

function script(more: string): string {
  return `[step.s]\ntype = "script"\n${more}\n`;
}

describe('before a definition is started', () => {
  it('everything it names is there', async () => {
    const text = [
      script('module = "./index.mjs"'),
      commandStep('cwd = "work"\nfor_each = { lines = "names.txt" }'),
      commandStep('cwd = "{{item}}/no"\nfor_each = ["x"]', 'b'),
      '[step.g]\ntype = "test_job_generator"\n',
    ].join('');
    expect(await check(text)).toEqual([]);
  });

  it('what is missing is a sentence with its line', async () => {
    const text = [
      script('\nmodule = "./indx.mjs"'),
      commandStep('cwd = "wrk"\nfor_each = { lines = "nmes.txt" }'),
      commandStep('cwd = "names.txt"', 'b'),
      commandStep('for_each = { lines = "work" }', 'c'),
    ].join('');
    expect(await check(text)).toEqual([
      'job.toml line 4: step.s.module names "./indx.mjs", and there is no such file',
      'job.toml line 8: step.a.cwd names "wrk", and there is no such folder',
      'job.toml line 9: step.a.for_each.lines names "nmes.txt", and there is no such file',
      'job.toml line 13: step.b.cwd names "names.txt", which is not a folder',
      'job.toml line 17: step.c.for_each.lines names "work", which is a folder, not a file',
    ]);
  });

  it('it is enabled', async () => {
    expect(await check(`# off\nenabled = false\n${commandStep()}`)).toEqual([
      'job.toml line 2: enabled is false, so the definition cannot be started',
    ]);
  });
});
