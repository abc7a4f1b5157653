/**
 * What a page is told of the feed: a message in which rows of the tree that it was told before, and that are the same
 * now, are only named. Most rows of most messages are; copying them into the page would cost it more than painting.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FeedMessage, FeedParcel } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';

/** For one page, which unpacks in the same order (`src-renderer/feed/feed-unpacker.ts`). */
export class FeedPacker {
  /** Rows of the message before, by id; null: the page knows none. */
  #told: ReadonlyMap<NodeId, TreeRow> | null = null;
  #number = 0;

  /** The message as it is sent, after all that were packed before. */
  pack(message: FeedMessage): FeedParcel {
    const told = this.#told;
    const { tree } = message;
    this.#told = new Map(tree.rows.map((row) => [row.id, row]));
    const rows = tree.rows.map((row) => (isDeepStrictEqual(told?.get(row.id), row) ? row.id : row));
    return { ...message, number: this.#number++, isWhole: told === null, tree: { ...tree, rows } };
  }

  /** The page begins anew, or has missed something: it knows no row. */
  forget(): void {
    this.#told = null;
  }
}
