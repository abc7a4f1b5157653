/** What the schedule's keys of the definition file must be; the calendar itself is checked by the engine. */
import { longestDurationMs } from './definition-duration';
import { duration } from './definition-keys';

/** What `schedule` must be. */
export const cronExpected = 'a cron expression of 5 or 6 fields such as "0 2 * * *"';
/** What `timezone` must be. */
export const timezoneExpected = 'a time zone such as "Europe/Berlin"';

const shortestEveryMs = 1000;

/** `every`: a duration from one second on, in milliseconds afterwards; empty text is null. */
export function everyKey() {
  return duration()
    .refine((value) => value === null || (value >= shortestEveryMs && value <= longestDurationMs), {
      error: 'a duration of at least "1s"',
    })
    .optional()
    .describe(
      'When a run starts by itself: whenever so much time has passed, such as "15m". Only for files in folders that were added.',
    );
}
