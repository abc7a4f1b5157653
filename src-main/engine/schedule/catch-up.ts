/** Which of the due times that have come by are started, and which were missed. Pure. */
import type { CatchUpPolicy } from '../../../src-shared/schedule';

/** A due time that is at most so late still counts as on time: a busy machine, a start in between. */
export const onTimeMs = 60_000;
/** With `catch_up = "all"` at most so many are made up for: the latest. */
export const mostCaughtUp = 100;

/** What to do with due times that have come by, each list ascending. */
export interface DuePlan {
  /** Started although they were missed. */
  readonly caughtUp: readonly number[];
  /** The one that is due now, or null. */
  readonly onTime: number | null;
  readonly missed: readonly number[];
}

/** Sorts due times (ascending, none later than `now`) into what is started and what was missed. */
export function planDues(dues: readonly number[], now: number, policy: CatchUpPolicy): DuePlan {
  const latest = dues.at(-1);
  const isOnTime = latest !== undefined && now - latest <= onTimeMs;
  const onTime = isOnTime ? latest : null;
  const late = isOnTime ? dues.slice(0, -1) : [...dues];
  // One run for all that was missed: the one that is due anyway will do.
  const made = policy === 'all' ? mostCaughtUp : policy === 'once' && onTime === null ? 1 : 0;
  const cut = Math.max(0, late.length - made);
  return { caughtUp: late.slice(cut), onTime, missed: late.slice(0, cut) };
}
