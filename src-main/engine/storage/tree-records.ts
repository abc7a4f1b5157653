/** How the tree of a run lies in the catalog. */
import { Counts } from '../jobs/counts';
import { nodesPerPage } from '../jobs/node-table';
import { RunTree, type NodeNote, type NodeText } from '../jobs/run-tree';
import { key, keyPart, keyRange, kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';

/** A node's text on disk: the name, and the item when it is another text. */
type StoredText = readonly [name: string] | readonly [name: string, item: string | null];

/** Reads a run's tree; null when there is none. `folder` as in {@link RunTree}. */
export function readTree(store: ReadableStore, run: number, folder: Counts | null): RunTree | null {
  const { start, end } = keyRange(kinds.statePage, run);
  const pages = store.range(start, end).map((record) => record.value);
  if (pages.length === 0) return null;
  const tree = new RunTree(run, folder);
  const texts: NodeText[] = [];
  for (const { value } of rangeOf(store, kinds.textPage, run)) {
    for (const [name, item] of parseJson<StoredText[]>(value)) {
      texts.push({ name, item: item === undefined ? name : item });
    }
  }
  const counts = new Map<number, Counts>();
  for (const record of rangeOf(store, kinds.counts, run)) {
    counts.set(keyPart(record.key, 1), Counts.decode(record.value));
  }
  const notes = new Map<number, NodeNote>();
  for (const record of rangeOf(store, kinds.note, run)) {
    notes.set(keyPart(record.key, 1), parseJson<NodeNote>(record.value));
  }
  tree.restore({ pages, texts, counts, notes });
  return tree;
}

/** Adds what has changed in the tree to the batch and forgets that it has changed. */
export function writeTree(batch: WriteBatch, tree: RunTree): void {
  const { pages, textPages, counts, notes } = tree.changes;
  for (const page of pages) batch.put(key(kinds.statePage, tree.run, page), tree.table.pageCopy(page));
  for (const page of textPages) {
    const stored: StoredText[] = [];
    const first = page * nodesPerPage;
    for (let n = first; n < Math.min(first + nodesPerPage, tree.table.length); n++) {
      const { name, item } = tree.text(n);
      stored.push(name === item ? [name] : [name, item]);
    }
    batch.put(key(kinds.textPage, tree.run, page), toJson(stored));
  }
  for (const n of counts) {
    const counter = tree.counts(n);
    if (counter !== null) batch.put(key(kinds.counts, tree.run, n), counter.encode());
  }
  for (const n of notes) batch.put(key(kinds.note, tree.run, n), toJson(tree.note(n)));
  pages.clear();
  textPages.clear();
  counts.clear();
  notes.clear();
}

/** All records of a kind of one run. */
function rangeOf(store: ReadableStore, kind: number, run: number): { key: Uint8Array; value: Uint8Array }[] {
  const { start, end } = keyRange(kind, run);
  return store.range(start, end);
}

/** A record as JSON. */
export function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** A record that this program wrote as JSON. */
export function parseJson<Value>(bytes: Uint8Array): Value {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as Value;
}
