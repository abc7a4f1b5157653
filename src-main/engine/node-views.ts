/** Nodes as others see them: rows for the window and the command line, made from trees and summaries. */
import { constants } from 'node:os';
import type { Attempt, ResourceUse, TreeNode, TreeRow } from '../../src-shared/model';
import { formatId } from './jobs/ids';
import { jobFlags, nodeFlags } from './jobs/node-table';
import type { RunTree } from './jobs/run-tree';
import type { RunRecord, RunSummary } from './storage/run-records';

/** The sentence for an exit code; derived, never stored. */
export function exitCodeError(exitCode: number): string {
  return `Exit code ${exitCode}`;
}

/** The name of a signal's number, or null. */
export function signalName(signal: number): string | null {
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? null;
}

/** The number of a signal's name, 0 for none. */
export function signalNumber(name: string | null): number {
  return name === null ? 0 : (constants.signals[name as NodeJS.Signals] ?? 0);
}

/** One node of a tree. */
export function toTreeNode(tree: RunTree, record: RunRecord, n: number): TreeNode {
  const { table } = tree;
  const note = tree.note(n);
  const status = table.status(n);
  const exitCode = table.exitCode(n);
  const kind = table.kind(n);
  return {
    id: formatId(tree.run, n),
    parentId: n === 0 ? null : formatId(tree.run, table.parent(n)),
    runId: formatId(tree.run, 0),
    kind,
    type: n === 0 ? record.type : table.type(n),
    name: tree.text(n).name,
    status,
    reason: note?.reason ?? table.reason(n),
    // A step's attempt only tells that it has begun.
    attempt: kind === 'job' ? table.attempt(n) : 0,
    createdAt: table.createdAt(n),
    startedAt: timeOrNull(table.startedAt(n)),
    endedAt: timeOrNull(table.endedAt(n)),
    exitCode,
    error:
      note?.error ??
      (status === 'failed' && exitCode !== null && exitCode !== 0 ? exitCodeError(exitCode) : null),
    lines: tree.lines(n),
    stats: tree.stats(n),
    position: n,
  };
}

/** What the tree draws beside the node's own fields. */
export interface RowPlace {
  readonly depth: number;
  readonly open: boolean;
  readonly progress: { readonly current: number; readonly total: number } | null;
}

/** One row of the tree. */
export function toTreeRow(tree: RunTree, record: RunRecord, n: number, place: RowPlace): TreeRow {
  const { table } = tree;
  // Not spread: an object of this many spread fields is ten times as large, and a row is made for every frame.
  return Object.assign(toTreeNode(tree, record, n), {
    depth: place.depth,
    open: place.open,
    progress: place.progress === null ? null : { ...place.progress },
    childCount: tree.children(n).length,
    held: n === 0 && table.hasFlag(0, nodeFlags.held),
    paused: n === 0 && table.hasFlag(0, nodeFlags.paused),
    dead: isDead(tree, n),
    maximumAttempts: table.isJob(n) ? maximumAttempts(record, table.step(n)) : 0,
    readyAt: table.status(n) === 'pending' ? tree.readyAt(n) : null,
    cancelling: table.hasFlag(n, nodeFlags.cancelRequested) && table.status(n) === 'running',
    tolerated: table.hasFlag(n, nodeFlags.tolerated),
    waitsFor: waitsFor(tree, record, n),
    origin: record.origin?.kind ?? null,
  });
}

/** Whether a job is on the dead letter shelf. */
export function isDead({ table }: RunTree, n: number): boolean {
  return table.isJob(n) && table.status(n) === 'failed' && !table.hasFlag(n, jobFlags.cleared);
}

function maximumAttempts({ definition, added }: RunRecord, step: number): number {
  const policy = definition === null ? added?.retries : definition.steps[step - 1]?.retries;
  return (policy?.max ?? 0) + 1;
}

function waitsFor(tree: RunTree, record: RunRecord, n: number): string[] {
  const { table } = tree;
  if (table.kind(n) !== 'step' || table.status(n) !== 'pending' || record.definition === null) return [];
  const { steps } = record.definition;
  return (steps[n - 1]?.depends ?? []).filter((name) => {
    const status = table.status(steps.findIndex((step) => step.name === name) + 1);
    return status === 'pending' || status === 'running';
  });
}

/** The summary of a run, as the catalog keeps it. */
export function toSummary(tree: RunTree, record: RunRecord): RunSummary {
  const row = toTreeRow(tree, record, 0, { depth: 0, open: false, progress: null });
  return {
    type: row.type,
    name: row.name,
    status: row.status,
    reason: row.reason,
    error: row.error,
    createdAt: row.createdAt,
    startedAt: row.startedAt ?? 0,
    endedAt: row.endedAt ?? 0,
    stats: row.stats,
    lines: row.lines,
    childCount: row.childCount,
    held: row.held,
    paused: row.paused,
    tolerated: row.tolerated,
    cancelling: row.cancelling,
    ...(record.origin === undefined ? {} : { origin: record.origin }),
  };
}

/** The row of a run whose tree is not in memory. */
export function summaryToRow(run: number, summary: RunSummary, open: boolean): TreeRow {
  return {
    id: formatId(run, 0),
    parentId: null,
    runId: formatId(run, 0),
    kind: 'run',
    type: summary.type,
    name: summary.name,
    status: summary.status,
    reason: summary.reason,
    attempt: 0,
    createdAt: summary.createdAt,
    startedAt: timeOrNull(summary.startedAt),
    endedAt: timeOrNull(summary.endedAt),
    exitCode: null,
    error: summary.error,
    lines: summary.lines,
    stats: summary.stats,
    position: 0,
    depth: 0,
    childCount: summary.childCount,
    open,
    held: summary.held,
    paused: summary.paused,
    dead: false,
    maximumAttempts: 0,
    readyAt: null,
    cancelling: summary.cancelling,
    tolerated: summary.tolerated,
    progress: null,
    waitsFor: [],
    origin: summary.origin?.kind ?? null,
  };
}

/** The latest attempt of a job, which lives in its node record. */
export function latestAttempt(
  tree: RunTree,
  record: RunRecord,
  n: number,
  usage: ResourceUse | null,
): Attempt | null {
  const { table } = tree;
  if (!table.isJob(n) || table.attempt(n) === 0) return null;
  const node = toTreeNode(tree, record, n);
  // What a pending job has tried before has been put aside.
  if (node.status === 'pending') return null;
  return {
    attempt: node.attempt,
    status: node.status,
    startedAt: node.startedAt,
    endedAt: node.endedAt,
    exitCode: node.exitCode,
    signal: signalName(table.signal(n)),
    reason: node.reason,
    error: node.error,
    usage,
  };
}

function timeOrNull(time: number): number | null {
  return time === 0 ? null : time;
}
