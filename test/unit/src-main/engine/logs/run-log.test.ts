/** Blocks are the same however lines come: many at once, which fill blocks by themselves, or one after the other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBlock, textOf, type LineRange } from '../../../../../src-main/engine/logs/block';
import { giveBlockMemory } from '../../../../../src-main/engine/logs/block-memory';
import { RunLog, type SealedBlock } from '../../../../../src-main/engine/logs/run-log';

/** One chunk: so many lines of so many bytes, of one stream of one job. */
interface Chunk {
  readonly lines: number;
  readonly bytes: number;
  readonly node: number;
  readonly stream: number;
  readonly atMs: number;
}

const chunkArbitrary: fc.Arbitrary<Chunk> = fc.record({
  lines: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(1023, 1024, 1025, 3000)),
  bytes: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(127, 128, 129, 9000)),
  node: fc.integer({ min: 1, max: 3 }),
  stream: fc.nat(3),
  atMs: fc.integer({ min: 0, max: 5 }),
});

/** The lines of a chunk, with others in front of them and behind them. */
function rangeOf({ lines, bytes }: Chunk, seed: number): LineRange {
  const around = 2;
  const all = lines + 2 * around;
  const text = Buffer.alloc(all * (bytes + 1));
  const lineEnd = new Uint32Array(all);
  const lineFlags = new Uint8Array(all);
  for (let line = 0; line < all; line++) {
    const from = line * (bytes + 1);
    text.fill(97 + ((seed + line) % 26), from, from + bytes);
    text[from + bytes] = 10;
    lineEnd[line] = from + bytes + 1;
    lineFlags[line] = (seed + line) % 4;
  }
  return { text, lineEnd, lineFlags, from: around, to: around + lines };
}

it('Promise 1: lines that fill blocks by themselves make the same ones as lines one by one', () => {
  fc.assert(
    fc.property(fc.array(chunkArbitrary, { minLength: 1, maxLength: 12 }), (chunks) => {
      const together = new RunLog(null, { writtenInPlace: true });
      const oneByOne = new RunLog(null);
      const lineOf = [0, 1, 1, 1];
      let time = 1000;
      const sealed: SealedBlock[] = [];
      for (const [seed, chunk] of chunks.entries()) {
        const { node, stream, lines } = chunk;
        time += chunk.atMs;
        const range = rangeOf(chunk, seed);
        const of = { node, attempt: 1, stream, firstLine: lineOf[node] };
        together.append(range, of, time);
        for (let line = 0; line < lines; line++) {
          const from = range.from + line;
          oneByOne.append({ ...range, from, to: from + 1 }, { ...of, firstLine: of.firstLine + line }, time);
        }
        lineOf[node] += lines;
        if (seed % 4 !== 3 && seed !== chunks.length - 1) continue;
        const [some, others] = [together.takeChanges(), oneByOne.takeChanges()];
        expect(some.sealed.map(({ record, number }) => ({ record, number }))).toEqual(
          others.sealed.map(({ record, number }) => ({ record, number })),
        );
        for (const [at, { bytes }] of some.sealed.entries())
          expect(Buffer.compare(bytes, others.sealed[at].bytes)).toBe(0);
        expect(some.chunks.map(({ bytes }) => Buffer.from(bytes))).toEqual(
          others.chunks.map(({ bytes }) => Buffer.from(bytes)),
        );
        sealed.push(...others.sealed);
        for (const { bytes } of some.sealed) giveBlockMemory(bytes);
      }
      // And they say what was appended, without a gap.
      let sequence = 1;
      for (const { bytes } of sealed) {
        const block = decodeBlock(bytes);
        expect(block.firstSequence).toBe(sequence);
        const hasLineEnd = Array.from(block.textEnd, (_, line) => textOf(block, line).includes(10));
        expect(hasLineEnd).not.toContain(true);
        sequence += block.length;
      }
    }),
    { numRuns: 25 },
  );
});
