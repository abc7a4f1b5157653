/** Durations and times of day in the forms of the look: 4.3 s, 3 min 12 s, 1 h 48 min, 02:04:07.099. */
import { clockStyle } from '../settings/preferences';
import { formatCount, formatTenths, narrowSpace as space } from './numbers';

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** A measured duration. Below a second in milliseconds, below a minute with tenths. Never negative. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (Math.round(ms) < 1000) return `${formatCount(ms)}${space}ms`;
  if (Math.round(ms / 100) < 600) return `${formatTenths(ms / 1000)}${space}s`;
  return formatLong(Math.round(ms / 1000));
}

/** A duration that is still growing: whole seconds, rounded down, so that it never runs ahead. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  return seconds < 60 ? `${seconds}${space}s` : formatLong(seconds);
}

/** An estimate, as coarse as it is: `5 s`, `40 s`, `6 min`, `2 h 10 min`, `3 d`. */
export function formatEstimate(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds <= 57.5) return `${Math.max(5, Math.ceil(seconds / 5) * 5)}${space}s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes}${space}min`;
  const tens = Math.round(minutes / 10) * 10;
  if (tens < 24 * 60) {
    const rest = tens % 60;
    return `${Math.floor(tens / 60)}${space}h${rest === 0 ? '' : ` ${rest}${space}min`}`;
  }
  return `${formatCount(Math.round(minutes / (24 * 60)))}${space}d`;
}

function formatLong(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${space}min ${pad(seconds % 60)}${space}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}${space}h ${pad(minutes % 60)}${space}min`;
  const hours = Math.floor(minutes / 60);
  return `${formatCount(Math.floor(hours / 24))}${space}d ${hours % 24}${space}h`;
}

/** Time of day to the second: 02:00:00, or as the locale writes it where a person likes that. */
export function formatClock(time: number): string {
  return clockStyle.value === 'locale' ? localClock.format(time) : formatLongClock(time);
}

function formatLongClock(time: number): string {
  const date = new Date(time);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** Time of day to the millisecond, as in the log: 02:04:07.099. */
export function formatLogTime(time: number): string {
  return `${formatLongClock(time)}.${pad(new Date(time).getMilliseconds(), 3)}`;
}

/** Date and time to the microsecond, for whoever looks closer. */
export function formatExactTime(time: number): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const microseconds = Math.floor((time - Math.floor(time)) * 1000 + 1e-6);
  return `${day} ${formatLogTime(time)}${pad(microseconds, 3)}`;
}

const localClock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const localMinute = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const withYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** Day and minute, told from `now`: `Today 02:00`, `Yesterday 23:10`, `Mon, 24 Nov 02:00`, `3 Jan 2024 02:00`. */
export function formatMoment(time: number, now: number, words: { today: string; yesterday: string }): string {
  const date = new Date(time);
  const clock =
    clockStyle.value === 'locale'
      ? localMinute.format(date)
      : `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (days === 0) return `${words.today} ${clock}`;
  if (days === 1) return `${words.yesterday} ${clock}`;
  return `${(Math.abs(days) < 180 ? weekday : withYear).format(date)} ${clock}`;
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
