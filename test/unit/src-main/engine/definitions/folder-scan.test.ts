import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanFolder, withOneOwner } from '../../../../../src-main/engine/definitions/folder-scan';
import { commandStep } from './parsing';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-scan-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);
const names = async (): Promise<string[]> =>
  (await scanFolder(folder)).files.map((file) => path.basename(file.path));

describe('a folder of definitions', () => {
  it('holds the files directly in it, in natural order, and not what is something else', async () => {
    await write('b10.toml', commandStep());
    await write('b2.yaml', 'step:\n  a:\n    type: command\n    run: x\n');
    await write('.hidden.toml', commandStep());
    await write('readme.md', '# x');
    await write('package.json', '{"name":"x","scripts":{}}');
    await write('tsconfig.json', '{"compilerOptions":{}}');
    await mkdir(path.join(folder, 'below.toml'));
    await mkdir(path.join(folder, 'below'));
    await write('below/c.toml', commandStep());
    expect(await names()).toEqual(['b2.yaml', 'b10.toml']);
  });

  it('shows a file that has a mistake, or cannot be read at all', async () => {
    await write('typo.toml', '[steps.a]\ntype = "command"\nrun = "x"\n');
    await write('half.toml', '[step.a\n');
    await write('empty.toml', '');
    const { files } = await scanFolder(folder);
    expect(files.map(({ definition, problems }) => [definition, problems.length > 0])).toEqual([
      [null, true],
      [null, true],
      [null, true],
    ]);
  });

  it('that is not there, or no folder, says so', async () => {
    expect(await scanFolder(path.join(folder, 'nowhere'))).toMatchObject({
      problem: 'It is not there.',
      files: [],
    });
    await write('file', '');
    expect((await scanFolder(path.join(folder, 'file'))).problem).toBe('It is not a folder.');
  });

  it('is read anew only where it has changed', async () => {
    await write('a.toml', commandStep());
    await write('b.toml', commandStep());
    let before = await scanFolder(folder);
    // A file that was written a moment ago is not taken for read.
    while (before.files.some(({ mark }) => mark === null)) before = await scanFolder(folder, before);
    await write('a.toml', commandStep('timeout = "1s"'));
    await utimes(path.join(folder, 'a.toml'), new Date(), new Date());
    const after = await scanFolder(folder, before);
    expect(after.files[0].definition?.steps[0].timeoutMs).toBe(1000);
    expect(after.files[1]).toBe(before.files[1]);
  });
});

describe('an id that several files have', () => {
  it('belongs to the one that is known to have it, else to the first', async () => {
    await write('one.toml', `id = "x"\n${commandStep()}`);
    await write('two.toml', `id = "x"\n${commandStep()}`);
    const found = [await scanFolder(folder)];
    const problems = (owner: string | null) =>
      withOneOwner(found, () => owner)[0].files.map((file) => file.problems[0]?.message ?? null);
    const [one, two] = found[0].files.map((file) => file.path);
    expect(problems(null)).toEqual([null, `two.toml id is "x", and that is the id of ${one}`]);
    expect(problems(two)).toEqual([`one.toml id is "x", and that is the id of ${two}`, null]);
    expect(problems('/gone.toml')).toEqual([null, `two.toml id is "x", and that is the id of ${one}`]);
  });
});
