/**
 * When something is due: pure answers about a schedule and a moment. Times are milliseconds since the epoch of the
 * wall clock. `every` is due at whole multiples of its duration since the epoch, so that a restart moves nothing.
 */
import { Cron } from 'croner';
import type { ScheduleTimes } from '../../../src-shared/schedule';

/** Enough memory for the crons of a big library; making one anew is cheap too. */
const keptCrons = 1000;
const crons = new Map<string, Cron>();

/** The first window that is searched for due times; each further one is so many times longer. */
const firstWindowMs = 10 * 60_000;
const windowGrowth = 8;

/** The first due time after a moment; null when there is none any more. */
export function nextDue(times: ScheduleTimes, after: number): number | null {
  if (times.kind === 'every') return (Math.floor(after / times.everyMs) + 1) * times.everyMs;
  return cronOf(times).nextRun(new Date(after))?.getTime() ?? null;
}

/** The next due times after a moment, at most so many. */
export function nextDueTimes(times: ScheduleTimes, after: number, most: number): number[] {
  const found: number[] = [];
  let due = nextDue(times, after);
  while (due !== null && found.length < most) {
    found.push(due);
    due = nextDue(times, due);
  }
  return found;
}

/** Due times of a span, ascending: the latest ones, and whether there were more before them. */
export interface DueSpan {
  readonly dues: readonly number[];
  readonly hasEarlier: boolean;
}

/** Due times after `after` up to and with `until`; the latest `most` of them. */
export function dueTimesBetween(
  times: ScheduleTimes,
  span: { readonly after: number; readonly until: number },
  most: number,
): DueSpan {
  // From the end backwards, because a schedule of seconds has had millions of due times in a month.
  for (let window = firstWindowMs; ; window *= windowGrowth) {
    const from = Math.max(span.after, span.until - window);
    const dues = dueTimesUntil(times, from, span.until);
    const isAll = from === span.after;
    if (isAll || dues.length >= most) {
      return { dues: dues.slice(-most), hasEarlier: !isAll || dues.length > most };
    }
  }
}

function dueTimesUntil(times: ScheduleTimes, after: number, until: number): number[] {
  const dues: number[] = [];
  for (let due = nextDue(times, after); due !== null && due <= until; due = nextDue(times, due))
    dues.push(due);
  return dues;
}

/** What is wrong with a cron expression, to stand after the key ("has 3 fields …"); null when nothing is. */
export function cronProblem(expression: string): string | null {
  const fields = expression.trim().split(/\s+/);
  if (expression.trim().startsWith('@')) return 'is a nickname, and Runsheet wants the fields: "0 2 * * *"';
  if (fields.length !== 5 && fields.length !== 6) {
    const count = fields.length === 1 ? '1 field' : `${fields.length} fields`;
    return `has ${count}; it has 5 (minute, hour, day, month, weekday), or 6 with seconds in front`;
  }
  let cron: Cron;
  try {
    cron = new Cron(fields.join(' '), { paused: true });
  } catch (error) {
    return `cannot be read: ${cronReason(error)}`;
  }
  return cron.nextRun() === null ? 'never comes: there is no such day' : null;
}

/** Whether this system knows a time zone of this name. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function cronReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.replace(/^\w+: /, '').replace(/\.$/, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

function cronOf({ expression, timezone }: Extract<ScheduleTimes, { kind: 'cron' }>): Cron {
  const key = `${timezone ?? ''} ${expression}`;
  const known = crons.get(key);
  if (known !== undefined) return known;
  if (crons.size >= keptCrons) crons.clear();
  // Without a function it is a calendar and nothing else: no timer of its own.
  const cron = new Cron(expression, { paused: true, ...(timezone === null ? {} : { timezone }) });
  crons.set(key, cron);
  return cron;
}
