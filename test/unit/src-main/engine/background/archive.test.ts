import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunsheetError } from '../../../../../src-shared/errors';
import {
  contentsOf,
  fingerprint,
  openInto,
  withTrueChecksums,
  zipOf,
  type ArchiveContents,
} from './archive-maker';

const fixture = path.resolve(import.meta.dirname, '../../../../fixtures/archives/version-1.zip');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-archive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Why an archive with these files cannot be opened, without its path; null when it can. */
async function refusal(
  contents: ArchiveContents,
  modes: Record<string, number> = {},
): Promise<string | null> {
  const file = path.join(folder, 'changed.zip');
  await zipOf(file, contents, modes);
  try {
    await openInto(folder, file);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(RunsheetError);
    expect(await readdir(folder)).toEqual(['changed.zip']);
    return (error as Error).message.replace(`${file} `, '');
  } finally {
    await rm(file);
  }
}

async function original(): Promise<ArchiveContents> {
  return contentsOf(await readFile(fixture));
}

/** The fixture with one of its text files changed; the manifest knows nothing of it, or (`told`) has its checksum. */
async function changed(name: string, change: (text: string) => string, told = true): Promise<string | null> {
  const contents = await original();
  contents[name] = Buffer.from(change(contents[name].toString('latin1')), 'latin1');
  return refusal(told && name !== 'manifest.json' ? withTrueChecksums(contents) : contents);
}

function line(text: string, number: number, change: (line: string) => string): string {
  return text
    .split('\n')
    .map((one, at) => (at === number ? change(one) : one))
    .join('\n');
}

describe('an archive of version 1', () => {
  it('is opened by this version', async () => {
    const opened = await openInto(folder, fixture);
    expect(opened).toMatchObject({ lines: 44, stats: { total: 6, completed: 1, failed: 5 } });
  });

  it('is opened from its files packed again, whatever packed them', async () => {
    expect(await refusal(await original())).toBeNull();
  });

  it('with any byte changed or cut off opens to the identical run, or is refused with one sentence', async () => {
    const whole = await readFile(fixture);
    const expected = fingerprint(await openInto(folder, fixture));
    const file = path.join(folder, 'fuzzed.zip');
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, flip, isCut) => {
          const bytes = Buffer.from(whole);
          bytes[at] ^= flip;
          await writeFile(file, isCut ? whole.subarray(0, at) : bytes);
          try {
            expect(fingerprint(await openInto(folder, file))).toBe(expected);
          } catch (error) {
            refused++;
            expect(error).toBeInstanceOf(RunsheetError);
            expect((error as RunsheetError).code).not.toBe('internal');
          }
          expect(await readdir(folder)).toEqual(['fuzzed.zip']);
        },
      ),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});

