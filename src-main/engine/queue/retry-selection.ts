/** Which jobs a retry of a part of a tree means. */
import { nodeFlags, type ReasonText } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';

/** Reasons that are a job's or a step's own: with its run it is not sent round. */
const asideReasons: ReadonlySet<ReasonText> = new Set(['cancelled on request', 'same key']);

/**
 * Jobs below `root` (itself included) that failed, or were cancelled because of a failure, with a parent that is
 * sent round, or together with what `root` is. What a person cancelled on its own stays cancelled unless it is
 * `root` itself; what completed is never run again. In the order of the tree.
 */
export function jobsToRetry(tree: RunTree, root: number): readonly number[] {
  const { table } = tree;
  const chosen = new Set<number>();
  const stack = [root];
  for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
    const isCancelled = table.status(n) === 'cancelled' || isBeingCancelled(tree, n);
    const aside = n !== root && isCancelled && asideReasons.has(table.reason(n));
    // A run or step that was cancelled on its own goes with everything below it.
    if (aside) continue;
    if (table.isJob(n) && isMeant(tree, n, root, chosen)) chosen.add(n);
    const children = tree.children(n);
    for (let at = children.length - 1; at >= 0; at--) stack.push(children.at(at));
  }
  return [...chosen];
}

function isMeant(tree: RunTree, n: number, root: number, chosen: ReadonlySet<number>): boolean {
  const { table } = tree;
  const status = table.status(n);
  if (status === 'failed') return true;
  if (status !== 'cancelled' && !isBeingCancelled(tree, n)) return false;
  return n === root || table.reason(n) !== 'parent job cancelled' || chosen.has(table.parent(n));
}

/** A running job that is being ended because of a cancel. */
function isBeingCancelled({ table }: RunTree, n: number): boolean {
  return table.isJob(n) && table.status(n) === 'running' && table.hasFlag(n, nodeFlags.cancelRequested);
}

/** Whether a step that has ended is to begin anew: it has made no job yet, so there is none to send round. */
export function beginsAnew(tree: RunTree, step: number): boolean {
  const { table } = tree;
  const status = table.status(step);
  return (status === 'failed' || status === 'cancelled') && tree.children(step).length === 0;
}

/** Forgets how a container ended. */
export function reopenContainer(tree: RunTree, n: number): void {
  const { table } = tree;
  tree.setContainerStatus(n, table.startedAt(n) === 0 ? 'pending' : 'running');
  tree.update(n, () => {
    table.setEndedAt(n, 0);
    table.setReason(n, null);
    table.setExecutedMs(n, 0);
    table.setFlag(n, nodeFlags.cancelRequested, false);
    table.setFlag(n, nodeFlags.tolerated, false);
  });
  tree.clearNote(n);
}
