/**
 * The other end of `src-main/app/feed-packer.ts`: puts the rows that a message only names in their places. They are
 * the same objects as before, so what shows them is not drawn again.
 */
import type { FeedMessage, FeedParcel } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';

/** Unpacks every parcel of a page, in the order in which they came. */
export class FeedUnpacker {
  /** Rows of the parcel before, by id. */
  #known: ReadonlyMap<NodeId, TreeRow> = new Map();
  #next = 0;

  /** The message; null when the parcel before it was missed. */
  unpack({ number, isWhole, ...parcel }: FeedParcel): FeedMessage | null {
    if (!isWhole && number !== this.#next) return null;
    this.#next = number + 1;
    const { tree } = parcel;
    const rows: TreeRow[] = [];
    for (const told of tree.rows) {
      const row = typeof told === 'string' ? this.#known.get(told) : told;
      if (row !== undefined) rows.push(row);
    }
    this.#known = new Map(rows.map((row) => [row.id, row]));
    return { ...parcel, tree: { ...tree, rows } };
  }
}
