import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DefinitionFiles } from '../../../../src-main/app/definition-files';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-definitions-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function definitionFiles(): DefinitionFiles {
  return new DefinitionFiles({
    samplesFolder: path.join(folder, 'samples'),
    recentFile: path.join(folder, 'window', 'recent.json'),
    preview: (file) =>
      Promise.resolve({
        path: file,
        id: '',
        name: path.basename(file),
        description: '',
        tags: [],
        concurrency: 1,
        params: [],
        lastValues: null,
        steps: [],
        schedule: null,
        problems: [],
      }),
  });
}

const define = async (name: string): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, '');
  return file;
};

describe('definitions opened lately', () => {
  it('are there after a restart, the latest first, each once', async () => {
    const [a, b] = [await define('a.toml'), await define('b.yaml')];
    const files = definitionFiles();
    await Promise.all([files.remember(a), files.remember(b), files.remember(a)]);
    expect((await definitionFiles().recent()).map(({ name }) => name)).toEqual(['a.toml', 'b.yaml']);
  });

  it('go when their file goes, and samples are never among them', async () => {
    const files = definitionFiles();
    await files.remember(path.join(folder, 'gone.toml'));
    await files.remember(path.join(folder, 'samples', 's.toml'));
    expect(await files.recent()).toEqual([]);
  });

  it('are none when the list cannot be read', async () => {
    const files = definitionFiles();
    await files.remember(await define('a.toml'));
    await writeFile(path.join(folder, 'window', 'recent.json'), '["half');
    expect(await files.recent()).toEqual([]);
  });
});
