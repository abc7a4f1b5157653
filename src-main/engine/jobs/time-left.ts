/**
 * How long a run, or a part of it, will take yet: from the durations that the jobs of its own steps have had so far,
 * and from how many have ended in the last minute. Where they say nothing, it comes from how long the steps took in an
 * earlier run of the definition, and says so. Else there is no estimate: nobody is told a guess.
 */
import { generatorJobCount, type Step } from '../../../src-shared/definition';
import type { EndedJobs } from './ended-jobs';
import { hasEnded } from './job-states';
import { nodeFlags } from './node-table';
import type { RunTree } from './run-tree';
import type { DurationsByStep, StepDurations } from './step-durations';
import type { TreeThroughput } from './tree-throughput';

/** Share of the jobs that are left for which the durations of other steps may stand. */
const foreignShare = 0.1;
/** So many jobs must have ended before their durations stand for the others; fewer where fewer run at once. */
const fewestEnded = 8;
/** Up to so many running jobs are looked at one by one. */
const lookedAt = 256;

/** What an estimate is made from. */
export interface TimeLeftParts {
  readonly tree: RunTree;
  readonly throughput: TreeThroughput;
  /** Steps of the definition, in order: step `i` is node `i + 1`. Empty for added jobs. */
  readonly steps: readonly Step[];
  /** Of an earlier run of the definition; null: there is none. */
  readonly earlier: DurationsByStep | null;
  /** Jobs of the run that may run at once. */
  readonly concurrency: number;
  /** Nodes of the jobs that run. */
  readonly running: Iterable<number>;
  /** Jobs that wait for a time, such as that of their next attempt; null: too many to look at. */
  readonly waiting: readonly { readonly node: number; readonly readyAt: number }[] | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** An estimate. */
export interface TimeLeft {
  /** Milliseconds until the node has ended by itself. */
  readonly ms: number;
  /** An earlier run had to say something. */
  readonly isFromEarlier: boolean;
}

/** An estimate that is being made. */
interface Estimating extends TimeLeftParts {
  isFromEarlier: boolean;
}

/** The time until a node has ended by itself; null: not known, or it has ended. */
export function timeLeft(parts: TimeLeftParts, n: number): TimeLeft | null {
  const estimating: Estimating = { ...parts, isFromEarlier: false };
  const ms = timeLeftMs(estimating, n);
  return ms === null ? null : { ms, isFromEarlier: estimating.isFromEarlier };
}

function timeLeftMs(parts: Estimating, n: number): number | null {
  const { table } = parts.tree;
  if (hasEnded(table.status(n))) return null;
  if (table.hasFlag(0, nodeFlags.held) || table.hasFlag(0, nodeFlags.paused)) return null;
  if (n !== 0 || parts.steps.length === 0) return begunMs(parts, n);
  return runMs(parts);
}

/** The run ends when its last step does; a step begins when those it depends on have ended. */
function runMs(parts: Estimating): number | null {
  const { steps } = parts;
  const known = new Map<string, number>();
  // File order is no topological order: rounds until nothing new is known.
  for (let open = steps.length; known.size < steps.length; open = steps.length - known.size) {
    for (const [index, step] of steps.entries()) {
      if (known.has(step.name) || !step.depends.every((name) => known.has(name))) continue;
      const own = stepMs(parts, step, index + 1);
      if (own === null) return null;
      known.set(step.name, own + Math.max(0, ...step.depends.map((name) => known.get(name) ?? 0)));
    }
    if (steps.length - known.size === open) return null;
  }
  return Math.max(...known.values());
}

function stepMs(parts: Estimating, step: Step, n: number): number | null {
  const { table } = parts.tree;
  if (hasEnded(table.status(n))) return 0;
  return table.hasFlag(n, nodeFlags.expanded) ? begunMs(parts, n) : aheadMs(parts, step);
}

/** A step that has not begun: its own jobs of an earlier run say more than those of other steps. */
function aheadMs(parts: Estimating, step: Step): number | null {
  const { tree, throughput, concurrency } = parts;
  const before = earlierOf(parts, step);
  const known =
    step.type === 'test_job_generator' ? generatorJobCount(step) : step.forEach === null ? 1 : null;
  const jobs = known ?? before?.jobs ?? null;
  const measured = before ?? throughput.of(0)?.ended;
  if (jobs === null || measured === undefined || measured.count === 0) return null;
  if (before === null && jobs > foreignShare * ((tree.counts(0)?.open ?? 0) + jobs)) return null;
  const atOnce = Math.max(1, Math.min(jobs, concurrency, step.concurrency ?? Infinity));
  return (Math.ceil(jobs / atOnce) * measured.durationMs) / measured.count;
}

/** A run of added jobs, a step that has all its jobs, or a job with children. */
function begunMs(parts: Estimating, n: number): number | null {
  const { tree, throughput, now } = parts;
  const counts = tree.counts(n);
  const own = throughput.of(n)?.ended;
  if (counts === null || own === undefined) return null;
  const pending = counts.of('pending');
  const atOnce = counts.of('running');
  if (pending + atOnce === 0) return 0;
  const isEnough = own.count >= Math.min(Math.max(1, atOnce), fewestEnded);
  const measured = isEnough ? own : earlierOf(parts, parts.steps[n - 1]);
  if (measured === null || parts.waiting === null) return null;
  const meanMs = measured.durationMs / measured.count;
  const waiting = parts.waiting.filter(({ node }) => tree.isWithin(node, n));
  const waitMs = waiting.reduce((most, { readyAt }) => Math.max(most, readyAt - now + meanMs), 0);
  const ready = pending - waiting.length;
  // What is ready and does not start waits for a person or for other runs; who knows how long.
  if (atOnce === 0) return ready > 0 ? null : waitMs;
  if (pending === 0 && atOnce <= lookedAt) return lastJobsMs(parts, n, measured);
  const byDuration = ((pending + atOnce / 2) * meanMs) / atOnce;
  // What passes between two jobs is in no duration, but for short jobs it is most of the time.
  const recent = own.inLastMinute(now);
  const recentMs = Math.min(60_000, now - tree.table.startedAt(n));
  const byRate = recent < fewestEnded ? 0 : (pending * recentMs) / recent;
  return Math.max(byDuration, byRate, waitMs);
}

/** All that are left run already. */
function lastJobsMs(
  { tree, running, now }: TimeLeftParts,
  n: number,
  measured: Pick<EndedJobs, 'count' | 'durationMs' | 'longestMs'>,
): number | null {
  const meanMs = measured.durationMs / measured.count;
  let leftMs = 0;
  for (const job of running) {
    if (!tree.isWithin(job, n) || !tree.table.isJob(job)) continue;
    const elapsedMs = now - tree.table.startedAt(job);
    // It takes longer than any before it; who knows how much.
    if (elapsedMs > measured.longestMs) return null;
    leftMs = Math.max(leftMs, meanMs - elapsedMs);
  }
  return leftMs;
}

/** What an earlier run says of a step; null: nothing, or it is no step. */
function earlierOf(parts: Estimating, step: Step | undefined): StepDurations | null {
  const found = step === undefined ? null : (parts.earlier?.[step.name] ?? null);
  if (found !== null) parts.isFromEarlier = true;
  return found;
}
