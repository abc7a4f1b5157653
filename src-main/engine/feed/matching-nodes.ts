/**
 * What a query leaves of one run, in its order, for a reader that looks once and goes. The window's tree, which follows
 * every change, has lists for that (`listed-tree.ts`); both order and match alike.
 */
import type { TreeSort } from '../../../src-shared/tree-query';
import type { RunTree } from '../jobs/run-tree';
import type { JobMatcher } from './listed-run';
import { nodeKey } from './order-keys';
import { isBefore, type OrderKey } from './weighted-list';

/** A node that is left: a job that matches, or what such jobs are part of. */
export interface MatchingNode {
  readonly node: number;
  /** Below the root, whose depth is 0. */
  readonly depth: number;
  /** It is a job that matches; without a filter every job does. */
  readonly isMatch: boolean;
}

/** What a node is to a query. */
const left = 1;
const match = 2;

/**
 * The nodes of a subtree depth-first, each before what is below it.
 *
 * @param options.matcher null: all are left
 */
export function* matchingNodes(
  tree: RunTree,
  root: number,
  options: { readonly sort: TreeSort; readonly matcher: JobMatcher | null },
): Generator<MatchingNode> {
  const { table } = tree;
  const marks = options.matcher === null ? null : marksOf(tree, root, options.matcher);
  const isLeft = (n: number): boolean => marks === null || marks[n] !== 0;
  if (!isLeft(root)) return;
  const stack = [{ node: root, depth: 0 }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { node, depth } = at;
    yield { node, depth, isMatch: marks === null ? table.isJob(node) : (marks[node] & match) !== 0 };
    const list = tree.children(node);
    const children: number[] = [];
    for (let index = 0; index < list.length; index++) {
      if (isLeft(list.at(index))) children.push(list.at(index));
    }
    if (options.sort !== 'queue') sortByKey(children, (n) => nodeKey(options.sort, tree, n));
    for (const child of children.reverse()) stack.push({ node: child, depth: depth + 1 });
  }
}

/** Puts numbers into the order of their keys; of equal keys the smaller number comes first. */
export function sortByKey(numbers: number[], keyOf: (number: number) => OrderKey): void {
  const keys = new Map(numbers.map((number) => [number, keyOf(number)]));
  numbers.sort((a, b) => (isBefore(keys.get(a) ?? 0, a, keys.get(b) ?? 0, b) ? -1 : 1));
}

/** By node: 0 for what is not left. */
function marksOf(tree: RunTree, root: number, matcher: JobMatcher): Uint8Array {
  const { table } = tree;
  const marks = new Uint8Array(table.length);
  // A parent's number is smaller than its children's, so going down each node is complete when its turn comes.
  for (let n = table.length - 1; n >= root; n--) {
    if (!tree.isWithin(n, root)) continue;
    if (matcher(tree, n)) marks[n] |= left | match;
    if (marks[n] !== 0 && n > root) marks[table.parent(n)] |= left;
  }
  return marks;
}
