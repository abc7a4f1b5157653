/** Blocks in the files of their runs: through the system's cache, past it, and begun before a tick is over. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockFiles, directBytesMin, runFolder } from '../../../../../src-main/engine/storage/block-files';
import { BlockWriter } from '../../../../../src-main/engine/storage/block-writer';
import { BlockMemory, giveBlockMemory, pageBytes } from '../../../../../src-main/engine/logs/block-memory';
import { pagesOf, pagesWithin } from '../../../../../src-main/engine/storage/direct-writes';
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

/** The pieces where a log lays its blocks; `give` takes them back. */
function inPlace(pieces: readonly Uint8Array[], offset: number): { laid: Uint8Array[]; give: () => void } {
  const memory = new BlockMemory();
  let at = offset;
  const laid = pieces.map((piece) => {
    const block = memory.take(piece.length, at);
    block.set(piece);
    at += piece.length;
    return block;
  });
  return {
    laid,
    give: () => {
      laid.forEach(giveBlockMemory);
    },
  };
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
        fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
        async (writes, pieces, seed, places) => {
          files.remove(1);
          let all = new Uint8Array(0);
          for (const [at, length] of writes.entries()) {
            const more = bytesOf(seed + at, length);
            const { laid, give } = inPlace(cut(more, pieces), all.length);
            await files.write(1, all.length, places[at % places.length] ? laid : cut(more, pieces));
            await files.flush(1);
            give();
            all = Buffer.concat([all, more]);
            // What the reader has of the last page is to be of now each time.
            expect(Buffer.compare(files.read(1, 0, all.length), all)).toBe(0);
          }
          expect(files.sizeOf(1)).toBe(all.length);
        },
      ),
      { numRuns: 30 },
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

describe('pages of blocks', () => {
  it('are all that the blocks fill, each once, wherever they begin and however they lie', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 * pageBytes }),
        fc.array(fc.integer({ min: 4 * pageBytes, max: 300_000 }), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (offset, sizes, seed) => {
          const bytes = bytesOf(
            seed,
            sizes.reduce((sum, size) => sum + size, 0),
          );
          const { laid, give } = inPlace(cut(bytes, sizes), offset);
          const pages = pagesOf(laid, offset) ?? [];
          const { first, last } = pagesWithin(laid, offset);
          let at = first;
          for (const { memory, offset: from } of pages) {
            expect(from).toBe(at);
            expect(memory.byteOffset % pageBytes).toBe(0);
            expect(memory.length % pageBytes).toBe(0);
            const wanted = bytes.subarray(from - offset, from - offset + memory.length);
            expect(Buffer.compare(memory, wanted)).toBe(0);
            at += memory.length;
          }
          expect(at).toBe(last);
          give();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are none where blocks lie anywhere, or where a page has bytes of three', () => {
    const elsewhere = [bytesOf(1, 2 * pageBytes), bytesOf(2, 2 * pageBytes)];
    expect(pagesOf(elsewhere, 0)).toBe(null);
    const [one, other] = [new BlockMemory(), new BlockMemory()];
    const laid = [one.take(5000, 0), other.take(10, 5000), one.take(5000, 5010)];
    expect(pagesOf(laid, 0)).toBe(null);
    laid.forEach(giveBlockMemory);
  });
});

describe('memory of blocks', () => {
  it('belongs to one block at a time, and is used again when it is given back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 250_000 }), fc.nat(3)), {
          minLength: 1,
          maxLength: 200,
        }),
        (steps) => {
          const memories = [new BlockMemory(), new BlockMemory(), new BlockMemory()];
          const offsets = [0, 0, 0];
          let taken: { block: Uint8Array; mark: number }[] = [];
          for (const [step, [which, size, kept]] of steps.entries()) {
            const block = memories[which].take(size, offsets[which]);
            offsets[which] += size;
            block.fill(step % 256);
            taken.push({ block, mark: step % 256 });
            if (kept > 0) continue;
            for (const { block: one, mark } of taken) {
              expect(one.every((byte) => byte === mark)).toBe(true);
              giveBlockMemory(one);
            }
            taken = [];
          }
          for (const { block } of taken) giveBlockMemory(block);
        },
      ),
      { numRuns: 30 },
    );
  });
});

it('memory of a block is not given back twice', () => {
  const block = new BlockMemory().take(100, 0);
  giveBlockMemory(block);
  expect(() => {
    giveBlockMemory(block);
  }).toThrow('twice');
});

describe('the writer of blocks', () => {
  const place = (bytes: readonly Uint8Array[], from = 0) => {
    let offset = from;
    return inPlace(bytes, from).laid.map((one) => {
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
