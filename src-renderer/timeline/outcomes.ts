/** Outcomes of bars as the engine numbers them, the least first. */
import type { JobStatus } from '../../src-shared/model';
import type { BarOutcome } from '../../src-shared/timeline';

/** In the order of the numbers in `TimelineBars.outcome`. */
export const outcomeOrder: readonly BarOutcome[] = [
  'other',
  'completed',
  'running',
  'cancelled',
  'retried',
  'failed',
];

/** The status whose shape an outcome has. */
export function statusOf(outcome: BarOutcome): JobStatus {
  if (outcome === 'other') return 'pending';
  return outcome === 'retried' ? 'failed' : outcome;
}
