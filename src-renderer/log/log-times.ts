/** The time of a line in the ways a person can choose. */
import type { LogRow } from '../../src-shared/model';
import { formatLogTime } from '../format/times';
import type { TimeKind } from './log-choices';

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** A time since another, to the millisecond: `0:04:07.099`. What lies before it has a minus. */
export function formatSince(milliseconds: number): string {
  const whole = Math.round(Math.abs(milliseconds));
  const seconds = Math.floor(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}.${pad(whole % 1000, 3)}`;
  return milliseconds <= -0.5 ? `\u2212${clock}` : clock;
}

/** What has passed between a line and the one before, as short as it can be: `+0.004`, `+1:02.350`, `+2:00:01.000`. */
export function formatDelta(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  const seconds = Math.floor(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  const parts = `${pad(whole % 1000, 3)}`;
  if (minutes === 0) return `+${seconds}.${parts}`;
  if (minutes < 60) return `+${minutes}:${pad(seconds % 60)}.${parts}`;
  return `+${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}.${parts}`;
}

/** Text of the time column. A line whose neighbour is not here, or that has none, shows no delta. */
export function timeText(
  line: Pick<LogRow, 'time'>,
  around: { readonly kind: TimeKind; readonly runStart: number | null; readonly before: number | null },
): string {
  if (around.kind === 'delta') return around.before === null ? '' : formatDelta(line.time - around.before);
  if (around.kind === 'relative' && around.runStart !== null) return formatSince(line.time - around.runStart);
  return formatLogTime(line.time);
}
