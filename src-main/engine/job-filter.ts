/** Which jobs of a folder a filter means. */
import type { BulkState, JobFilter } from '../../src-shared/contract';
import type { JobStatus } from '../../src-shared/model';
import type { ActiveRuns } from './active-runs';
import type { FolderReader } from './folder-reader';
import { parseId } from './jobs/ids';
import { nodeFlags } from './jobs/node-table';
import type { RunTree } from './jobs/run-tree';
import { isDead, toTreeNode } from './node-views';
import { refuseReadOnly } from './read-only-runs';

/** Statuses in which an action means something. */
const meaningful: Readonly<Record<BulkState['action'], readonly JobStatus[]>> = {
  cancel: ['pending', 'running'],
  retry: ['failed', 'cancelled'],
  clear: ['failed'],
};

/** Runs that may have a match, newest first. */
export function runsOf(
  reader: FolderReader,
  all: readonly number[],
  active: ActiveRuns,
  filter: JobFilter,
  action: BulkState['action'],
): number[] {
  if (filter.id !== undefined) {
    const { run } = reader.find(filter.id);
    refuseReadOnly(reader, run);
    return [run];
  }
  const runs =
    action === 'cancel'
      ? [...active.runs.keys()]
      : filter.dead === true || action === 'clear'
        ? [...new Set(reader.dead().map(({ run }) => run))]
        : [...all];
  return runs.sort((a, b) => b - a);
}

/** Jobs of a run that match and for which the action means something, in the order of the tree. */
export function matchingJobs(
  reader: FolderReader,
  run: number,
  filter: JobFilter,
  action: BulkState['action'],
): number[] {
  const opened = reader.open(run);
  if (opened === null) return [];
  const { tree, record } = opened;
  if (record.origin !== undefined) return [];
  if (filter.tag !== undefined && record.definition?.tags.includes(filter.tag) !== true) return [];
  const root = filter.id === undefined ? 0 : parseId(filter.id).node;
  const text = filter.text?.toLowerCase() ?? '';
  const matches: number[] = [];
  const isPlain = text === '' && filter.statuses === undefined && filter.dead !== true;
  for (const n of tree.walk(root)) {
    if (!tree.table.isJob(n)) {
      // A step that looks for its items has no jobs yet; to cancel all of them is to end the search.
      if (action === 'cancel' && isPlain && isLooking(tree, n)) matches.push(n);
      continue;
    }
    const status = tree.table.status(n);
    if (!meaningful[action].includes(status)) continue;
    if (filter.statuses !== undefined && !filter.statuses.includes(status)) continue;
    if ((filter.dead === true || action === 'clear') && !isDead(tree, n)) continue;
    if (text !== '') {
      const { name, reason, error } = toTreeNode(tree, record, n);
      if (![name, reason, error].some((part) => part?.toLowerCase().includes(text) === true)) continue;
    }
    matches.push(n);
  }
  return matches;
}

function isLooking({ table }: RunTree, n: number): boolean {
  return table.kind(n) === 'step' && table.status(n) === 'running' && !table.hasFlag(n, nodeFlags.expanded);
}
