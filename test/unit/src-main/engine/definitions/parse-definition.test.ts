import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDefinitionFile } from '../../../../../src-main/engine/definitions/parse-definition';
import { commandStep, messagesOf } from './parsing';

let root = '';
const onPosix = process.platform !== 'win32';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'runsheet-definitions-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function sentencesAbout(name: string, content?: string | Uint8Array): Promise<readonly string[]> {
  const path = join(root, name);
  if (content !== undefined) await writeFile(path, content);
  return messagesOf(await parseDefinitionFile(path));
}

describe('a definition file', () => {
  it('is read, and its folder is what its paths are relative to', async () => {
    await writeFile(join(root, 'good.toml'), commandStep());
    const result = await parseDefinitionFile(join(root, 'good.toml'));
    expect(result).toMatchObject({ ok: true, file: join(root, 'good.toml'), directory: root });
    expect(result.ok && result.locate(['step', 'a', 'run'])).toEqual({ line: 3, column: 1 });
    expect(result.ok && result.locate(['step', 'a', 'cwd'])).toEqual({ line: 1, column: 7 });
  });

  it('that cannot be read is one clear sentence', async () => {
    await mkdir(join(root, 'folder.toml'));
    expect(await sentencesAbout('missing.toml')).toEqual(['missing.toml does not exist']);
    expect(await sentencesAbout('good.toml/x.toml')).toEqual(['x.toml does not exist']);
    expect(await sentencesAbout('folder.toml')).toEqual(['folder.toml is a folder, not a definition file']);
    expect(await sentencesAbout('empty.toml', '')).toEqual(['empty.toml is empty']);
    expect(await sentencesAbout('notes.txt', 'x')).toEqual([
      'notes.txt is not a definition file: its name must end in .toml, .yaml, .yml or .json',
    ]);
    expect(await sentencesAbout('huge.toml', '#'.repeat(4 * 1024 * 1024 + 1))).toEqual([
      'huge.toml is larger than 4 MiB, which no definition is',
    ]);
  });

  it('that is not UTF-8 is one clear sentence', async () => {
    const bytes = Buffer.concat([Buffer.from('# ä\nname = "'), Buffer.from([0xe4]), Buffer.from('"\n')]);
    expect(await sentencesAbout('latin1.toml', bytes)).toEqual([
      'latin1.toml line 2: there are bytes that are not UTF-8',
    ]);
    expect(await sentencesAbout('utf16.toml', Buffer.from(`\ufeff${commandStep()}`, 'utf16le'))).toEqual([
      'utf16.toml is UTF-16, and a definition must be UTF-8',
    ]);
  });

  it('may be as large as 4 MiB', async () => {
    expect(await sentencesAbout('large.toml', commandStep() + `#${'x'.repeat(99)}\n`.repeat(41_000))).toEqual(
      [],
    );
  });

  it.runIf(onPosix)('that is no regular file is one clear sentence', async () => {
    await symlink('circle.toml', join(root, 'circle.toml'));
    expect(await sentencesAbout('circle.toml')).toEqual([
      'circle.toml cannot be read: its links go round in a circle',
    ]);
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(root, 'pipe.toml')]);
    expect(await sentencesAbout('pipe.toml')).toEqual(['pipe.toml is not a regular file']);
  });

  // The superuser may read everything: for it there is nothing to test, and so no test.
  const unreadable = onPosix && process.getuid?.() !== 0 ? it : () => undefined;
  unreadable('that may not be read is one clear sentence', async () => {
    await writeFile(join(root, 'locked.toml'), commandStep());
    await chmod(join(root, 'locked.toml'), 0);
    expect(await sentencesAbout('locked.toml')).toEqual(['locked.toml cannot be read: permission denied']);
  });
});
