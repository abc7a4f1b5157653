import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  decodeBlock,
  levelOf,
  nodeOfSource,
  textOf,
  type Block,
} from '../../../../../src-main/engine/logs/block';
import { flagCont, flagInvalidUtf8 } from '../../../../../src-main/engine/logs/line-batch';
import { keyRange, kinds } from '../../../../../src-main/engine/storage/keys';
import { PackedStore } from '../../../../../src-main/engine/storage/packed-records';
import { readTree } from '../../../../../src-main/engine/storage/tree-records';
import { openInto } from './archive-maker';

interface Line {
  readonly file: string;
  readonly line: number;
  /** ISO 8601. */
  readonly time: string;
  readonly level: number;
  readonly text: string;
  readonly flags: number;
}

let folder: string;
let staging: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-logs-'));
  staging = await mkdtemp(path.join(tmpdir(), 'runsheet-staging-'));
});
afterEach(async () => {
  expect(await readdir(staging)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
  await rm(staging, { recursive: true, force: true });
});

/** Opens paths and reads all lines back; sequences and job lines are looked at on the way. */
async function open(...paths: string[]): Promise<Line[]> {
  const { records, blocks, lines } = await openInto(staging, ...paths);
  const store = new PackedStore(records);
  const tree = readTree(store, 0, null);
  const found: Line[] = [];
  const counts = new Map<number, number>();
  const take = (block: Block): void => {
    expect(block.firstSequence).toBe(found.length + 1);
    for (let at = 0; at < block.length; at++) {
      const node = nodeOfSource(block.sources, block.source[at]);
      counts.set(node, (counts.get(node) ?? 0) + 1);
      found.push({
        file: tree?.text(node).name ?? '',
        line: counts.get(node) ?? 0,
        time: new Date((block.baseTime + block.time[at]) / 1000).toISOString(),
        level: levelOf(block, at),
        text: Buffer.from(textOf(block, at)).toString(),
        flags: block.flags[at],
      });
    }
  };
  for (const { value } of store.range(...bounds(kinds.block))) {
    const view = new DataView(value.buffer, value.byteOffset);
    const offset = view.getFloat64(8, true);
    take(decodeBlock(Uint8Array.from(blocks.subarray(offset, offset + view.getUint32(36, true)))));
  }
  for (const { value } of store.range(...bounds(kinds.chunk))) take(decodeBlock(Uint8Array.from(value)));
  expect(found).toHaveLength(lines);
  return found;
}

function bounds(kind: number): [Uint8Array, Uint8Array] {
  const { start, end } = keyRange(kind, 0);
  return [start, end];
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

/** The time of this machine's clock, as ISO 8601. */
function local(text: string): string {
  return new Date(text).toISOString();
}

describe('the time of a line is found', () => {
  it.each([
    ['ISO 8601', '2026-01-02T03:04:05.678Z INFO x', '2026-01-02T03:04:05.678Z'],
    ['ISO 8601 with a zone', '2026-01-02T03:04:05+01:30 x', '2026-01-02T01:34:05.000Z'],
    ['ISO 8601 without a zone', '2026-01-02T03:04:05 x', local('2026-01-02T03:04:05')],
    ['Python logging', '2026-01-02 03:04:05,678 - app - ERROR - x', local('2026-01-02T03:04:05.678')],
    ['log4j', 'ERROR 2026-01-02 03:04:05,678 [main] x', local('2026-01-02T03:04:05.678')],
    ['log4j with words', '02 Jan 2026 03:04:05,678 [main] ERROR x', local('2026-01-02T03:04:05.678')],
    ['Go', '2026/01/02 03:04:05 x', local('2026-01-02T03:04:05')],
    ['Go with microseconds', '2026/01/02 03:04:05.678901 x.go:3: x', local('2026-01-02T03:04:05.678')],
    ['nginx errors', '2026/01/02 03:04:05 [error] 7#7: x', local('2026-01-02T03:04:05')],
    ['syslog of RFC 5424', '<34>1 2026-01-02T03:04:05.678Z host su - ID47 - x', '2026-01-02T03:04:05.678Z'],
    ['syslog of RFC 3164', 'Jan  2 03:04:05 host su[7]: x', local('2026-01-02T03:04:05')],
    ['syslog with a priority', '<34>Jan 12 03:04:05 host su: x', local('2026-01-12T03:04:05')],
    ['syslog of the year before', 'Dec 31 23:59:59 host su: x', local('2025-12-31T23:59:59')],
    [
      'Apache access',
      '::1 - me [02/Jan/2026:03:04:05 -0700] "GET / HTTP/1.1" 200 5',
      '2026-01-02T10:04:05.000Z',
    ],
    ['Apache errors', '[Fri Jan 02 03:04:05.678901 2026] [core:error] x', local('2026-01-02T03:04:05.678')],
    ['epoch seconds', '1767323045 x', '2026-01-02T03:04:05.000Z'],
    ['epoch with a fraction', '1767323045.25 x', '2026-01-02T03:04:05.250Z'],
    ['epoch milliseconds', '[1767323045678] x', '2026-01-02T03:04:05.678Z'],
    ['JSON with time', '{"level":"info","time":"2026-01-02T03:04:05.678Z"}', '2026-01-02T03:04:05.678Z'],
    ['JSON with ts', '{"ts": 1767323045.5, "msg": "ts"}', '2026-01-02T03:04:05.500Z'],
    ['JSON with @timestamp', '{"@timestamp":"2026-01-02T03:04:05Z"}', '2026-01-02T03:04:05.000Z'],
    ['JSON of pino', '{"level":50,"time":1767323045678,"msg":"x"}', '2026-01-02T03:04:05.678Z'],
  ])('%s', async (_name, text, time) => {
    const file = await write('x.log', `${text}\n`);
    await utimes(file, new Date('2026-03-01'), new Date('2026-03-01'));
    expect(await open(file)).toMatchObject([{ time, text }]);
  });

  it('but not in a number, and not in the middle of a text that begins with another time', async () => {
    const file = await write('x.log', '12 apples\n2026-01-02 rows\n');
    await utimes(file, 1000, 1000);
    expect((await open(file)).map((line) => line.time)).toEqual([
      '1970-01-01T00:16:40.000Z',
      '1970-01-01T00:16:40.000Z',
    ]);
  });
});

describe('lines of logs that others wrote', () => {
  it('have the level that they name, as lines of commands have', async () => {
    const file = await write(
      'x.log',
      '2026-01-02T03:04:05Z ERROR a\n2026-01-02T03:04:05Z [WRN] b\n{"level":"debug"}\n',
    );
    expect((await open(file)).map((line) => line.level)).toEqual([3, 2, 0]);
  });

  it('are shown as they stand, without their CR; long ones in parts, invalid bytes kept', async () => {
    const long = 'ä'.repeat(40_000);
    const file = await write(
      'x.log',
      Buffer.concat([Buffer.from('\ufeffone\r\n\r\n'), Buffer.of(0xff, 10), Buffer.from(`${long}\nend`)]),
    );
    const lines = await open(file);
    expect(lines[0].text).toBe('one');
    expect(lines[1].text).toBe('');
    expect(lines[2].flags & flagInvalidUtf8).toBe(flagInvalidUtf8);
    const parts = lines.slice(3, -1);
    expect(parts.map((line) => line.flags & (flagCont | flagInvalidUtf8))).toEqual([flagCont, flagCont, 0]);
    expect(parts.map((line) => line.text).join('')).toBe(long);
    expect(lines.at(-1)?.text).toBe('end');
  });

  it('without any time stand file after file', async () => {
    await write('b.log', 'b1\nb2\n');
    await write('a.log', 'a1\na2');
    await utimes(path.join(folder, 'a.log'), 5000, 5000);
    expect((await open(folder)).map((line) => line.text)).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('of packed files and files in folders are found; links and what is no text are left out', async () => {
    await write('logs/deep/er/x.log.gz', gzipSync('2026-01-02T00:00:02Z two\n'));
    await write('logs/y.log', '2026-01-02T00:00:01Z one\n');
    await write('logs/image.png', Uint8Array.of(1, 0, 2));
    await symlink('..', path.join(folder, 'logs', 'loop'));
    const lines = await open(path.join(folder, 'logs'));
    expect(lines.map((line) => [line.file, line.text.slice(-3)])).toEqual([
      ['y.log', 'one'],
      ['deep/er/x.log.gz', 'two'],
    ]);
  });

  it('of a damaged .gz, or of no file at all, are one sentence', async () => {
    const cut = await write('x.gz', gzipSync('hello '.repeat(1000)).subarray(0, 30));
    await expect(open(cut)).rejects.toMatchObject({
      code: 'bad-input',
      message: `${cut} cannot be unpacked: unexpected end of file.`,
    });
    await mkdir(path.join(folder, 'empty'));
    const empty = path.join(folder, 'empty');
    await expect(open(empty)).rejects.toMatchObject({ message: `There is no log to open in ${empty}.` });
    const image = await write('image.png', Uint8Array.of(1, 0, 2));
    await expect(open(image)).rejects.toMatchObject({ message: `${image} is not a text file.` });
  });

  it('Promise 3: are merged as a simple model does it, on random files with equal and backward times', async () => {
    const line = fc.record({
      second: fc.option(fc.integer({ min: 0, max: 5 })),
      word: fc.stringMatching(/^[a-z]{1,5}$/),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        async (files) => {
          const paths: string[] = [];
          for (const [number, lines] of files.entries()) {
            // The first line says when; otherwise the file would be one without times.
            const text = [
              '2026-01-01T00:00:00Z first',
              ...lines.map(({ second, word }) =>
                second === null ? ` ${word}` : `2026-01-01T00:00:0${second}Z ${word}`,
              ),
            ];
            paths.push(await write(`${number}.log`, text.join('\n')));
          }
          expect((await open(...paths)).map((one) => `${one.file} ${one.text}`)).toEqual(model(files));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** What comes of files by a stable sort: each line has the latest time that its file has told so far. */
function model(files: readonly (readonly { second: number | null; word: string }[])[]): string[] {
  const all = files.flatMap((lines, number) => {
    let time = 0;
    return [{ second: 0, word: 'first' }, ...lines].map(({ second, word }) => {
      time = Math.max(time, second ?? 0);
      const text = second === null ? ` ${word}` : `2026-01-01T00:00:0${second}Z ${word}`;
      return { time, number, text: `${number}.log ${text}` };
    });
  });
  return all.sort((a, b) => a.time - b.time || a.number - b.number).map(({ text }) => text);
}
