/** Which jobs of a folder a filter means. */
import type { BulkAction, JobFilter } from '../../src-shared/contract';
import type { JobStatus } from '../../src-shared/model';
import type { ActiveRuns } from './active-runs';
import type { FolderReader } from './folder-reader';
import { parseId } from './jobs/ids';
import { nodeFlags } from './jobs/node-table';
import type { RunTree } from './jobs/run-tree';
import { jobHasText } from './job-text';
import { isDead } from './node-views';
import { refuseReadOnly } from './read-only-runs';

/** Statuses in which an action means something. */
const meaningful: Readonly<Record<BulkAction, readonly JobStatus[]>> = {
  cancel: ['pending', 'running'],
  retry: ['failed', 'cancelled'],
  clear: ['failed'],
  priority: ['pending', 'running'],
};

/** Runs that may have a match, newest first. */
export function runsOf(
  reader: FolderReader,
  all: readonly number[],
  active: ActiveRuns,
  filter: JobFilter,
  action: BulkAction,
): number[] {
  if (filter.id !== undefined) {
    const { run } = reader.find(filter.id);
    refuseReadOnly(reader, run);
    return [run];
  }
  if (filter.ids !== undefined) {
    return [...new Set(filter.ids.map((id) => parseId(id).run))].sort((a, b) => b - a);
  }
  const runs =
    action === 'cancel' || action === 'priority'
      ? [...active.runs.keys()]
      : filter.dead === true || action === 'clear'
        ? [...new Set(reader.dead().map(({ run }) => run))]
        : [...all];
  return runs.sort((a, b) => b - a);
}

/** Nodes looked at between two pauses. */
const nodesAtOnce = 512;

/** Jobs of a run that match. */
export interface RunMatches {
  /** Those for which the action means something, in the order of the tree. */
  readonly meant: number[];
  /** How many match, whatever their status. */
  readonly matching: number;
}

/** Jobs of a run that match and for which the action means something, in the order of the tree. */
export function matchingJobs(
  reader: FolderReader,
  run: number,
  filter: JobFilter,
  action: BulkAction,
): number[] {
  const parts = matchInParts(reader, run, filter, action);
  for (;;) {
    const part = parts.next();
    if (part.done === true) return part.value.meant;
  }
}

/** The same with a pause after some nodes, for runs so large that others must get their turn meanwhile. */
export function* matchInParts(
  reader: FolderReader,
  run: number,
  filter: JobFilter,
  action: BulkAction,
): Generator<void, RunMatches> {
  const opened = reader.open(run);
  if (opened === null || opened.record.origin !== undefined) return { meant: [], matching: 0 };
  const { tree, record } = opened;
  if (filter.tag !== undefined && record.definition?.tags.includes(filter.tag) !== true) {
    return { meant: [], matching: 0 };
  }
  const text = filter.text?.toLowerCase() ?? '';
  const meant: number[] = [];
  let matching = 0;
  let looked = 0;
  const isPlain = text === '' && filter.statuses === undefined && filter.dead !== true;
  for (const root of rootsOf(tree, filter)) {
    for (const n of tree.walk(root)) {
      if (++looked % nodesAtOnce === 0) yield;
      if (!tree.table.isJob(n)) {
        // A step that looks for its items has no jobs yet; to cancel all of them is to end the search.
        if (action === 'cancel' && isPlain && isLooking(tree, n)) meant.push(n);
        continue;
      }
      const status = tree.table.status(n);
      if (filter.statuses !== undefined && !filter.statuses.includes(status)) continue;
      if (filter.dead === true && !isDead(tree, n)) continue;
      if (!jobHasText(tree, n, text)) continue;
      matching++;
      if (!meaningful[action].includes(status) || (action === 'clear' && !isDead(tree, n))) continue;
      meant.push(n);
    }
  }
  return { meant, matching };
}

/** The nodes whose subtrees are meant, none of them within another. */
function rootsOf(tree: RunTree, filter: JobFilter): readonly number[] {
  if (filter.id !== undefined) return [parseId(filter.id).node];
  if (filter.ids === undefined) return [0];
  const asked = new Set<number>();
  for (const id of filter.ids) {
    const { run, node } = parseId(id);
    if (run === tree.run && node < tree.table.length) asked.add(node);
  }
  return [...asked]
    .filter((node) => {
      for (let at = node; at !== 0;) {
        at = tree.table.parent(at);
        if (asked.has(at)) return false;
      }
      return true;
    })
    .sort((a, b) => a - b);
}

function isLooking({ table }: RunTree, n: number): boolean {
  return table.kind(n) === 'step' && table.status(n) === 'running' && !table.hasFlag(n, nodeFlags.expanded);
}
