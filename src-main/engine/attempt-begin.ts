/** The beginning of an attempt in the tree: its job runs from now on. */
import { jobFlags } from './jobs/node-table';
import type { RunTree } from './jobs/run-tree';

/** A pending job runs, in its next attempt, since a time (milliseconds since the epoch). */
export function beginAttempt(tree: RunTree, node: number, startedAt: number, slot: number): void {
  tree.apply(node, 'lease');
  tree.update(node, (table, n) => {
    table.setAttempt(n, table.attempt(n) + 1);
    table.setSlot(n, slot);
    table.setStartedAt(n, startedAt);
    table.setEndedAt(n, 0);
    table.setExitCode(n, null);
    table.setSignal(n, 0);
    table.setReason(n, null);
    table.setFlag(n, jobFlags.standsBy, false);
  });
  tree.clearNote(node);
}
