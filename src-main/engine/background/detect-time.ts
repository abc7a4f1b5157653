/** Which kind of time the lines of a file begin with, found out from its first lines. */
import {
  AccessLogFormat,
  DayMonthFormat,
  EpochFormat,
  IsoFormat,
  JsonFormat,
  jsonTimeKeys,
  SyslogFormat,
  WeekdayFormat,
  type TimeFormat,
} from './time-formats';

/** Lines that are looked at. */
const sampleLines = 400;
/** Of so many lines one has a time at least, or they have none: the others are those that belong to it. */
const linesPerTime = 50;

/** The format of the lines in `sample`; null when they have no times. `changedAt`: of the file. */
export function detectTime(sample: Uint8Array, changedAt: number): TimeFormat | null {
  const lines = firstLines(sample);
  if (lines.length === 0) return null;
  const json = lines.filter(({ from }) => sample[from] === 0x7b).length;
  const candidates: readonly TimeFormat[] =
    json * 2 > lines.length
      ? jsonTimeKeys.map((key) => new JsonFormat(key))
      : [
          new IsoFormat(),
          new AccessLogFormat(),
          new WeekdayFormat(),
          new SyslogFormat(changedAt),
          new DayMonthFormat(),
          new EpochFormat(),
        ];
  let best: TimeFormat | null = null;
  let most = 0;
  for (const format of candidates) {
    let hits = 0;
    for (const { from, to } of lines) if (format.read(sample, from, to) !== -1) hits++;
    // A number at the head of some lines is just a number.
    if (format instanceof EpochFormat && hits * 2 < lines.length) continue;
    if (hits > most) [best, most] = [format, hits];
  }
  if (best === null || most * linesPerTime < lines.length) return null;
  if (best instanceof IsoFormat) best.settle();
  return best;
}

function firstLines(sample: Uint8Array): { from: number; to: number }[] {
  const lines: { from: number; to: number }[] = [];
  for (let from = 0; from < sample.length && lines.length < sampleLines;) {
    const end = sample.indexOf(10, from);
    const to = end === -1 ? sample.length : end;
    if (to > from) lines.push({ from, to });
    from = to + 1;
  }
  return lines;
}
