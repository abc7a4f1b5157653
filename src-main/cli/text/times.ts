/** Times and durations: ISO 8601 for machines, local time for people. Input is milliseconds since the epoch. */

import type { JobStatus } from '../../../src-shared/model';

/** ISO 8601 with milliseconds, or null. */
export function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** ISO 8601 with microseconds; the fraction of `time` holds them. */
export function isoTimeWithMicroseconds(time: number): string {
  const micros = Math.round(time * 1000);
  const whole = Math.floor(micros / 1000);
  const rest = String(micros - whole * 1000).padStart(3, '0');
  return new Date(whole).toISOString().replace('Z', `${rest}Z`);
}

/** Date and time of day in local time, or "-". */
export function localTime(time: number | null): string {
  if (time === null) return '-';
  const date = new Date(time);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${timeOfDay(date)}`;
}

/** Time of day with milliseconds in local time. */
export function localTimeOfDay(time: number): string {
  const date = new Date(time);
  return `${timeOfDay(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** What a duration is measured from. */
export interface TimedNode {
  readonly status: JobStatus;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** Whole milliseconds from the start to the end; up to now while it runs, 0 while it waits. */
export function elapsedMs({ status, startedAt, endedAt }: TimedNode, now: number): number {
  // What was stopped is pending again: it has a start, but nothing goes on.
  if (startedAt === null || status === 'pending') return 0;
  return Math.max(0, Math.round((endedAt ?? now) - startedAt));
}

/** The time that something has taken, for people; "-" while it waits. */
export function tookText(node: TimedNode, now: number): string {
  return node.startedAt === null || node.status === 'pending' ? '-' : durationText(elapsedMs(node, now));
}

/** A duration as people say it: "320 ms", "4.2 s", "3 min 5 s", "2 h 10 min". */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function timeOfDay(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
