/** What the attempts at a job have in sum: how long they ran, how long it waited between them, what they used. */
import type { Attempt, ResourceUse } from './model';

/** A duration and its two parts, in milliseconds. */
export interface AttemptTimes {
  /** From the first start to the latest end; to now while it goes on. */
  readonly totalMs: number;
  readonly runningMs: number;
  /** Between two attempts, and since the latest one while another is to come. */
  readonly waitingMs: number;
}

/** Null before the first start. `hasEnded`: no other attempt follows. Clocks that were set back give zeros, never less. */
export function attemptTimes(
  attempts: readonly Pick<Attempt, 'startedAt' | 'endedAt'>[],
  hasEnded: boolean,
  now: number,
): AttemptTimes | null {
  let first: number | null = null;
  let latest = 0;
  let runningMs = 0;
  for (const { startedAt, endedAt } of attempts) {
    if (startedAt === null) continue;
    first ??= startedAt;
    latest = endedAt ?? now;
    runningMs += Math.max(0, latest - startedAt);
  }
  if (first === null) return null;
  const totalMs = Math.max(runningMs, (hasEnded ? latest : now) - first);
  return { totalMs, runningMs, waitingMs: totalMs - runningMs };
}

/**
 * What all attempts together have used: the sum of their processor time, the highest of their peaks. Null when nobody
 * knows of any of them.
 */
export function attemptUse(attempts: readonly Pick<Attempt, 'usage'>[]): ResourceUse | null {
  let sum: ResourceUse | null = null;
  for (const { usage } of attempts) {
    if (usage === null) continue;
    const cpuMs: number = (sum?.cpuMs ?? 0) + usage.cpuMs;
    const higher: ResourceUse = sum !== null && sum.peakBytes >= usage.peakBytes ? sum : usage;
    sum = { ...higher, cpuMs };
  }
  return sum;
}
