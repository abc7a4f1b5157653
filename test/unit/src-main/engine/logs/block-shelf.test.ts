import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockShelf } from '../../../../../src-main/engine/logs/block-shelf';
import { countHistogram } from '../../../../../src-main/engine/logs/histogram';
import { LogShelves } from '../../../../../src-main/engine/logs/log-reader';
import { placeOfRow } from '../../../../../src-main/engine/logs/log-rows';
import type { LogView } from '../../../../../src-main/engine/logs/log-view';
import { RandomLog } from './random-log';

/** A read, and what is read while it is in hand. */
interface Read {
  readonly key: number;
  readonly inside: readonly Read[];
}

const reads: fc.Memo<Read> = fc.memo((depth) =>
  fc.record({
    key: fc.integer({ min: 0, max: 9 }),
    inside: depth > 1 ? fc.array(reads(depth - 1), { maxLength: 3 }) : fc.constant([]),
  }),
);

/** Blocks of several lengths, some of them larger than a piece. */
function bytesOf(key: number): Uint8Array {
  return new Uint8Array(4 + ((key * 7) % 16)).fill(key + 1);
}

describe('a shelf of blocks', () => {
  it('leaves what somebody has in hand as it is, whatever else is read meanwhile', () => {
    fc.assert(
      fc.property(fc.array(reads(4)), fc.integer({ min: 1, max: 3 }), (all, most) => {
        const shelf = new BlockShelf<Uint8Array>({ most, pieceBytes: 12 });
        const use = ({ key, inside }: Read): void => {
          const bytes = bytesOf(key);
          const fill = (memory: Uint8Array): Uint8Array => {
            memory.set(bytes);
            return memory;
          };
          shelf.use({ key, bytes: bytes.length }, fill, (value) => {
            expect([...value]).toEqual([...bytes]);
            for (const one of inside) {
              use(one);
              expect([...value]).toEqual([...bytes]);
            }
          });
        };
        for (const one of all) use(one);
      }),
    );
  });

  it('reads later blocks into the memory of earlier ones, and keeps those that were used last', () => {
    const buffers = new Set<ArrayBufferLike>();
    const shelf = new BlockShelf<number>({ most: 3, pieceBytes: 16 });
    const read: number[] = [];
    const use = (key: number): void => {
      const fill = ({ buffer }: Uint8Array): number => {
        buffers.add(buffer);
        return read.push(key);
      };
      shelf.use({ key, bytes: 16 }, fill, () => undefined);
    };
    for (const key of [1, 2, 3, 1, 4, 1, 2]) use(key);
    expect(read).toEqual([1, 2, 3, 4, 2]);
    for (let key = 0; key < 1000; key++) use(key);
    expect(buffers.size).toBe(3);
  });

  it('keeps nothing of a block that could not be read', () => {
    const shelf = new BlockShelf<string>({ most: 1, pieceBytes: 16 });
    const fail = (): string => {
      throw new Error('The disk is gone.');
    };
    expect(() => shelf.use({ key: 1, bytes: 16 }, fail, (value) => value)).toThrow('The disk is gone.');
    expect(shelf.has(1)).toBe(false);
    expect(
      shelf.use(
        { key: 1, bytes: 16 },
        () => 'read',
        (value) => value,
      ),
    ).toBe('read');
  });
});

/** Everything that can be asked about a place in a view, as plain values. */
function lookAt(view: LogView, part: number): unknown {
  const { reader, matching, total } = view;
  if (matching === 0) return { matching, total };
  const row = Math.floor(part * matching);
  const n = 1 + Math.floor(part * total);
  const segment = Math.floor(part * reader.segmentCount);
  const sequence = view.sequenceOfLine(n);
  return {
    ...{ row, n, sequence, matching, total, line: view.lineAt(sequence), rowOfLine: view.rowOfLine(n) },
    place: placeOfRow(view, row),
    mask: [...view.rowMask(segment)],
    levels: view.levelsIn(segment),
    at: reader.sequenceAt(placeOfRow(view, row).time),
  };
}

describe('logs read through shelves of one block', () => {
  it('say the same, line by line, as logs read into fresh memory each time', () => {
    for (const seed of [1, 2, 3]) {
      // Two logs share the shelves, so the same block number means two blocks.
      const small = new LogShelves({ blocks: 1, fronts: 1 });
      const logs = [seed * 10, seed * 10 + 1].map((one) => {
        const log = new RandomLog(one, (random) => `line ${Math.floor(random() * 1e6)} of ${one}`);
        log.grow(900);
        log.commit();
        const reader = log.reader(small);
        // Shelves without end never read into memory a second time.
        const fresh = log.reader(new LogShelves({ blocks: Infinity, fronts: Infinity }));
        const views = [0, 2, 5, 7].flatMap((root) =>
          [15, 12, 1].map((mask) => ({
            ...{ root, mask },
            view: log.view(root, mask, reader),
            reference: log.view(root, mask, fresh),
            rows: log.rows(root, mask),
          })),
        );
        return { random: log.random, views };
      });
      const kept: { shown: ReturnType<LogView['rows']>; expected: string[] }[] = [];
      for (let look = 0; look < 300; look++) {
        const { random, views } = logs[look % 2];
        const { view, reference, rows } = views[Math.floor(random() * views.length)];
        const part = random();
        expect(lookAt(view, part)).toEqual(lookAt(reference, part));
        const from = Math.floor(part * view.matching);
        const count = 1 + Math.floor(random() * 30);
        kept.push({
          shown: view.rows(from, count),
          expected: rows.slice(from, from + count).map(({ n, text }) => `${n} ${text}`),
        });
        if (look % 50 === 0) {
          const asked = { axis: 'rows', buckets: 7, part: null, hits: null } as const;
          expect(countHistogram(view, asked)).toEqual(countHistogram(reference, asked));
        }
      }
      // Only now: whatever was read since must not have touched the lines.
      for (const { shown, expected } of kept) {
        expect(shown.map(({ n, text }) => `${n} ${Buffer.from(text).toString()}`)).toEqual(expected);
      }
    }
  });
});
