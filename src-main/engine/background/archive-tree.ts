/** The tree of a run as the lines of `jobs.jsonl`, and back. */
import type { ResourceUse } from '../../../src-shared/model';
import { hasEnded } from '../jobs/job-states';
import { jobFlags, reasonTexts, workTypes, type ReasonText, type WorkType } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';
import { toTreeNode } from '../node-views';
import type { RunRecord } from '../storage/run-records';
import type { ArchivedNode } from './archive-layout';

/** What records of their own say of a node. */
export interface NodeRecords {
  readonly work: unknown;
  /** Of its latest attempt. */
  readonly usage: ResourceUse | undefined;
}

/** A node as a line of `jobs.jsonl`. */
export function archivedNode(tree: RunTree, record: RunRecord, n: number, of: NodeRecords): unknown {
  const { table } = tree;
  const node = toTreeNode(tree, record, n);
  const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
  const note = tree.note(n);
  const text = tree.text(n);
  const stored: ArchivedNode['stored'] = {
    parent: table.parent(n),
    type: table.type(n),
    item: text.item,
    step: table.step(n),
    index: table.index(n),
    depth: table.spawnDepth(n),
    flags: flagsOf(tree, n),
    signal: table.signal(n),
    attempt: table.attempt(n),
    uncounted: table.isJob(n) ? table.uncountedAttempts(n) : table.executedMs(n),
    slot: table.isJob(n) ? table.slot(n) : 0,
    sequence: table.enqueueSequence(n),
    ownLines: table.ownLines(n),
    createdAt: table.createdAt(n),
    startedAt: table.startedAt(n),
    endedAt: table.endedAt(n),
    reason: table.reason(n),
    note: note === null ? null : { reason: note.reason, error: note.error },
    work: of.work as ArchivedNode['stored']['work'],
    ...(of.usage === undefined ? {} : { usage: of.usage }),
  };
  return {
    ...node,
    position: undefined,
    createdAt: iso(node.createdAt),
    startedAt: iso(node.startedAt),
    endedAt: iso(node.endedAt),
    stored,
  };
}

function flagsOf({ table }: RunTree, n: number): number {
  let flags = 0;
  for (let bit = 1; bit < 256; bit *= 2) if (table.hasFlag(n, bit)) flags |= bit;
  return flags;
}

/**
 * Adds the next node to a tree that is read back, its own lines included, so that all counters are those of this
 * program. Throws a sentence without its end when it cannot be.
 */
export function addArchivedNode(tree: RunTree, runId: string, row: ArchivedNode): void {
  const n = tree.table.length;
  const { stored } = row;
  const id = n === 0 ? runId : `${runId}.${n}`;
  if (row.id !== id) throw new Error(`its jobs are not in order: ${row.id} stands where ${id} should`);
  if (
    (row.kind === 'run') !== (n === 0) ||
    (n > 0 && stored.parent >= n) ||
    (n === 0 && stored.parent !== 0)
  ) {
    throw new Error(`${id} has no possible place in the tree`);
  }
  if (row.kind === 'step' && stored.parent !== 0)
    throw new Error(`the step ${id} is not a part of the run itself`);
  if (!hasEnded(row.status)) throw new Error(`${id} is ${row.status}; only what has ended can be opened`);
  const type = stored.type as WorkType;
  const reason = stored.reason as ReasonText;
  if (!workTypes.includes(type)) throw new Error(`${id} is of the unknown type "${short(stored.type)}"`);
  if (!reasonTexts.includes(reason))
    throw new Error(`${id} has the unknown reason "${short(stored.reason ?? '')}"`);
  if (stored.endedAt !== 0 && stored.endedAt < stored.startedAt)
    throw new Error(`${id} ended before it started`);
  tree.add(
    {
      parent: stored.parent,
      kind: row.kind,
      type,
      step: stored.step,
      createdAt: stored.createdAt,
      index: stored.index,
      enqueueSequence: stored.sequence,
      spawnDepth: stored.depth,
      // Nobody can send it round again here, so it is not on the shelf of this folder.
      flags: row.kind === 'job' ? stored.flags | jobFlags.cleared : stored.flags,
    },
    { name: row.name, item: stored.item },
  );
  if (row.kind === 'job') {
    if (row.status !== 'cancelled') tree.apply(n, 'lease');
    tree.apply(n, row.status === 'completed' ? 'complete' : row.status === 'failed' ? 'fail' : 'cancel');
  } else tree.setContainerStatus(n, row.status);
  tree.update(n, (table) => {
    table.setAttempt(n, stored.attempt);
    if (table.isJob(n)) {
      table.setUncountedAttempts(n, stored.uncounted);
      table.setSlot(n, stored.slot);
    } else table.setExecutedMs(n, stored.uncounted);
    table.setStartedAt(n, stored.startedAt);
    table.setEndedAt(n, stored.endedAt);
    table.setExitCode(n, row.exitCode);
    table.setSignal(n, stored.signal);
    table.setReason(n, reason);
  });
  if (stored.note !== null) tree.setNote(n, stored.note);
  if (stored.ownLines > 0) tree.addLines(n, stored.ownLines);
}

/** What the archive says of each node is what a recount gives. Throws a sentence without its end. */
export function checkArchivedCounts(
  tree: RunTree,
  told: (n: number) => Pick<ArchivedNode, 'lines' | 'stats'>,
): void {
  for (let n = 0; n < tree.table.length; n++) {
    const { lines, stats } = told(n);
    const where = n === 0 ? 'in the run' : `in node ${n}`;
    for (const [status, jobs] of Object.entries(tree.stats(n))) {
      const said = stats[status as keyof typeof stats];
      if (said !== jobs) throw new Error(`it says ${said} ${status} jobs ${where}, a recount gives ${jobs}`);
    }
    if (lines !== tree.lines(n)) {
      throw new Error(`it says ${lines} lines ${where}, a recount gives ${tree.lines(n)}`);
    }
  }
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
