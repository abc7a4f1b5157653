/** When a job that failed is tried again: pure arithmetic, the clock and the dice come from outside. */
import type { RetryPolicy } from '../../../src-shared/definition';

/** How an attempt ended badly. */
export interface FailedAttempt {
  /** Attempts of the job that count and have failed, this one included. */
  readonly failures: number;
  /** Null when it did not end with an exit code (a script, a signal, a timeout). */
  readonly exitCode: number | null;
}

/**
 * Milliseconds to wait before the next attempt, or null when none follows. `random` gives numbers from 0 to below 1.
 */
export function retryDelayMs(
  policy: RetryPolicy | null,
  attempt: FailedAttempt,
  random: () => number,
): number | null {
  if (policy === null || attempt.failures > policy.max) return null;
  if (attempt.exitCode !== null && policy.noRetryOn.includes(attempt.exitCode)) return null;
  const wait = Math.min(policy.delayMs * growth(policy, attempt.failures), policy.maxDelayMs);
  return Math.round(policy.jitter ? wait * (1 - random() / 2) : wait);
}

function growth({ backoff }: RetryPolicy, failures: number): number {
  switch (backoff) {
    case 'constant':
      return 1;
    case 'linear':
      return failures;
    case 'exponential':
      return 2 ** (failures - 1);
  }
}
