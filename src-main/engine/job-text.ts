/** Whether a job is one that is looked for: without making the whole of its row. */
import type { TreeQuery } from '../../src-shared/tree-query';
import type { JobMatcher } from './feed/listed-run';
import { parseId } from './jobs/ids';
import type { RunTree } from './jobs/run-tree';
import { exitCodeError } from './node-views';

/**
 * Whether a job has a text in its name, its reason or its error.
 *
 * @param text in lower case; empty: every job has it
 */
export function jobHasText(tree: RunTree, n: number, text: string): boolean {
  if (text === '' || tree.text(n).name.toLowerCase().includes(text)) return true;
  const { table } = tree;
  const note = tree.note(n);
  const reason = note?.reason ?? table.reason(n);
  if (reason?.toLowerCase().includes(text) === true) return true;
  const exitCode = table.status(n) === 'failed' ? (table.exitCode(n) ?? 0) : 0;
  const error = note?.error ?? (exitCode === 0 ? null : exitCodeError(exitCode));
  return error?.toLowerCase().includes(text) === true;
}

/** Whether a job matches a query of the tree, but for the tag, which is its run's. */
export function matcherOf({
  statuses,
  text,
  within,
}: Pick<TreeQuery, 'statuses' | 'text' | 'within'>): JobMatcher {
  const node = within === null ? 0 : parseId(within).node;
  const lower = text.toLowerCase();
  return (tree, n) => {
    if (!tree.table.isJob(n)) return false;
    if (statuses.length > 0 && !statuses.includes(tree.table.status(n))) return false;
    return jobHasText(tree, n, lower) && (node === 0 || tree.isWithin(n, node));
  };
}
