/**
 * Times at the heads of lines that others wrote, read on the bytes. A format reads one kind of time and answers with
 * whole microseconds since the epoch, or -1 where a line has none.
 */

/** Reads the time of the line from `from` to `to - 1`. */
export interface TimeFormat {
  read(bytes: Uint8Array, from: number, to: number): number;
}

/** Bytes of a line in which its time stands. */
const headBytes = 160;
/** 2001-09-09 (ten digits of seconds) and 2200, in microseconds: other numbers are no times. */
const earliest = 1e15;
const latest = 7_258_118_400 * 1e6;
const none = -1;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Two digits, or -1. */
function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - 0x30;
  const ones = bytes[at + 1] - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : none;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Number of the month (1 to 12) that begins at `at` in three letters, or -1. */
function monthAt(bytes: Uint8Array, at: number): number {
  for (let month = 0; month < 12; month++) {
    const name = months[month];
    if (
      (bytes[at] | 0x20) === name.charCodeAt(0) &&
      (bytes[at + 1] | 0x20) === name.charCodeAt(1) &&
      (bytes[at + 2] | 0x20) === name.charCodeAt(2)
    ) {
      return month + 1;
    }
  }
  return none;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar. */
function daysTo(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** A date and a time of day by which clock nobody said: that of this machine is taken. */
class LocalClock {
  #hour = NaN;
  #offset = 0;

  /** `seconds` as if it were UTC; answers with the real ones. */
  toUtc(seconds: number): number {
    const hour = Math.floor(seconds / 3600);
    if (hour !== this.#hour) {
      this.#hour = hour;
      const asUtc = new Date(hour * 3_600_000);
      const local = new Date(
        asUtc.getUTCFullYear(),
        asUtc.getUTCMonth(),
        asUtc.getUTCDate(),
        asUtc.getUTCHours(),
      );
      this.#offset = hour * 3600 - local.getTime() / 1000;
    }
    return seconds - this.#offset;
  }
}

/** What follows a date: `hh:mm:ss`, a fraction, a zone. */
class ClockReader {
  /** Behind what was read. */
  end = 0;
  readonly #local = new LocalClock();
  #seconds = 0;
  #micros = 0;

  /** Reads the time of day that begins at `at`; answers whether there is one. */
  time(bytes: Uint8Array, at: number, to: number): boolean {
    if (at + 8 > to || bytes[at + 2] !== 0x3a || bytes[at + 5] !== 0x3a) return false;
    const hours = two(bytes, at);
    const minutes = two(bytes, at + 3);
    const seconds = two(bytes, at + 6);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return false;
    this.#seconds = hours * 3600 + minutes * 60 + seconds;
    this.#micros = 0;
    this.end = at + 8;
    const mark = bytes[this.end];
    if ((mark === 0x2e || mark === 0x2c) && this.end + 1 < to && isDigit(bytes[this.end + 1])) {
      let scale = 100_000;
      this.end++;
      for (; this.end < to && isDigit(bytes[this.end]); this.end++) {
        this.#micros += (bytes[this.end] - 0x30) * scale;
        scale = Math.floor(scale / 10);
      }
    }
    return true;
  }

  /** The zone behind the time, if there is one; answers with the microseconds since the epoch. */
  at(days: number, bytes: Uint8Array, to: number): number {
    let seconds = days * 86_400 + this.#seconds;
    let at = this.end;
    const isApart = bytes[at] === 0x20 && at + 1 < to;
    if (isApart) at++;
    const sign = bytes[at];
    if (sign === 0x5a || isWord(bytes, at, to, 'UTC') || isWord(bytes, at, to, 'GMT')) {
      // Already so.
    } else {
      const offset = sign === 0x2b || sign === 0x2d ? offsetAt(bytes, at + 1, to, isApart) : none;
      if (offset === none) seconds = this.#local.toUtc(seconds);
      else seconds += sign === 0x2b ? -offset : offset;
    }
    const micros = seconds * 1_000_000 + this.#micros;
    return micros >= 0 && micros < latest ? micros : none;
  }
}

/** Seconds of `01`, `0100` or `01:00`, or -1; `needsMinutes`: the first of them may be anything else. */
function offsetAt(bytes: Uint8Array, at: number, to: number, needsMinutes: boolean): number {
  const hours = at + 2 <= to ? two(bytes, at) : none;
  if (hours === none || hours > 18) return none;
  const minutesAt = bytes[at + 2] === 0x3a ? at + 3 : at + 2;
  const minutes = minutesAt + 2 <= to ? two(bytes, minutesAt) : none;
  if (minutes === none && needsMinutes) return none;
  return hours * 3600 + Math.max(0, minutes) * 60;
}

function isWord(bytes: Uint8Array, at: number, to: number, word: string): boolean {
  if (at + word.length > to) return false;
  for (let index = 0; index < word.length; index++)
    if (bytes[at + index] !== word.charCodeAt(index)) return false;
  return true;
}

/** `2026-01-02T03:04:05.678+01:00` of ISO 8601 and what is near to it: Python, log4j, syslog, Go and nginx (with `/`). */
export class IsoFormat implements TimeFormat {
  readonly #clock = new ClockReader();
  /** Where the time stood in the line before. */
  #offset = 0;
  /** It stands no farther behind the head than this. */
  #farthest = headBytes;

  read(bytes: Uint8Array, from: number, to: number): number {
    const known = this.#readAt(bytes, from, from + this.#offset, to);
    if (known !== none) return known;
    const end = Math.min(to - 18, from + this.#farthest + 1);
    for (let at = from; at < end; at++) {
      if (!isDigit(bytes[at])) continue;
      const time = this.#readAt(bytes, from, at, to);
      if (time !== none) {
        this.#offset = at - from;
        return time;
      }
      while (at + 1 < end && isDigit(bytes[at + 1])) at++;
    }
    return none;
  }

  /** From now on a time that stands farther behind is a part of the text. */
  settle(): void {
    this.#farthest = Math.min(headBytes, this.#offset + 16);
  }

  #readAt(bytes: Uint8Array, from: number, at: number, to: number): number {
    if (at + 19 > to) return none;
    const mark = bytes[at + 4];
    if ((mark !== 0x2d && mark !== 0x2f) || bytes[at + 7] !== mark) return none;
    const between = bytes[at + 10];
    if (between !== 0x54 && between !== 0x20 && between !== 0x74) return none;
    if (at > from && isDigit(bytes[at - 1])) return none;
    const century = two(bytes, at);
    const year = two(bytes, at + 2);
    const month = two(bytes, at + 5);
    const day = two(bytes, at + 8);
    if (century < 19 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31) return none;
    if (!this.#clock.time(bytes, at + 11, to)) return none;
    return this.#clock.at(daysTo(century * 100 + year, month, day), bytes, to);
  }
}

/** `[02/Jan/2026:03:04:05 +0100]` of Apache's and nginx's access logs. */
export class AccessLogFormat implements TimeFormat {
  readonly #clock = new ClockReader();

  read(bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to - 21, from + headBytes);
    for (let at = from; at < end; at++) {
      if (bytes[at] !== 0x5b || bytes[at + 3] !== 0x2f || bytes[at + 7] !== 0x2f || bytes[at + 12] !== 0x3a) {
        continue;
      }
      const day = two(bytes, at + 1);
      const month = monthAt(bytes, at + 4);
      const century = two(bytes, at + 8);
      const year = two(bytes, at + 10);
      if (day < 1 || day > 31 || month < 0 || century < 19 || year < 0) continue;
      if (!this.#clock.time(bytes, at + 13, to)) continue;
      return this.#clock.at(daysTo(century * 100 + year, month, day), bytes, to);
    }
    return none;
  }
}

/** `[Fri Jan 02 03:04:05.678901 2026]` of Apache's error log, and `Fri Jan  2 03:04:05 2026`. */
export class WeekdayFormat implements TimeFormat {
  readonly #clock = new ClockReader();

  read(bytes: Uint8Array, from: number, to: number): number {
    const at = bytes[from] === 0x5b ? from + 1 : from;
    if (at + 24 > to || bytes[at + 3] !== 0x20 || bytes[at + 7] !== 0x20) return none;
    const month = monthAt(bytes, at + 4);
    const day = dayAt(bytes, at + 8);
    if (month < 0 || day < 1 || day > 31) return none;
    if (!this.#clock.time(bytes, at + 11, to)) return none;
    const yearAt = this.#clock.end + 1;
    const century = two(bytes, yearAt);
    const year = two(bytes, yearAt + 2);
    if (century < 19 || year < 0 || yearAt + 4 > to) return none;
    this.#clock.end = yearAt + 4;
    return this.#clock.at(daysTo(century * 100 + year, month, day), bytes, to);
  }
}

/** `02 Jan 2026 03:04:05,678` of log4j, and `02-Jan-2026 03:04:05.678` of Tomcat. */
export class DayMonthFormat implements TimeFormat {
  readonly #clock = new ClockReader();

  read(bytes: Uint8Array, from: number, to: number): number {
    const at = bytes[from] === 0x5b ? from + 1 : from;
    const mark = bytes[at + 2];
    if (
      at + 20 > to ||
      (mark !== 0x20 && mark !== 0x2d) ||
      bytes[at + 6] !== mark ||
      bytes[at + 11] !== 0x20
    ) {
      return none;
    }
    const day = two(bytes, at);
    const month = monthAt(bytes, at + 3);
    const century = two(bytes, at + 7);
    const year = two(bytes, at + 9);
    if (day < 1 || day > 31 || month < 0 || century < 19 || year < 0) return none;
    if (!this.#clock.time(bytes, at + 12, to)) return none;
    return this.#clock.at(daysTo(century * 100 + year, month, day), bytes, to);
  }
}

/**
 * `Jan  2 03:04:05` of the older syslog, which says no year: the one in which the file was changed last, unless that
 * would be later than the change.
 */
export class SyslogFormat implements TimeFormat {
  readonly #clock = new ClockReader();
  readonly #latest: number;
  readonly #year: number;

  /** `changedAt` in milliseconds since the epoch. */
  constructor(changedAt: number) {
    // A day more, for clocks and zones that differ.
    this.#latest = (changedAt + 86_400_000) * 1000;
    this.#year = new Date(changedAt).getFullYear();
  }

  read(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    if (bytes[at] === 0x3c) {
      while (at < to && at < from + 5 && bytes[at] !== 0x3e) at++;
      at++;
    }
    if (at + 15 > to || bytes[at + 3] !== 0x20 || bytes[at + 6] !== 0x20) return none;
    const month = monthAt(bytes, at);
    const day = dayAt(bytes, at + 4);
    if (month < 0 || day < 1 || day > 31) return none;
    if (!this.#clock.time(bytes, at + 7, to)) return none;
    const time = this.#clock.at(daysTo(this.#year, month, day), bytes, this.#clock.end);
    if (time <= this.#latest) return time;
    return this.#clock.at(daysTo(this.#year - 1, month, day), bytes, this.#clock.end);
  }
}

/** A day of the month in two places, the first of which may be a space. */
function dayAt(bytes: Uint8Array, at: number): number {
  return bytes[at] === 0x20 && isDigit(bytes[at + 1]) ? bytes[at + 1] - 0x30 : two(bytes, at);
}

/** Seconds (with a fraction), milliseconds, microseconds or nanoseconds since the epoch, at the head of a line. */
export class EpochFormat implements TimeFormat {
  read(bytes: Uint8Array, from: number, to: number): number {
    return epochAt(bytes, bytes[from] === 0x5b || bytes[from] === 0x22 ? from + 1 : from, to);
  }
}

function epochAt(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0;
  let at = from;
  for (; at < to && isDigit(bytes[at]) && at - from < 16; at++) whole = whole * 10 + bytes[at] - 0x30;
  const digits = at - from;
  while (at < to && isDigit(bytes[at])) at++;
  if (at - from !== digits && at - from !== 19) return none;
  let micros = digits === 10 ? whole * 1e6 : digits === 13 ? whole * 1e3 : digits === 16 ? whole : none;
  if (digits === 10 && bytes[at] === 0x2e) {
    let scale = 100_000;
    for (at++; at < to && isDigit(bytes[at]); at++) {
      micros += (bytes[at] - 0x30) * scale;
      scale = Math.floor(scale / 10);
    }
  }
  return micros >= earliest && micros < latest ? micros : none;
}

/** Keys under which a line of JSON says its time. */
export const jsonTimeKeys = ['@timestamp', 'timestamp', 'time', 'ts', 'datetime', 'date', 't', 'asctime'];

/** The value of one key of a line of JSON: a text like ISO 8601, or a number since the epoch. */
export class JsonFormat implements TimeFormat {
  readonly #key: Buffer;
  readonly #iso = new IsoFormat();

  constructor(key: string) {
    this.#key = Buffer.from(`"${key}"`);
  }

  read(bytes: Uint8Array, from: number, to: number): number {
    if (bytes[from] !== 0x7b) return none;
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
    for (let found = line.indexOf(this.#key); found !== -1; found = line.indexOf(this.#key, found + 1)) {
      let at = found + this.#key.length;
      while (line[at] === 0x20) at++;
      // The same text as a value is no key.
      if (line[at] !== 0x3a) continue;
      at++;
      while (line[at] === 0x20) at++;
      if (line[at] !== 0x22) return epochAt(line, at, line.length);
      const end = line.indexOf(0x22, at + 1);
      if (end === -1) return none;
      const time = this.#iso.read(line, at + 1, end);
      return time === none ? epochAt(line, at + 1, end) : time;
    }
    return none;
  }
}
