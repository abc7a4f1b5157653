/** How the scope stands, in one sentence: "Running · started 02:00:00 by schedule · 14 min 26 s". */
import { computed, type ComputedRef, type Ref } from 'vue';
import type { TreeRow } from '../../src-shared/model';
import { useClock } from '../format/clock';
import { formatClock, formatDuration, formatElapsed, formatMoment } from '../format/times';
import { elapsedTime } from '../format/status';
import { texts } from '../texts';

/** Follows the row and, while it runs, the clock. */
export function useStatusSentence(
  scope: Readonly<Ref<TreeRow | null>>,
  bySchedule: Readonly<Ref<boolean>>,
): ComputedRef<string> {
  const now = useClock();
  return computed(() => (scope.value === null ? '' : describe(scope.value, now.value, bySchedule.value)));
}

function describe(row: TreeRow, now: number, bySchedule: boolean): string {
  const parts = [statusPart(row)];
  if (row.startedAt !== null) {
    const isToday = new Date(row.startedAt).toDateString() === new Date(now).toDateString();
    const moment = isToday ? formatClock(row.startedAt) : formatMoment(row.startedAt, now, texts.days);
    const isScheduled = bySchedule && row.kind === 'run';
    parts.push(isScheduled ? texts.scope.startedBySchedule(moment) : texts.scope.started(moment));
  }
  const elapsed = elapsedTime(row, now);
  if (elapsed !== null) parts.push(row.endedAt === null ? formatElapsed(elapsed) : formatDuration(elapsed));
  return parts.join(' · ');
}

function statusPart(row: TreeRow): string {
  if (row.cancelling) return texts.scope.cancelling(row.stats.running);
  if (row.held) return texts.scope.held;
  const word = texts.status(row.status);
  if (row.paused && (row.status === 'pending' || row.status === 'running')) return texts.scope.paused(word);
  if (row.reason !== null) return `${word}: ${row.reason}`;
  if (row.waitsFor.length > 0) return `${word}, ${texts.scope.waitsFor(row.waitsFor)}`;
  return word;
}
