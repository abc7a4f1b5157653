/**
 * Which node of a run is which of another run that has ended: nodes are matched from the top, among the children of two
 * that match, by kind, name and item; of several alike the first with the first. This run only ever gets new nodes,
 * behind all others, so what has been matched stays, and only what is new is looked at.
 */
import type { NumberList } from '../jobs/number-list';
import type { RunTree } from '../jobs/run-tree';

/** No node of the other run. */
export const none = -1;

/**
 * The two runs; a run that has ended meanwhile has another tree, with the same nodes, so they are asked for anew after
 * each turn of the others.
 */
export interface TwoTrees {
  readonly here: () => RunTree;
  readonly there: () => RunTree;
}

/** See the head of this file. */
export class RunMatching {
  /** Nodes of this run that have been looked at: the first so many. */
  known = 0;
  /**
   * By node here: jobs below its counterpart that nothing here is, not counting what is below another node of this map.
   * Nodes without any are not in it.
   */
  readonly missing = new Map<number, number>();
  /** By node here: the node there, or {@link none}. */
  #there = new Int32Array(64);
  /** By node there: the node here, or {@link none}. */
  #here = new Int32Array(0);
  /** By node there. */
  readonly #children = new Map<number, UnmatchedChildren>();
  readonly #sliceNodes: number;

  /** @param sliceNodes nodes looked at before others may have their turn */
  constructor(sliceNodes = 64) {
    this.#sliceNodes = sliceNodes;
  }

  /** The node there that is the node `n` here, or {@link none}. */
  thereOf(n: number): number {
    return this.#there[n];
  }

  /** The node here that is the node `n` there, or {@link none}. */
  hereOf(n: number): number {
    return this.#here[n];
  }

  /** Looks at the nodes that are new; yields between slices. Returns the first node it looked at. */
  *refresh({ here, there }: TwoTrees): Generator<undefined, number, void> {
    const first = this.known;
    let [ours, theirs] = [here(), there()];
    if (first === 0) this.#here = new Int32Array(theirs.table.length).fill(none);
    while (this.known < ours.table.length) {
      if (this.known > first && this.known % this.#sliceNodes === 0) {
        yield;
        [ours, theirs] = [here(), there()];
      }
      const n = this.known;
      let found = this.#find(ours, theirs, n);
      if (found === 'unlisted') {
        yield* this.#childrenOf(theirs, this.#there[ours.table.parent(n)]).list(there, this.#sliceNodes);
        [ours, theirs] = [here(), there()];
        found = this.#find(ours, theirs, n);
      }
      this.#match(ours, theirs, { n, found: found === 'unlisted' ? none : found });
      this.known = n + 1;
    }
    return first;
  }

  #find(here: RunTree, there: RunTree, n: number): number | 'unlisted' {
    if (n === 0) return 0;
    const parent = this.#there[here.table.parent(n)];
    return parent === none ? none : this.#childrenOf(there, parent).take(there, keyOf(here, n));
  }

  #match(here: RunTree, there: RunTree, { n, found }: { readonly n: number; readonly found: number }): void {
    if (n === this.#there.length) {
      const larger = new Int32Array(n * 2);
      larger.set(this.#there);
      this.#there = larger;
    }
    this.#there[n] = found;
    if (found === none) return;
    this.#here[found] = n;
    const { total } = there.stats(found);
    if (n > 0) this.#countMissing(here.table.parent(n), -total);
    this.#countMissing(n, total - (there.table.isJob(found) ? 1 : 0));
  }

  #countMissing(n: number, jobs: number): void {
    const now = (this.missing.get(n) ?? 0) + jobs;
    if (now === 0) this.missing.delete(n);
    else this.missing.set(n, now);
  }

  #childrenOf(there: RunTree, parent: number): UnmatchedChildren {
    let children = this.#children.get(parent);
    if (children === undefined) {
      children = new UnmatchedChildren(there.children(parent));
      this.#children.set(parent, children);
    }
    return children;
  }
}

/** The children of a node that nothing is matched with yet. Two runs mostly have them in the same order. */
class UnmatchedChildren {
  readonly #all: NumberList;
  /** Those before this position are matched, and those after it are not, until they are listed. */
  #next = 0;
  /** By what tells them apart, the first one last; null while nothing was out of order. */
  #listed: Map<string, number[]> | null = null;

  constructor(all: NumberList) {
    this.#all = all;
  }

  /** The first child with this key, which is matched from now on; {@link none}; or `unlisted`: see {@link list}. */
  take(there: RunTree, key: string): number | 'unlisted' {
    if (this.#listed === null) {
      if (this.#next === this.#all.length) return none;
      const next = this.#all.at(this.#next);
      if (keyOf(there, next) !== key) return 'unlisted';
      this.#next++;
      return next;
    }
    const alike = this.#listed.get(key);
    const first = alike?.pop();
    if (alike?.length === 0) this.#listed.delete(key);
    return first ?? none;
  }

  /** Lists them, so that they are found whatever the order; yields between slices. */
  *list(there: () => RunTree, sliceNodes: number): Generator<undefined, void, void> {
    const listed = new Map<string, number[]>();
    let tree = there();
    for (let at = this.#all.length - 1; at >= this.#next; at--) {
      const child = this.#all.at(at);
      const key = keyOf(tree, child);
      const alike = listed.get(key);
      if (alike === undefined) listed.set(key, [child]);
      else alike.push(child);
      if (at % sliceNodes !== 0) continue;
      yield;
      tree = there();
    }
    this.#listed = listed;
  }
}

/** What a node has in common with the one that it is in the other run, below the same parent. */
function keyOf(tree: RunTree, n: number): string {
  const { name, item } = tree.text(n);
  return `${tree.table.kind(n)}\0${name}\0${item ?? ''}`;
}
