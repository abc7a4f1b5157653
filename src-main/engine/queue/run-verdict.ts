/** What the failures of a run mean: which are tolerated, and how the run ends. Pure: it reads a tree and changes nothing. */
import type { Definition } from '../../../src-shared/definition';
import { nodeFlags, type ReasonText } from '../jobs/node-table';
import type { RunTree } from '../jobs/run-tree';

/** How a run ends. */
export interface Verdict {
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly reason: ReasonText;
  /** The reason in words where no common one says it; null otherwise. */
  readonly words: string | null;
  /** It is completed although something failed. */
  readonly tolerated: boolean;
}

/** Whether failures of a step are tolerated, as things stand. */
export function isTolerated(tree: RunTree, definition: Definition | null, step: number): boolean {
  if (definition === null || step === 0) return false;
  const { onError } = definition.steps[step - 1];
  if (onError === 'continue') return true;
  const tolerance = definition.errorTolerance;
  if (onError === 'fatal' || tolerance === null) return false;
  if (tolerance.failureAction === 'mark_warning' || tolerance.maxChildFailures === 0) return true;
  return (tree.counts(0)?.of('failed') ?? 0) <= tolerance.maxChildFailures;
}

/** Whether a failure is left in the run that is not tolerated. */
export function hasUnrepairedFailure(tree: RunTree, definition: Definition | null): boolean {
  return (definition?.steps ?? []).some((_, index) => {
    const step = index + 1;
    const failedJobs = tree.counts(step)?.of('failed') ?? 0;
    const hasFailed = failedJobs > 0 || tree.table.status(step) === 'failed';
    return hasFailed && !isTolerated(tree, definition, step);
  });
}

/** Whether a job or step was cancelled because something failed, not because a person asked for it. */
export function wasCancelledByFailure(tree: RunTree, n: number): boolean {
  const { table } = tree;
  if (table.status(n) !== 'cancelled') return false;
  if (tree.note(n)?.reason?.startsWith('dependency ') === true) return true;
  return failureReasons.has(table.reason(n));
}

/** How the run ends whose jobs and steps have all ended. */
export function verdictOf(tree: RunTree, definition: Definition | null): Verdict {
  const { table } = tree;
  const counts = tree.counts(0);
  const failed = counts?.of('failed') ?? 0;
  const steps = (definition?.steps ?? []).map((step, index) => ({ step, node: index + 1 }));
  const failedSteps = steps.filter(({ node }) => table.status(node) === 'failed');
  if (table.hasFlag(0, nodeFlags.cancelRequested)) {
    return cancelled(table.reason(0) === 'dependency failed' ? 'dependency failed' : 'cancelled on request');
  }
  const untolerated = failedSteps.filter(({ node }) => !table.hasFlag(node, nodeFlags.tolerated));
  const succeeded = successes(tree, definition);
  const isFailedBatch = definition === null && failed > 0;
  const nothingWorked = succeeded === 0 && (failed > 0 || failedSteps.length > 0);
  if (table.hasFlag(0, nodeFlags.failing) || untolerated.length > 0 || isFailedBatch || nothingWorked) {
    const words = tree.note(0)?.reason ?? failureWords(failed, untolerated[0]?.step.name ?? null);
    return { status: 'failed', reason: null, words, tolerated: false };
  }
  const someCancelled =
    (counts?.of('cancelled') ?? 0) > 0 || steps.some(({ node }) => table.status(node) === 'cancelled');
  if (failed === 0 && succeeded === 0 && someCancelled) return cancelled('cancelled on request');
  const emptySteps = failedSteps.filter(({ node }) => (tree.counts(node)?.total ?? 0) === 0);
  const failures = failed + emptySteps.length;
  return {
    status: 'completed',
    reason: failures === 0 && (counts?.total ?? 0) === 0 ? 'no items' : null,
    words: failures === 0 ? null : `${failures} ${failures === 1 ? 'failure' : 'failures'} tolerated`,
    tolerated: failures > 0,
  };
}

/** Reasons of what was cancelled because something failed. */
const failureReasons: ReadonlySet<ReasonText> = new Set([
  'another job failed',
  'fatal failure',
  'too many failures',
  'timed out',
  'step timed out',
  'dependency failed',
]);

function cancelled(reason: ReasonText): Verdict {
  return { status: 'cancelled', reason, words: null, tolerated: false };
}

/** Jobs that succeeded; a clean-up step never hides a failure, so its successes do not count. */
function successes(tree: RunTree, definition: Definition | null): number {
  if (definition === null) return tree.counts(0)?.of('completed') ?? 0;
  return definition.steps.reduce(
    (sum, step, index) => sum + (step.alwaysRun ? 0 : (tree.counts(index + 1)?.of('completed') ?? 0)),
    0,
  );
}

function failureWords(failed: number, step: string | null): string {
  if (failed > 0) return `${failed} ${failed === 1 ? 'job' : 'jobs'} failed`;
  return step === null ? 'failed' : `step ${step} failed`;
}
