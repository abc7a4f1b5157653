/** Whether a job has a text in its name, its reason or its error: without making the whole of its row. */
import type { RunTree } from './jobs/run-tree';
import { exitCodeError } from './node-views';

/** @param text in lower case; empty: every job has it */
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
