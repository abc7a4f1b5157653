/** How the tree of a run lies in the catalog. */
import { Counts } from '../jobs/counts';
import { nodesPerPage } from '../jobs/node-table';
import { RunTree, type NodeNote, type NodeText } from '../jobs/run-tree';
import { key, keyPart, keyRange, kinds } from './keys';
import type { ReadableStore, WriteBatch } from './store';

/** A node's text on disk: the name, and the item when it is another text. */
type StoredText = readonly [name: string] | readonly [name: string, item: string | null];

/** Pages, and records of other kinds, that are read between two pauses. */
const pagesAtOnce = 64;

/** Reads a run's tree; null when there is none. `folder` as in {@link RunTree}. */
export function readTree(store: ReadableStore, run: number, folder: Counts | null): RunTree | null {
  const parts = readTreeInParts(store, run, folder);
  for (;;) {
    const part = parts.next();
    if (part.done === true) return part.value;
  }
}

/** The same with a pause after every part, for trees so large that others must get their turn meanwhile. */
export function* readTreeInParts(
  store: ReadableStore,
  run: number,
  folder: Counts | null,
): Generator<void, RunTree | null> {
  const pages: Uint8Array[] = [];
  for (const part of partsOf(store, kinds.statePage, run)) {
    for (const { value } of part) pages.push(value);
    yield;
  }
  if (pages.length === 0) return null;
  const tree = new RunTree(run, folder);
  const texts: NodeText[] = [];
  for (const part of partsOf(store, kinds.textPage, run)) {
    for (const { value } of part) {
      for (const [name, item] of parseJson<StoredText[]>(value)) {
        texts.push({ name, item: item === undefined ? name : item });
      }
    }
    yield;
  }
  const counts = new Map<number, Counts>();
  for (const record of rangeOf(store, kinds.counts, run)) {
    counts.set(keyPart(record.key, 1), Counts.decode(record.value));
  }
  yield;
  const notes = new Map<number, NodeNote>();
  for (const record of rangeOf(store, kinds.note, run)) {
    notes.set(keyPart(record.key, 1), parseJson<NodeNote>(record.value));
  }
  yield;
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

/** The pages of a kind of one run, some at a time. */
function* partsOf(
  store: ReadableStore,
  kind: number,
  run: number,
): Generator<{ key: Uint8Array; value: Uint8Array }[]> {
  for (let page = 0; ; page += pagesAtOnce) {
    const part = store.range(key(kind, run, page), key(kind, run, page + pagesAtOnce));
    if (part.length > 0) yield part;
    if (part.length < pagesAtOnce) return;
  }
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
