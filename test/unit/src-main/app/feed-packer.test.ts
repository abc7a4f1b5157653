import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeedPacker } from '../../../../src-main/app/feed-packer';
import { FeedUnpacker, sharing } from '../../../../src-renderer/feed/feed-unpacker';
import type { FeedMessage } from '../../../../src-shared/contract';
import type { TreeRow } from '../../../../src-shared/model';
import { feedMessage, runRow, treeWindow } from '../../src-renderer/fake-engine';

/** What happens between the app and a page. */
type Step =
  | { readonly does: 'tells'; readonly rows: readonly (readonly [node: number, done: number])[] }
  | { readonly does: 'loses'; readonly rows: readonly (readonly [node: number, done: number])[] }
  | { readonly does: 'subscribes' };

const rows = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 2 })), { maxLength: 8 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ does: fc.constant('tells' as const), rows }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('loses' as const), rows }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('subscribes' as const) }) },
  ),
  { maxLength: 60 },
);

/** Each row once; two numbers tell how it stands. */
function message(of: readonly (readonly [node: number, done: number])[], revision: number): FeedMessage {
  const shown = [...new Map(of)].map(([node, done]): TreeRow =>
    runRow(`r1.${node + 1}`, {
      stats: { total: 2, pending: 2 - done, running: 0, completed: done, failed: 0, cancelled: 0 },
    }),
  );
  return feedMessage(revision - 1, revision, { tree: treeWindow(shown.length, shown) });
}

describe('Promise 5: what a page is told of the feed', () => {
  it('is the whole message, or known to be missing, whatever was lost on the way', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const [packer, unpacker] = [new FeedPacker(), new FeedUnpacker()];
        /** Whether a parcel was lost since the page knew everything. */
        let isMissing = false;
        for (const [revision, step] of all.entries()) {
          if (step.does === 'subscribes') {
            packer.forget();
            isMissing = false;
            continue;
          }
          const told = message(step.rows, revision);
          const parcel = packer.pack(told);
          if (step.does === 'loses') isMissing = true;
          else expect(unpacker.unpack(parcel)).toEqual(isMissing ? null : told);
        }
      }),
    );
  });

  it('names rows that are the same, and these are the same objects again', () => {
    const [packer, unpacker] = [new FeedPacker(), new FeedUnpacker()];
    const first = unpacker.unpack(
      packer.pack(
        message(
          [
            [1, 0],
            [2, 0],
          ],
          1,
        ),
      ),
    );
    const parcel = packer.pack(
      message(
        [
          [2, 0],
          [1, 1],
        ],
        2,
      ),
    );
    expect(parcel.tree.rows[0]).toBe('r1.3');
    expect(parcel.tree.rows[1]).toMatchObject({ id: 'r1.2' });
    expect(unpacker.unpack(parcel)?.tree.rows[0]).toBe(first?.tree.rows[1]);
  });
});

describe('a message beside the one before', () => {
  it('says the same as without it, with the same objects wherever both say the same', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(value, value, fc.boolean(), (one, other, isCopy) => {
        const now: unknown = isCopy ? structuredClone(one) : other;
        const shared = sharing<unknown>(one, now);
        expect(shared).toEqual(now);
        if (isCopy) expect(shared).toBe(one);
      }),
    );
    const before = { scope: { lines: 1, stats: { total: 2 } }, totals: { total: 2 } };
    const shared = sharing(before, { scope: { lines: 2, stats: { total: 2 } }, totals: { total: 2 } });
    expect(shared).toEqual({ scope: { lines: 2, stats: { total: 2 } }, totals: { total: 2 } });
    expect(shared.totals).toBe(before.totals);
    expect(shared.scope).not.toBe(before.scope);
    expect(shared.scope.stats).toBe(before.scope.stats);
  });
});
