/** Due times and their records in words. */
import type { DueOutcome, DueRecord } from '../../src-shared/schedule';
import { formatClock, formatMoment } from '../format/times';
import { texts } from '../texts';

/** Day and minute of a due time; with seconds where they are not 0. */
export function formatDue(due: number, now: number): string {
  const moment = formatMoment(due, now, texts.days);
  const clock = formatClock(due);
  return clock.endsWith(':00') ? moment : moment.replace(clock.slice(0, 5), clock);
}

/** What became of a due time, without the run: "Skipped: r12 has not ended". */
export function describeRecord({ outcome, reason, cause }: DueRecord): string {
  const what = cause === 'start' ? `${outcomeText(outcome)} ${texts.schedule.withApp}` : outcomeText(outcome);
  return reason === null ? what : `${what}: ${reason}`;
}

function outcomeText(outcome: DueOutcome): string {
  return texts.schedule.outcome[outcome];
}
