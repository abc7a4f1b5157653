/**
 * The other end of `src-main/app/feed-packer.ts`: puts the rows that a message only names in their places. Whatever is
 * as it was in the message before is the same object again, so what shows it is not drawn anew.
 */
import type { FeedMessage, FeedParcel } from '../../src-shared/contract';
import type { NodeId, TreeRow } from '../../src-shared/model';

/** A message without the rows of its tree. */
type Rest = Omit<FeedMessage, 'tree'> & { readonly tree: Omit<FeedMessage['tree'], 'rows'> };

/** Unpacks every parcel of a page, in the order in which they came. */
export class FeedUnpacker {
  /** Rows of the parcel before, by id. */
  #known: ReadonlyMap<NodeId, TreeRow> = new Map();
  /** All else of the message before. */
  #rest: Rest | null = null;
  #next = 0;

  /** The message; null when the parcel before it was missed. */
  unpack({ number, isWhole, tree: { rows: told, ...tree }, ...message }: FeedParcel): FeedMessage | null {
    if (!isWhole && number !== this.#next) return null;
    this.#next = number + 1;
    const rows: TreeRow[] = [];
    for (const one of told) {
      const row = typeof one === 'string' ? this.#known.get(one) : sharing(this.#known.get(one.id), one);
      if (row !== undefined) rows.push(row);
    }
    this.#known = new Map(rows.map((row) => [row.id, row]));
    const rest: Rest = sharing(this.#rest, { ...message, tree });
    this.#rest = rest;
    return { ...rest, tree: { ...rest.tree, rows } };
  }
}

/** What is said now, made of the parts of what was said before wherever both say the same. */
export function sharing<Value>(before: unknown, now: Value): Value {
  if (!isPlain(before) || !isPlain(now)) return now;
  if (Array.isArray(before) !== Array.isArray(now)) return now;
  const names = Object.keys(now);
  let isSame = names.length === Object.keys(before).length;
  const shared: Record<string, unknown> = {};
  for (const name of names) {
    const part = sharing(before[name], now[name]);
    isSame &&= part === before[name] && (part !== undefined || name in before);
    shared[name] = part;
  }
  if (isSame) return before as Value;
  return (Array.isArray(now) ? Object.values(shared) : shared) as Value;
}

/** Messages have come as JSON would: plain objects, lists and simple values. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
