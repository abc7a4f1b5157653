/**
 * Which node of a run is which of another run: nodes are matched from the top, among the children of two that match,
 * by kind, name and item; of several alike the first with the first. Both runs only ever get new nodes, behind all
 * others, so what has been matched stays, and only what is new is looked at.
 */
import type { RunTree } from '../jobs/run-tree';

/** No node of the other run. */
export const none = -1;
/** Nodes looked at before others may have their turn. */
const sliceNodes = 512;

/** The two runs; a run that has ended meanwhile has another tree, with the same nodes, so they are asked for anew. */
export interface TwoTrees {
  readonly here: () => RunTree;
  readonly there: () => RunTree;
}

/** See the head of this file. */
export class RunMatching {
  /** Nodes of this run that have been looked at: the first so many. */
  known = 0;
  /** By node here: the node there, or {@link none}. */
  #there = new Int32Array(64);
  /** By node there: the node here, or {@link none}. */
  #here = new Int32Array(0);
  /** By parent there and what tells them apart: the children there that nobody is matched with, the first last. */
  readonly #waiting = new Map<string, number[]>();

  /** The node there that is the node `n` here, or {@link none}. */
  thereOf(n: number): number {
    return this.#there[n];
  }

  /** The node here that is the node `n` there, or {@link none}. */
  hereOf(n: number): number {
    return this.#here[n];
  }

  /** Whether all nodes of both have been looked at. */
  isUpToDate({ here, there }: TwoTrees): boolean {
    return this.known === here().table.length && this.#here.length === there().table.length;
  }

  /** Looks at the nodes that are new, in either run; yields between slices. Returns the first node it looked at. */
  *refresh({ here, there }: TwoTrees): Generator<undefined, number, void> {
    if (there().table.length !== this.#here.length) {
      // What came there later may be what was missing: all is matched again.
      this.known = 0;
      yield* this.#list(there());
    }
    const first = this.known;
    while (this.known < here().table.length) {
      this.#look(here(), Math.min(here().table.length, this.known + sliceNodes));
      yield;
    }
    return first;
  }

  #look(here: RunTree, to: number): void {
    if (to > this.#there.length) {
      const larger = new Int32Array(Math.max(to, this.#there.length * 2));
      larger.set(this.#there);
      this.#there = larger;
    }
    for (; this.known < to; this.known++) {
      const n = this.known;
      const found = n === 0 ? 0 : this.#find(here, n);
      this.#there[n] = found;
      if (found !== none) this.#here[found] = n;
    }
  }

  #find(here: RunTree, n: number): number {
    const parent = this.#there[here.table.parent(n)];
    return parent === none ? none : (this.#waiting.get(keyOf(here, n, parent))?.pop() ?? none);
  }

  *#list(there: RunTree): Generator<undefined, void, void> {
    const { length } = there.table;
    this.#waiting.clear();
    for (let n = length - 1; n > 0; n--) {
      const key = keyOf(there, n, there.table.parent(n));
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#waiting.set(key, [n]);
      else waiting.push(n);
      if (n % sliceNodes === 0) yield;
    }
    this.#here = new Int32Array(length).fill(none);
  }
}

/** What a node has in common with the one it is in the other run; `parent` is the node there. */
function keyOf(tree: RunTree, n: number, parent: number): string {
  const { name, item } = tree.text(n);
  return `${parent}\0${tree.table.kind(n)}\0${name}\0${item ?? ''}`;
}