describe('a hostile archive is refused and leaves nothing behind', () => {
  it('when a file in it points outside of it', async () => {
    for (const name of ['../evil', '/etc/evil', 'a/../../evil', 'C:/evil']) {
      const file = path.join(folder, 'changed.zip');
      // The writer refuses such names, so they take the place of one of the same length.
      const innocent = 'x'.repeat(name.length);
      await zipOf(file, { ...(await original()), [innocent]: Buffer.from('x') });
      const bytes = (await readFile(file)).toString('latin1').replaceAll(innocent, name);
      await writeFile(file, Buffer.from(bytes, 'latin1'));
      await expect(openInto(folder, file)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining('a file in it points outside of the archive') as string,
      });
      expect(await readdir(folder)).toEqual(['changed.zip']);
    }
  });

  it('when a file in it is a link, or is none of an archive, or is missing', async () => {
    const contents = await original();
    expect(await refusal(contents, { 'log.txt': 0o120777 })).toBe(
      'cannot be opened: "log.txt" in it is no file but a link.',
    );
    expect(await refusal({ ...contents, 'more.txt': Buffer.from('') })).toBe(
      'cannot be opened: "more.txt" in it is no part of an archive.',
    );
    const { 'log.txt': _, ...rest } = contents;
    expect(await refusal(rest)).toBe('cannot be opened: "log.txt" is missing in it.');
  });

  it('when it would unpack to far more than a log does', async () => {
    const file = path.join(folder, 'bomb.zip');
    const contents = await original();
    await zipOf(file, contents);
    // The sizes in the directory of the zip say two gigabytes.
    const bytes = await readFile(file);
    for (let at = 0; (at = bytes.indexOf('PK\u0001\u0002', at, 'latin1')) !== -1; at += 46) {
      const length = bytes.readUInt16LE(at + 28);
      if (bytes.toString('latin1', at + 46, at + 46 + length) === 'log.txt')
        bytes.writeUInt32LE(0x7fffffff, at + 24);
    }
    await writeFile(file, bytes);
    await expect(openInto(folder, file)).rejects.toMatchObject({
      message: expect.stringMatching(/it would become \d+ times as large, which no log does/) as string,
    });
  });

  it('when it is not what its manifest says', async () => {
    expect(await changed('log.txt', (text) => text.replace('WARN', 'warn'), false)).toBe(
      'cannot be opened: its log.txt is damaged.',
    );
    expect(await changed('log.txt', (text) => `${text}x\n`, false)).toBe(
      'cannot be opened: its log.txt has another size than it says.',
    );
    expect(await changed('manifest.json', (text) => text.replace('"lines": 44', '"lines": 45'))).toBe(
      'cannot be opened: it says 45 lines in the run, a recount gives 44.',
    );
    expect(await changed('manifest.json', (text) => text.replace('"failed": 5', '"failed": 4'))).toBe(
      'cannot be opened: it says 4 failed jobs in the run, a recount gives 5.',
    );
    expect(await changed('manifest.json', () => '{"format":')).toBe(
      'cannot be opened: its manifest.json is not JSON.',
    );
    expect(await changed('manifest.json', (text) => text.replace('"r1"', '"../r1"'))).toContain(
      'its manifest.json says something impossible: runId',
    );
  });

  it('when a newer version wrote it', async () => {
    expect(
      await changed('manifest.json', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2')),
    ).toBe('was written by a newer version of Runsheet (archive format 2, this one knows 1).');
  });

  it('when its tree cannot be', async () => {
    const parent = (n: number, of: number) => (text: string) =>
      line(text, n, (one) => one.replace(/"parent":\d+/, `"parent":${of}`));
    expect(await changed('jobs.jsonl', parent(3, 3))).toBe(
      'cannot be opened: r1.3 has no possible place in the tree.',
    );
    expect(await changed('jobs.jsonl', parent(3, 5))).toBe(
      'cannot be opened: r1.3 has no possible place in the tree.',
    );
    expect(
      await changed('jobs.jsonl', (text) => line(text, 4, (one) => one.replace('"r1.4"', '"r1.9"'))),
    ).toBe('cannot be opened: its jobs are not in order: r1.9 stands where r1.4 should.');
    expect(
      await changed('jobs.jsonl', (text) =>
        line(text, 3, (one) => one.replace(/"status":"\w+"/, '"status":"running"')),
      ),
    ).toBe('cannot be opened: r1.3 is running; only what has ended can be opened.');
    expect(
      await changed('jobs.jsonl', (text) =>
        text.replace(/"name":"Fixture"/, `"name":"${'n'.repeat(70_000)}"`),
      ),
    ).toContain('its jobs.jsonl says something impossible: name');
    expect(await changed('jobs.jsonl', (text) => text.replace('{', '{{'))).toBe(
      'cannot be opened: its jobs.jsonl is not JSON.',
    );
    expect(await changed('attempts.jsonl', (text) => text.replace(/"id":"r1\.\d+"/, '"id":"r1.99"'))).toBe(
      'cannot be opened: an attempt in it belongs to r1.99, which is no job of it.',
    );
  });

  it('when its lines have gaps, go back in time, or belong to nobody', async () => {
    const cell = (n: number, at: number, value: string) => (text: string) =>
      line(text, n, (one) =>
        one
          .split(',')
          .map((old, index) => (index === at ? value : old))
          .join(','),
      );
    expect(await changed('log.csv', cell(5, 0, '6'))).toBe('cannot be opened: line 5 of its log is missing.');
    expect(await changed('log.csv', cell(5, 1, '77'))).toBe(
      'cannot be opened: line 5 of its log belongs to no job.',
    );
    expect(await changed('log.csv', cell(5, 2, '77'))).toBe(
      'cannot be opened: line 5 of its log is not the next line of its job.',
    );
    expect(await changed('log.csv', cell(5, 4, '2001-01-01T00:00:00.000000Z'))).toBe(
      'cannot be opened: line 5 of its log is earlier than the line before it.',
    );
    for (const [at, value] of [
      [4, 'now'],
      [5, 'loud'],
      [6, 'up'],
      [7, '2'],
      [3, '-1'],
    ] as const) {
      expect(await changed('log.csv', cell(5, at, value))).toBe(
        'cannot be opened: a line of its log.csv cannot be read.',
      );
    }
    expect(await changed('log.csv', (text) => text.split('\n').slice(0, -2).join('\n') + '\n')).toBe(
      'cannot be opened: its log.txt has more lines than its log.csv.',
    );
    expect(await changed('log.txt', (text) => text.slice(0, -1))).toBe(
      'cannot be opened: its log.txt has fewer lines than its log.csv.',
    );
    expect(await changed('log.txt', (text) => text.replace('\n', 'z'.repeat(3_000_000)))).toContain(
      'a line in it is longer than any line can be',
    );
  });

  it('when it is no zip at all', async () => {
    const file = path.join(folder, 'x.zip');
    await writeFile(file, 'hello');
    await expect(openInto(folder, file)).rejects.toMatchObject({
      code: 'bad-input',
      message: `${file} cannot be opened: it is not a whole zip archive.`,
    });
  });
});
