/** Due times and their records as the command line prints them. */
import type { DueRecord, ScheduledDefinition } from '../../../src-shared/schedule';
import { plainText, type Palette } from './terminal';
import { isoTime, localTime } from './times';

/** "2026-11-23 02:00:00  skipped: r12 has not ended". */
export function dueRecordText({ due, outcome, runId, reason }: DueRecord, palette: Palette): string {
  const what = runId === null ? outcome : `${outcome} ${runId}`;
  const why = reason === null ? '' : palette.dim(`: ${plainText(reason)}`);
  return `${localTime(due)}  ${what}${why}`;
}

/** One definition that starts by itself, for `--json`. */
export function scheduledJson(one: ScheduledDefinition): object {
  const { schedule, next, last, ...rest } = one;
  const when = schedule?.when;
  return {
    ...rest,
    schedule: when?.kind === 'cron' ? when.expression : null,
    timezone: when?.kind === 'cron' ? when.timezone : null,
    everyMs: when?.kind === 'every' ? when.everyMs : null,
    catchUp: schedule?.catchUp ?? null,
    next: next.map(isoTime),
    last: last.map(({ due, at, ...record }) => ({ due: isoTime(due), ...record, at: isoTime(at) })),
  };
}
