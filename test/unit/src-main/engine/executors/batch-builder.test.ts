/** Batches in memory that is used again: none changes before it is merged. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchBuilder } from '../../../../../src-main/engine/executors/batch-builder';
import type { LineBatch } from '../../../../../src-main/engine/logs/line-batch';

/** What a batch must say: its lines as text, and their flags. */
interface Taken {
  readonly batch: LineBatch;
  readonly texts: readonly string[];
  readonly flags: readonly number[];
}

function linesOf({ lineEnd, text }: LineBatch): string[] {
  return Array.from(lineEnd, (end, at) =>
    Buffer.from(text.subarray(at === 0 ? 0 : lineEnd[at - 1], end)).toString('latin1'),
  );
}

type Step =
  | { readonly kind: 'lines'; readonly count: number; readonly length: number }
  | { readonly kind: 'take' }
  | { readonly kind: 'merged'; readonly count: number };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('lines' as const),
    count: fc.integer({ min: 1, max: 200 }),
    length: fc.constantFrom(0, 1, 47, 48, 500, 3000),
  }),
  // More lines, and more text, than the shared memory holds.
  fc.constantFrom<Step>(
    { kind: 'lines', count: 70_000, length: 3 },
    { kind: 'lines', count: 50, length: 32_000 },
  ),
  fc.constant<Step>({ kind: 'take' }),
  fc.constant<Step>({ kind: 'take' }),
  fc.record({ kind: fc.constant('merged' as const), count: fc.integer({ min: 1, max: 3 }) }),
);

it('Promise 9: a batch stays as it was posted until it is merged, whatever is written meanwhile', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { minLength: 4, maxLength: 16 }), (steps) => {
      const builder = new BatchBuilder();
      const unmerged: Taken[] = [];
      let texts: string[] = [];
      let flags: number[] = [];
      let written = 0;
      for (const step of steps) {
        if (step.kind === 'lines') {
          for (let line = 0; line < step.count; line++) {
            const text = String.fromCharCode(97 + (written++ % 26)).repeat(step.length);
            builder.addLine(Buffer.from(text), 0, text.length, written % 4);
            texts.push(`${text}\n`);
            flags.push(written % 4);
          }
          builder.endItem({ ticket: written, taskNumber: 1, stream: 0, time: written });
        } else if (step.kind === 'take' && !builder.isEmpty) {
          const { batch, buffers } = builder.take(0, 0);
          // As it arrives: what is moved is not here any more.
          unmerged.push({ batch: structuredClone(batch, { transfer: buffers }), texts, flags });
          texts = [];
          flags = [];
        } else if (step.kind === 'merged') {
          builder.merged(Math.min(step.count, unmerged.length));
          unmerged.splice(0, step.count);
        }
        for (const taken of unmerged) {
          expect([...taken.batch.lineFlags]).toEqual(taken.flags);
          expect(linesOf(taken.batch)).toEqual(taken.texts);
        }
      }
    }),
    { numRuns: 25 },
  );
});
