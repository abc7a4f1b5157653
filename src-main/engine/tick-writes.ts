/** What a tick writes: everything that has changed in the runs, and what happened beside their trees and logs. */
import type { ActiveRun, Outcome } from './active-run';
import type { ActiveRuns } from './active-runs';
import { toSummary } from './node-views';
import type { SealedBlock } from './logs/run-log';
import { writeLog } from './storage/log-records';
import {
  markActive,
  putAttempt,
  putDead,
  putDependant,
  putProcess,
  putRun,
  putSummary,
  putUsage,
  putWork,
  removeRun,
} from './storage/run-records';
import type { ReadableStore, WriteBatch } from './storage/store';
import { writeTree } from './storage/tree-records';

/** What a tick writes of the runs that have changed. */
export interface GatheredRuns {
  /** Blocks for the files of runs. */
  readonly sealed: { readonly run: number; readonly blocks: readonly SealedBlock[] }[];
  readonly ended: ActiveRun[];
  /** Runs that were not in the catalog before. */
  readonly added: number[];
  readonly changed: ActiveRun[];
}

/** Adds what has changed in each run to the batch; `note` is told of each before its tree is written. */
export function gatherRuns(
  batch: WriteBatch,
  active: ActiveRuns,
  note: (run: ActiveRun) => void,
): GatheredRuns {
  const sealed: GatheredRuns['sealed'] = [];
  const ended: ActiveRun[] = [];
  const added: number[] = [];
  const changed = [...active.changed];
  for (const one of changed) {
    const { run, record, tree } = one;
    if (one.isNew || one.recordChanged) {
      putRun(batch, run, record);
      markActive(batch, run, true);
      if (one.isNew) added.push(run);
      one.isNew = false;
      one.recordChanged = false;
    }
    note(one);
    writeTree(batch, tree);
    putSummary(batch, run, toSummary(tree, record));
    const changes = one.log.takeChanges();
    writeLog(batch, run, changes);
    if (changes.sealed.length > 0) sealed.push({ run, blocks: changes.sealed });
    if (one.hasEnded) {
      markActive(batch, run, false);
      ended.push(one);
    }
  }
  active.changed.clear();
  return { sealed, ended, added, changed };
}

/** Adds what happened beside trees and logs to the batch. */
export function putOutcome(batch: WriteBatch, store: ReadableStore, outcome: Outcome): void {
  for (const { run, node, work } of outcome.works) putWork(batch, run, node, work);
  for (const attempt of outcome.attempts) putAttempt(batch, attempt, attempt.record);
  for (const used of outcome.usages) putUsage(batch, used, used.usage);
  for (const { run, node, process } of outcome.processes) putProcess(batch, run, node, process);
  for (const { run, node, isDead } of outcome.dead) putDead(batch, run, node, isDead);
  for (const { run, dependant, waits } of outcome.dependants) putDependant(batch, run, dependant, waits);
  for (const run of outcome.removals) removeRun(batch, store, run);
}

/** Whether anything happened that has to wait for a commit. */
export function hasWrites(outcome: Outcome): boolean {
  return (
    outcome.works.length > 0 ||
    outcome.attempts.length > 0 ||
    outcome.usages.length > 0 ||
    outcome.processes.length > 0 ||
    outcome.dead.length > 0 ||
    outcome.dependants.length > 0 ||
    outcome.removals.length > 0 ||
    outcome.starts.length > 0 ||
    outcome.standbys.length > 0 ||
    outcome.ends.length > 0 ||
    outcome.wakes.length > 0
  );
}
