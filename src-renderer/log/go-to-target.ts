/** What a person types to go somewhere in a log: a line number, a time, or the first error. */
import { parseCount } from '../format/numbers';

/** Where to go. A time covers what was not typed: 14:03 is the whole minute. */
export type GoToTarget =
  | { readonly kind: 'line'; readonly n: number }
  | { readonly kind: 'time'; readonly from: number; readonly to: number }
  | { readonly kind: 'first-error' };

const clockTime = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/;
const isoTime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const dayMs = 86_400_000;

/**
 * Reads the text; null when it is none of them.
 * @param start when the log begins, in milliseconds since the epoch: a time without a day is the first one from there
 */
export function parseTarget(text: string, start: number): GoToTarget | null {
  const typed = text.trim();
  if (/^(first\s+)?error$/i.test(typed)) return { kind: 'first-error' };
  const clock = clockTime.exec(typed);
  if (clock !== null) return timeOfDay(clock, start);
  const iso = isoTime.exec(typed);
  if (iso !== null) return exactTime(iso);
  const n = parseCount(typed);
  return n === null ? null : { kind: 'line', n };
}

function timeOfDay([, hour, minute, second, parts]: RegExpExecArray, start: number): GoToTarget | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  const length = lengthOf(second, parts);
  const day = new Date(start);
  const at = (days: number): number => {
    const date = new Date(
      day.getFullYear(),
      day.getMonth(),
      day.getDate() + days,
      Number(hour),
      Number(minute),
    );
    return date.getTime() + Number(second ?? 0) * 1000 + partOf(parts);
  };
  const from = at(0) + length > start ? at(0) : at(1);
  return { kind: 'time', from, to: from + length };
}

function exactTime([, day, hour, minute, second, parts, zone]: RegExpExecArray): GoToTarget | null {
  const clock = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`;
  const whole = Date.parse(`${day}T${clock}${zone?.toUpperCase() ?? ''}`);
  if (Number.isNaN(whole)) return null;
  const length = hour === undefined ? dayMs : lengthOf(second, parts);
  return { kind: 'time', from: whole + partOf(parts), to: whole + partOf(parts) + length };
}

const partOf = (parts: string | undefined): number => (parts === undefined ? 0 : Number(`0.${parts}`) * 1000);

function lengthOf(second: string | undefined, parts: string | undefined): number {
  if (second === undefined) return 60_000;
  return parts === undefined ? 1000 : 1000 / 10 ** parts.length;
}
