import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expandForEach,
  itemsFromCommandOutput,
} from '../../../../../src-main/engine/definitions/expand-for-each';
import type { ForEach } from '../../../../../src-shared/definition';

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'runsheet-items-'));
  const files = [
    'a2.js',
    'a10.js',
    'sub/b.js',
    'sub/.hidden.js',
    '.dot/c.js',
    'sub/x (1).js',
    '-f.js',
    'defs/[x]/d.js',
    'note.txt',
  ];
  for (const file of files) {
    await mkdir(join(root, file, '..'), { recursive: true });
    await writeFile(join(root, file), '');
  }
  await mkdir(join(root, 'folder.js'));
  if (process.platform === 'win32') return;
  await symlink('a2.js', join(root, 'link.js'));
  await symlink('nowhere', join(root, 'broken.js'));
  await symlink('.', join(root, 'loop'));
  await symlink('sub', join(root, 'linked.js'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

const onPosix = process.platform !== 'win32';

type Expandable = Exclude<ForEach, { readonly kind: 'command' }>;

async function itemsOf(forEach: Expandable, directory = root): Promise<readonly string[]> {
  return (await expandForEach(forEach, { directory })).items;
}

function glob(
  patterns: readonly string[],
  more: Partial<Extract<ForEach, { kind: 'glob' }>> = {},
): Expandable {
  return { kind: 'glob', patterns: [...patterns], hidden: false, absolute: false, limit: null, ...more };
}

describe('for_each with glob', () => {
  it.runIf(onPosix)(
    'finds files and links to files, in natural order, and follows no links to folders',
    async () => {
      expect(await itemsOf(glob(['**/*.js']))).toEqual([
        './-f.js',
        'a2.js',
        'a10.js',
        'defs/[x]/d.js',
        'link.js',
        'sub/b.js',
        'sub/x (1).js',
      ]);
    },
  );

  it('finds names that begin with a dot when it is told to, or when the pattern says so', async () => {
    expect(await itemsOf(glob(['sub/**/*.js'], { hidden: true }))).toContain('sub/.hidden.js');
    expect(await itemsOf(glob(['**/c.js'], { hidden: true }))).toEqual(['.dot/c.js']);
    expect(await itemsOf(glob(['sub/.*.js']))).toEqual(['sub/.hidden.js']);
  });

  it('answers relative to the folder, also for what is outside of it', async () => {
    expect(await itemsOf(glob(['../../a*.js']), join(root, 'defs/[x]'))).toEqual([
      '../../a2.js',
      '../../a10.js',
    ]);
    expect(await itemsOf(glob(['*.js']), join(root, 'defs/[x]'))).toEqual(['d.js']);
    expect(await itemsOf(glob(['./../../sub/b.js']), join(root, 'defs/[x]'))).toEqual(['../../sub/b.js']);
  });

  it('answers with absolute paths when the command runs elsewhere, or the pattern is absolute', async () => {
    const base = root.replaceAll('\\', '/');
    expect(await itemsOf(glob(['sub/b.js'], { absolute: true }))).toEqual([`${base}/sub/b.js`]);
    expect(await itemsOf(glob([`${base}/a*.js`, 'sub/b.js']))).toEqual([
      `${base}/a2.js`,
      `${base}/a10.js`,
      'sub/b.js',
    ]);
  });

  it('takes several patterns, finds nothing twice, and leaves out what "!" excludes', async () => {
    expect(await itemsOf(glob(['a*.js', '*2.js', 'sub/*', '!**/x*']))).toEqual([
      'a2.js',
      'a10.js',
      'sub/b.js',
    ]);
  });

  it('finds nothing without complaint', async () => {
    expect(await itemsOf(glob(['*.none']))).toEqual([]);
    expect(await itemsOf(glob(['no/such/folder/**']))).toEqual([]);
    expect(await itemsOf(glob(['sub']))).toEqual([]);
  });

  it('takes the first items up to its limit', async () => {
    expect(await itemsOf(glob(['a*.js'], { limit: 1 }))).toEqual(['a2.js']);
    expect(await itemsOf(glob(['a*.js'], { limit: 0 }))).toEqual([]);
  });

  // The superuser may look everywhere: for it there is nothing to test, and so no test.
  const closed = onPosix && process.getuid?.() !== 0 ? it : () => undefined;
  closed('names the folders that it could not look into', async () => {
    const locked = join(root, 'locked');
    await mkdir(locked);
    await chmod(locked, 0);
    const { unreadable } = await expandForEach(glob(['**/*.js']), { directory: root });
    await chmod(locked, 0o700);
    await rm(locked, { recursive: true });
    expect(unreadable.map((path) => path.replace(/\/$/, ''))).toEqual([locked]);
  });

  it('is aborted', async () => {
    const controller = new AbortController();
    const expanding = expandForEach(glob(['**/*']), { directory: root, signal: controller.signal });
    controller.abort(new Error('cancelled'));
    await expect(expanding).rejects.toThrow('cancelled');
    await expect(expandForEach(glob(['*']), { directory: root, signal: controller.signal })).rejects.toThrow(
      'cancelled',
    );
  });
});

describe('for_each with list and range', () => {
  it('takes them as they stand', async () => {
    expect(await itemsOf({ kind: 'list', items: ['b', 'a', '', '{{item}}'], limit: null })).toEqual([
      'b',
      'a',
      '',
      '{{item}}',
    ]);
    expect(await itemsOf({ kind: 'list', items: ['b', 'a'], limit: 1 })).toEqual(['b']);
    expect(await itemsOf({ kind: 'range', from: 1, to: 4, by: 1, limit: null })).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(await itemsOf({ kind: 'range', from: 10, to: 0, by: -5, limit: null })).toEqual(['10', '5', '0']);
    expect(await itemsOf({ kind: 'range', from: 0, to: 10, by: 4, limit: null })).toEqual(['0', '4', '8']);
    expect(await itemsOf({ kind: 'range', from: 1, to: 9_000_000_000, by: 1, limit: 2 })).toEqual(['1', '2']);
    expect(await itemsOf({ kind: 'range', from: 5, to: 5, by: 1, limit: null })).toEqual(['5']);
  });

  it('lets others have their turn while it counts to a million', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const items = await itemsOf({ kind: 'range', from: 1, to: 1_000_000, by: 1, limit: null });
    clearImmediate(next);
    expect(items).toHaveLength(1_000_000);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('for_each with lines', () => {
  it('takes each line that is not blank, as it stands', async () => {
    await writeFile(join(root, 'lines.txt'), '\ufeffone\r\n\r\n two \n \t\n# three\nä\r\r\nlast');
    expect(await itemsOf({ kind: 'lines', file: 'lines.txt', limit: null })).toEqual([
      'one',
      ' two ',
      '# three',
      'ä\r',
      'last',
    ]);
    expect(await itemsOf({ kind: 'lines', file: './lines.txt', limit: 2 })).toEqual(['one', ' two ']);
  });

  it('says in a sentence what is wrong with the file', async () => {
    await writeFile(join(root, 'latin1.txt'), Buffer.from([0x41, 0xff, 0x0a]));
    const reason = async (file: string): Promise<string> =>
      itemsOf({ kind: 'lines', file, limit: null }).then(String, (error: Error) => error.message);
    expect(await reason('nope.txt')).toBe('The file nope.txt of for_each does not exist.');
    expect(await reason('sub')).toBe('The file sub of for_each is a folder.');
    expect(await reason('latin1.txt')).toBe('The file latin1.txt of for_each is not UTF-8.');
  });

  it('refuses more than a million items', async () => {
    await writeFile(join(root, 'huge.txt'), 'x\n'.repeat(1_000_001));
    await expect(itemsOf({ kind: 'lines', file: 'huge.txt', limit: null })).rejects.toThrow(
      'The for_each has 1,000,001 items; at most 1,000,000 are possible.',
    );
    expect(await itemsOf({ kind: 'lines', file: 'huge.txt', limit: 1_000_000 })).toHaveLength(1_000_000);
  });
});

describe('for_each with command', () => {
  it('takes each line that the command printed', () => {
    expect(itemsFromCommandOutput('a b\r\n\nc\n')).toEqual(['a b', 'c']);
    expect(itemsFromCommandOutput('')).toEqual([]);
    expect(itemsFromCommandOutput('a\nb\nc', 2)).toEqual(['a', 'b']);
  });
});
