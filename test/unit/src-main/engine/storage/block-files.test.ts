/** Blocks in the files of their runs: through the system's cache, past it, and begun before a tick is over. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockFiles, directBytesMin, runFolder } from '../../../../../src-main/engine/storage/block-files';
import { BlockWriter } from '../../../../../src-main/engine/storage/block-writer';
import { pageBytes } from '../../../../../src-main/engine/storage/direct-writes';
import { seeded } from '../logs/random-log';

let folder: string;
let files: BlockFiles;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'runsheet-blocks-'));
  files = new BlockFiles(folder);
});
afterEach(async () => {
  files.close();
  await rm(folder, { recursive: true, force: true });
});

/** Bytes that are other ones wherever they are. */
function bytesOf(seed: number, length: number): Uint8Array {
  const random = seeded(seed);
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let at = 0; at < words.length; at++) words[at] = random() * 2 ** 32;
  return new Uint8Array(words.buffer, 0, length);
}

/** Cuts bytes into pieces of these lengths, again and again. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0, at = 0; from < bytes.length; at++) {
    const to = from + lengths[at % lengths.length];
    pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return pieces;
}

/** Lengths on both sides of what is written past the cache, and with ends in, before and behind a page's. */
const lengths = fc.oneof(
  fc.integer({ min: 1, max: 3 * pageBytes }),
  fc.constantFrom(-1, 0, 1).map((by) => directBytesMin + by),
  fc
    .tuple(fc.integer({ min: 256, max: 700 }), fc.constantFrom(-1, 0, 1, 17))
    .map(([pages, by]) => pages * pageBytes + by),
);

describe('block files', () => {
  it('hold what was written, however much at once and wherever it begins, also for one that reads meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(lengths, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        async (writes, pieces, seed) => {
          files.remove(1);
          let all = new Uint8Array(0);
          for (const [at, length] of writes.entries()) {
            const more = bytesOf(seed + at, length);
            await files.write(1, all.length, cut(more, pieces));
            await files.flush(1);
            all = Buffer.concat([all, more]);
            // What the reader has of the last page is to be of now each time.
            expect(Buffer.compare(files.read(1, 0, all.length), all)).toBe(0);
          }
          expect(files.sizeOf(1)).toBe(all.length);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are written again where a write has failed, cached or not', async () => {
    const before = bytesOf(1, 5000);
    await files.write(1, 0, [before]);
    for (const length of [3 * directBytesMin + 5, 700, 2 * directBytesMin]) {
      const again = bytesOf(length, length);
      await files.write(1, before.length, [again]);
      await files.flush(1);
      expect(Buffer.compare(files.read(1, 0, before.length), before)).toBe(0);
      expect(Buffer.compare(files.read(1, before.length, length), again)).toBe(0);
    }
  });
});

describe('the writer of blocks', () => {
  const place = (bytes: readonly Uint8Array[], from = 0) => {
    let offset = from;
    return bytes.map((one) => {
      offset += one.length;
      return { bytes: one, record: { offset: offset - one.length } };
    });
  };

  it('begins before the end of a tick with what is worth it, and ends with all of it', async () => {
    const writer = new BlockWriter(files);
    const sealed = place(cut(bytesOf(1, 5 * directBytesMin + 123), [150_001]));
    writer.begin(1, sealed.slice(0, 2));
    expect(writer.isBusy).toBe(false);
    writer.begin(1, sealed.slice(0, 12));
    expect(writer.isBusy).toBe(true);
    // While something is under way no more is begun.
    writer.begin(1, sealed);
    await writer.finish(1, sealed);
    expect(writer.isBusy).toBe(false);
    const all = Buffer.concat(sealed.map(({ bytes }) => bytes));
    expect(Buffer.compare(files.read(1, 0, all.length), all)).toBe(0);
    // The next tick begins anew, behind it.
    const more = place(cut(bytesOf(2, 2 * directBytesMin), [99_999]), all.length);
    writer.begin(1, more);
    await writer.finish(1, more);
    const both = Buffer.concat([all, ...more.map(({ bytes }) => bytes)]);
    expect(Buffer.compare(files.read(1, 0, both.length), both)).toBe(0);
  });

  it('tells at the end of the tick what went wrong, and writes all of it when it is tried again', async () => {
    const writer = new BlockWriter(files);
    const sealed = place(cut(bytesOf(3, 4 * directBytesMin), [200_000]));
    // In the place of the run's folder there is a file.
    await mkdir(path.dirname(runFolder(folder, 1)), { recursive: true });
    await writeFile(runFolder(folder, 1), '');
    writer.begin(1, sealed.slice(0, 8));
    await expect(writer.finish(1, sealed)).rejects.toThrow();
    await expect(writer.finish(1, sealed)).rejects.toThrow();
    await rm(runFolder(folder, 1));
    await writer.finish(1, sealed);
    const all = Buffer.concat(sealed.map(({ bytes }) => bytes));
    expect(Buffer.compare(files.read(1, 0, all.length), all)).toBe(0);
    expect(files.sizeOf(1)).toBe(all.length);
  });
});
