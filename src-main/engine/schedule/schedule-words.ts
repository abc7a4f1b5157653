/** A schedule in plain words: "every day at 02:00, Europe/Berlin". */
import cronstrue from 'cronstrue';
import type { Schedule, ScheduleTimes } from '../../../src-shared/schedule';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['millisecond', 1],
] as const;

/** What a schedule says; null: only together with the app. */
export function scheduleWords(schedule: Schedule | null, autoStart: boolean): string {
  const start = 'when Runsheet starts';
  if (schedule === null) return start;
  return autoStart ? `${timesWords(schedule.when)}; and ${start}` : timesWords(schedule.when);
}

function timesWords(times: ScheduleTimes): string {
  if (times.kind === 'every') return `every ${durationWords(times.everyMs)}`;
  const words = cronWords(times.expression);
  return times.timezone === null ? words : `${words}, ${times.timezone}`;
}

function cronWords(expression: string): string {
  let text: string;
  try {
    text = cronstrue.toString(expression, { use24HourTimeFormat: true });
  } catch {
    // The calendar knows more forms than the words do.
    return `by the cron expression ${expression}`;
  }
  const isDaily = /^At \d\d:\d\d(:\d\d)?$/.test(text);
  return `${isDaily ? 'every day ' : ''}${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** "15 minutes", "1 hour 30 minutes"; of one unit only its name: "minute". */
function durationWords(ms: number): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, unitMs] of units) {
    const amount = Math.floor(rest / unitMs);
    rest -= amount * unitMs;
    if (amount > 0) parts.push(`${amount} ${unit}${amount === 1 ? '' : 's'}`);
  }
  return parts.length === 1 && parts[0].startsWith('1 ') ? parts[0].slice(2) : parts.join(' ');
}
