/** Keys that put runs and jobs in the order that a person chose; see `treeSorts` for what each order means. */
import type { JobStatus } from '../../../src-shared/model';
import type { TreeSort } from '../../../src-shared/tree-query';
import type { RunTree } from '../jobs/run-tree';
import type { OrderKey } from './weighted-list';

/** What of a run or job its place depends on. Times are milliseconds since the epoch, 0 for "not yet". */
export interface OrderedNode {
  readonly name: string;
  readonly status: JobStatus;
  /** It has been tried and waits for its next attempt. */
  readonly waits: boolean;
  readonly readyAt: number | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Larger than any time, and small enough that times stay exact to a part of a millisecond beside it. */
const group = 2 ** 43;

/** The key of a run. */
export function runKey(sort: TreeSort, of: () => OrderedNode): OrderKey {
  return sort === 'queue' ? 0 : keyOf(sort, of());
}

/** The key of a node within its parent. Steps, and everything in the order of the queue, go by their number. */
export function nodeKey(sort: TreeSort, tree: RunTree, n: number): OrderKey {
  const { table } = tree;
  if (sort === 'queue') return n;
  if (!table.isJob(n)) return sort === 'name' ? `\u0000${String(n).padStart(10, '0')}` : n;
  return keyOf(sort, {
    name: sort === 'name' ? tree.text(n).name : '',
    status: table.status(n),
    waits: table.attempt(n) > 0 && table.status(n) === 'pending',
    readyAt: tree.readyAt(n),
    startedAt: table.startedAt(n),
    endedAt: table.endedAt(n),
  });
}

function keyOf(sort: Exclude<TreeSort, 'queue'>, node: OrderedNode): OrderKey {
  switch (sort) {
    case 'name':
      return naturalKey(node.name);
    case 'started':
      return isBegun(node) ? -node.startedAt : 0;
    case 'duration':
      return durationKey(node);
    case 'status':
      return statusKey(node);
  }
}

/** A job that waits for another attempt has no start of its own: the one it has is that of the attempt before. */
function isBegun({ status, startedAt }: OrderedNode): boolean {
  return status !== 'pending' && startedAt > 0;
}

function durationKey(node: OrderedNode): number {
  if (!isBegun(node)) return 2 * group;
  // What runs grows: the one that began first is the longest at any time.
  return node.status === 'running' ? node.startedAt - 2 * group : -Math.max(0, node.endedAt - node.startedAt);
}

function statusKey({ status, waits, readyAt, startedAt, endedAt }: OrderedNode): number {
  switch (status) {
    case 'failed':
      return group - endedAt;
    case 'pending':
      return (waits ? 2 : 6) * group + (readyAt ?? 0);
    case 'running':
      return 5 * group - startedAt;
    case 'cancelled':
      return 8 * group - endedAt;
    case 'completed':
      return 10 * group - endedAt;
  }
}

/** A text that compares, code unit by code unit, as the name does with numbers in it by their value. */
export function naturalKey(name: string): string {
  // The number of digits goes before them, so a longer number is a larger one; the name itself settles the rest.
  const key = name
    .toLowerCase()
    .replace(
      /0*(\d+)/g,
      (_, digits: string) => `0${String.fromCharCode(Math.min(digits.length, 0xff))}${digits}`,
    );
  return key === name ? key : `${key}\u0000${name}`;
}
