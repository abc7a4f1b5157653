/** Waiting for the end of a run, whichever engine executes it in the meantime. */
import type { FeedMessage } from '../../src-shared/contract';
import { RunsheetError, toErrorDetails } from '../../src-shared/errors';
import type { JobStatus, TreeNode } from '../../src-shared/model';
import { notFound, parseId } from '../engine/jobs/ids';
import { hasEnded } from '../engine/jobs/job-states';
import { summaryToRow } from '../engine/node-views';
import { exitCodes, type CliContext } from './context';
import type { Interruption } from './interruption';
import { connectOrStart, connectToOwner, type LinkedFolder } from './link/find-engine';
import { interestIn, type EngineLink } from './link/engine-link';
import type { OpenFolder } from './link/open-folder';
import type { Progress } from './progress';

/** Steps whose starts and ends are told; more would be a flood. */
const shownSteps = 200;

/** How the waiting ended: the run has ended, it was held back by somebody else, or its engine was stopped. */
export type WaitOutcome = 'ended' | 'interrupted' | 'held' | 'stopped';

/** The run as the catalog has it at the end of the waiting. */
export interface WaitResult {
  readonly outcome: WaitOutcome;
  readonly run: TreeNode;
}

/**
 * Waits for the end of a run. A signal interrupts the run (`run.stop`) and ends the waiting. When the engine dies,
 * another one is started and the waiting goes on; when it was stopped, the run waits and so the waiting ends.
 */
export async function waitForRun(
  context: CliContext,
  start: LinkedFolder,
  runId: string,
  watch: { readonly progress: Progress; readonly interruption: Interruption },
): Promise<WaitResult> {
  let { folder, link } = start;
  try {
    for (;;) {
      try {
        const outcome = await Promise.race([
          watchRun(folder, link, runId, watch.progress),
          watch.interruption.asked,
        ]);
        if (outcome === 'interrupted') return await interrupt(folder, link, runId);
        return { outcome, run: readRun(folder, runId) };
      } catch (error) {
        if (toErrorDetails(error).code !== 'connection-lost') throw error;
      }
      link.leave();
      const next = await connectToOwner(context, folder);
      if (next !== null) {
        link = next;
        continue;
      }
      const run = readRun(folder, runId);
      if (hasEnded(run.status)) return { outcome: 'ended', run };
      // Whoever stops gives the folder up; whoever dies leaves its record.
      if (!folder.hasOwnerRecord)
        return { outcome: watch.interruption.isAsked ? 'interrupted' : 'stopped', run };
      await folder.close();
      ({ folder, link } = await connectOrStart(context));
    }
  } finally {
    watch.progress.end();
    link.leave();
    await folder.close();
  }
}

/** The exit code that tells how a run went. */
export function exitCodeOf({ outcome, run }: WaitResult): number {
  if (hasEnded(run.status)) return exitCodeOfStatus[run.status];
  return outcome === 'ended' ? exitCodes.error : exitCodes.interrupted;
}

/** A run from its summary, in the present snapshot. Throws `not-found`. */
export function readRun(folder: OpenFolder, runId: string): TreeNode {
  folder.refresh();
  const { run } = parseId(runId);
  const summary = folder.reader.summary(run);
  if (summary === null) throw notFound(runId);
  return summaryToRow(run, summary, false);
}

const exitCodeOfStatus: Readonly<Record<JobStatus, number>> = {
  pending: exitCodes.interrupted,
  running: exitCodes.interrupted,
  completed: exitCodes.completed,
  failed: exitCodes.failed,
  cancelled: exitCodes.cancelled,
};

async function watchRun(
  folder: OpenFolder,
  link: EngineLink,
  runId: string,
  progress: Progress,
): Promise<'ended' | 'held'> {
  for await (const message of link.feed(await interestWithSteps(link, runId))) {
    const { scope } = message;
    if (scope === null) throw notFound(runId);
    progress.show(message);
    // While the disk is full the engine is ahead of the catalog: only what is durable is an end.
    if (hasEnded(scope.status) && hasEnded(readRun(folder, runId).status)) return 'ended';
    if (scope.held && scope.stats.running === 0 && scope.status === 'pending') return 'held';
  }
  throw new RunsheetError('internal', 'The feed has ended.');
}

/** An interest in the run and the rows of its steps, all of them closed. */
async function interestWithSteps(link: EngineLink, runId: string): Promise<ReturnType<typeof interestIn>> {
  const first: FeedMessage = await link.call('feed.subscribe', interestIn(runId));
  const steps = first.scope?.childCount ?? 0;
  if (steps === 0 || steps > shownSteps) return interestIn(runId);
  const folds = Array.from({ length: steps }, (_, at) => ({ id: `${runId}.${at + 1}`, open: false }));
  await Promise.all([
    link.call('tree.fold', { id: runId, open: true }),
    ...folds.map((fold) => link.call('tree.fold', fold)),
  ]);
  return interestIn(runId, { treeRootId: runId, treeCount: steps + 1 });
}

async function interrupt(folder: OpenFolder, link: EngineLink, runId: string): Promise<WaitResult> {
  try {
    await link.call('run.stop', { id: runId });
  } catch (error) {
    // It has ended just now, or its engine has: what the catalog says is the answer.
    if (!['bad-input', 'connection-lost', 'stopping'].includes(toErrorDetails(error).code)) throw error;
  }
  return { outcome: 'interrupted', run: readRun(folder, runId) };
}
