/** A dead job as a row that menus and forms take. */
import type { TreeNode, TreeRow } from '../../src-shared/model';

/** The row of a job of the shelf: it has ended, so nothing of it is under way. */
export function rowOf(node: TreeNode): TreeRow {
  return {
    ...node,
    depth: 0,
    childCount: 0,
    open: false,
    held: false,
    paused: false,
    dead: true,
    maximumAttempts: node.attempt,
    readyAt: null,
    cancelling: false,
    tolerated: false,
    progress: null,
    waitsFor: [],
    origin: null,
  };
}
