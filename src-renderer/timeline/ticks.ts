/** Ticks of a time axis: at round times of day, as many as have room. */
import { formatClock, formatLogTime } from '../format/times';
import type { TimeSpan } from './time-span';

/** A line of the axis. */
export interface Tick {
  readonly time: number;
  readonly label: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Distances that people read easily, in milliseconds. */
const distances = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28, 56, 112, 224, 448].map((count) => count * day),
];
const longest = distances.at(-1) ?? day;

const dayLabel = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** The distance between ticks of which one has room in `room` pixels. */
export function tickDistance(msPerPixel: number, room: number): number {
  return distances.find((distance) => distance / msPerPixel >= room) ?? longest;
}

/** The ticks of a span, first to last. */
export function ticksOf(span: TimeSpan, pixels: number, room = 84): Tick[] {
  const msPerPixel = (span.to - span.from) / pixels;
  const distance = tickDistance(msPerPixel, distanceRoom(msPerPixel, room));
  const ticks: Tick[] = [];
  // Round in the time of day of this place, which a change of the clock moves: each tick is rounded by itself.
  for (let at = span.from - distance; at <= span.to + distance; at += distance) {
    const offset = new Date(at).getTimezoneOffset() * minute;
    const time = Math.ceil((at - offset) / distance) * distance + offset;
    if (time < span.from || time > span.to || time <= (ticks.at(-1)?.time ?? -Infinity)) continue;
    ticks.push({ time, label: labelOf(time, distance) });
  }
  return ticks;
}

/** Labels with milliseconds are longer. */
function distanceRoom(msPerPixel: number, room: number): number {
  return tickDistance(msPerPixel, room) < second ? room * 1.3 : room;
}

function labelOf(time: number, distance: number): string {
  if (distance >= day) return dayLabel.format(time);
  if (distance < second) return formatLogTime(time);
  const clock = formatClock(time);
  if (clock === '00:00:00') return dayLabel.format(time);
  return distance >= minute ? clock.slice(0, 5) : clock;
}
