/**
 * Finds the level of a line by its head, on the bytes. The rule: a word that names a level counts
 *  - in upper case, behind nothing but times, brackets, process ids and separators: `10:00:01 [main] WARN x`;
 *  - in any case before a colon, at the very head or behind `word:`: `error: x`, `main.c:3:1: warning: x`;
 *  - in any case as all that is in brackets: `[error] x`;
 *  - as the value of a key: `level=error`, `"level":"warn"`, `"level":50`;
 *  - as the letter or number of a known form: `E0102 15:04`, `[W 10:00]`, `<4>`.
 * Everything else is text: "0 errors found", "error.js", "errors=0". A line without a level is info.
 */
import {
  hasSuffix,
  isCalendarWord,
  levelLetter,
  levelWord,
  levelError,
  levelInfo,
  levelWarn,
  syslogLevel,
  type LevelWord,
} from './level-words';
import {
  indexOfByte,
  isClose,
  isDigit,
  isEscape,
  isLetter,
  isMark,
  isOpen,
  isSpace,
  isStop,
  isUpper,
  kinds,
  nextByte,
  pastEscape,
  pastValue,
  timeEnd,
  tokenEnd,
} from './head-bytes';
import { jsonLevel, valueLevel } from './level-values';

/** Bytes of a line that are looked at. */
const headBytes = 100;
/** Words between a time and a level, such as host and program. */
const wordsAfterTime = 4;

const space = 0x20;
const tab = 0x09;
const colon = 0x3a;
const dash = 0x2d;
const pipe = 0x7c;
const slash = 0x2f;
const equals = 0x3d;
const none = -1;

/**
 * Where the bytes end on which the latest answer of {@link levelOf} rests, when digits among them may be any digits;
 * else -1. So a line that is the same up to there has the same level, and nobody has to look twice: see
 * `line-scan/`.
 */
let decidedBefore = -1;

/** See {@link decidedBefore}. */
export function decisionEnd(): number {
  return decidedBefore;
}

/** Level of the line from `from` to `to - 1`: 0 debug to 3 error. */
export function levelOf(bytes: Uint8Array, from: number, to: number): number {
  const end = to - from > headBytes ? from + headBytes : to;
  /** A time stood at the head. */
  let timed = false;
  /** Words that name no level so far, and whether a separator stood behind the last. */
  let words = 0;
  let separated = true;
  /** Something stood at the head that is no usual prefix: a level needs a colon. */
  let odd = false;
  let inBrackets = false;
  let ids = 0;
  /** Nothing so far has looked at what stands behind it. */
  let isSimple = true;
  decidedBefore = -1;
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    switch (kinds[byte]) {
      case isSpace:
        at++;
        continue;
      case isEscape:
        at = pastEscape(bytes, at, end);
        continue;
      case isOpen:
        inBrackets = true;
        at++;
        continue;
      case isClose:
        inBrackets = false;
        separated = true;
        at++;
        continue;
      case isMark:
        if (byte === 0x7b) return words === 0 ? jsonLevel(bytes, at, to) : levelInfo;
        if (byte === dash || byte === pipe || byte === colon) separated = true;
        if (!timed && !inBrackets) odd = true;
        at++;
        continue;
      case isDigit: {
        let past = timeEnd(bytes, at, end);
        if (past !== -1) timed = true;
        else {
          if (timed) ids++;
          else if (!inBrackets) return levelInfo;
          past = tokenEnd(bytes, at, end);
        }
        if (bytes[past - 1] === colon) separated = true;
        at = past;
        continue;
      }
      case isStop:
        return byte === 0x3c && at === from ? syslogPrefix(bytes, at, end) : levelInfo;
      case isLetter: {
        let past = at + 1;
        while (past < end && kinds[bytes[past]] === isLetter) past++;
        const word = past - at === 1 ? null : levelWord(bytes, at, past);
        let level = none;
        if (past - at === 1) {
          level = letterLevel(bytes, from, at, end, timed && ids > 1);
          isSimple = false;
        } else if (word !== null) {
          level = wordLevel(bytes, at, past, to, {
            word,
            atHead: words === 0,
            first: at === from,
            plain: !odd,
            timed,
            separated,
            inBrackets,
          });
        }
        if (level !== none) {
          // Of a word in upper case that a blank ends, nothing behind the blank counts.
          if (isSimple && past < to && bytes[past] === space && isUpper(bytes, at, past))
            decidedBefore = past + 1;
          return level;
        }
        if (word !== null) isSimple = false;
        if (inBrackets) {
          at = past;
          continue;
        }
        if (past - at === 3 && isCalendarWord(bytes, at)) {
          timed ||= kinds[bytes[past + 1]] === isDigit || bytes[past + 1] === space;
          at = past;
          if (bytes[at] === 0x2c) at++;
          continue;
        }
        if (isProgramPrefix(bytes, at, past)) {
          at = past;
          continue;
        }
      }
    }
    if (inBrackets) {
      at++;
      continue;
    }
    const past = tokenEnd(bytes, at, end);
    const sign = indexOfByte(bytes, equals, at, past);
    if (sign !== -1) {
      isSimple = false;
      if (words > 0) return levelInfo;
      const level = valueLevel(bytes, at, sign, to);
      if (level !== none) return level;
      at = pastValue(bytes, sign + 1, end);
      odd = true;
      continue;
    }
    words++;
    separated = bytes[past - 1] === colon;
    if (separated && (words === 1 || timed)) {
      const level = exceptionLevel(bytes, past - 1);
      if (level !== none) return level;
    }
    if (words > (timed ? wordsAfterTime : 2) || !(timed || separated)) return levelInfo;
    at = past;
  }
  return levelInfo;
}

/** A word that names a level, and where it stands. */
interface Place {
  readonly word: LevelWord;
  readonly atHead: boolean;
  readonly first: boolean;
  readonly plain: boolean;
  readonly timed: boolean;
  readonly separated: boolean;
  readonly inBrackets: boolean;
}

function wordLevel(bytes: Uint8Array, from: number, to: number, lineEnd: number, place: Place): number {
  const { word } = place;
  const next = nextByte(bytes, to, lineEnd);
  const before = bytes[from - 1];
  const prefixed = place.atHead || (place.separated && place.timed);
  if (place.inBrackets && (next === 0x5d || next === 0x29)) {
    const opens = kinds[before] === isOpen || before === colon || before === 0x6d;
    if (opens && prefixed) return word.level;
  }
  if (isWorkflowCommand(bytes, from, place)) return word.level;
  const upper = isUpper(bytes, from, to);
  if (next === colon) {
    const behind = to + 1 < lineEnd ? bytes[to + 1] : space;
    const ends = upper || behind === space || behind === tab || behind === 0x1b || bytes[to] !== colon;
    const known = place.atHead || place.separated || (upper && place.timed);
    return ends && known ? word.level : none;
  }
  if (word.needsMark) return none;
  if (before === tab && next === tab && place.timed) return word.level;
  if (upper) {
    const delimited =
      next === none ||
      kinds[next] === isSpace ||
      kinds[next] === isClose ||
      next === pipe ||
      next === 0x21 ||
      (next === 0x5b && kinds[bytes[to + 1]] === isDigit) ||
      (next === slash && place.inBrackets && place.timed);
    return delimited && prefixed && (place.plain || (place.timed && place.separated)) ? word.level : none;
  }
  if (next === 0x5b) return place.atHead && isErrorCode(bytes, to + 1, lineEnd, 0x5d) ? word.level : none;
  if (next !== space) return none;
  if (place.separated && !place.atHead && isErrorCode(bytes, to + 1, lineEnd, colon)) return word.level;
  if (place.atHead && isPackageManager(bytes, from)) return word.level;
  // "error - text" of some web servers, and "fatal error: text" of compilers.
  let behind = to;
  while (behind < lineEnd && bytes[behind] === space) behind++;
  if (place.first && bytes[behind] === dash && bytes[behind + 1] === space) return word.level;
  const second = word.level === levelError && (place.atHead || place.separated) ? behind : lineEnd;
  return second + 6 <= lineEnd &&
    bytes[second + 5] === colon &&
    levelWord(bytes, second, second + 5)?.level === levelError
    ? levelError
    : none;
}

/** The single letters of glog, logcat, apt and Tornado. */
function letterLevel(bytes: Uint8Array, from: number, at: number, end: number, hasIds: boolean): number {
  const level = levelLetter(bytes[at]);
  if (level === none) return none;
  const next = at + 1 < end ? bytes[at + 1] : none;
  if (at > from && bytes[at - 1] === 0x5b) {
    if (next === 0x5d) return level;
    return at === from + 1 && next === space && kinds[bytes[at + 2]] === isDigit ? level : none;
  }
  if (hasIds && next === space) return level;
  if (at !== from || at + 2 >= end) return none;
  if (next === slash)
    return kinds[bytes[at + 2]] === isLetter && indexOfByte(bytes, 0x28, at, end) !== -1 ? level : none;
  if (next === colon)
    return bytes[at + 2] === space && level >= levelWarn && bytes[at] !== 0x43 ? level : none;
  if (at + 10 > end || bytes[at + 5] !== space || bytes[at + 8] !== colon) return none;
  for (const offset of [1, 2, 3, 4, 6, 7]) if (kinds[bytes[at + offset]] !== isDigit) return none;
  return level;
}

/** `<13>text` of syslog and systemd. */
function syslogPrefix(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 1;
  let number = 0;
  while (at < end && at < from + 4 && kinds[bytes[at]] === isDigit) number = number * 10 + bytes[at++] - 0x30;
  return at > from + 1 && bytes[at] === 0x3e && number < 192 ? syslogLevel(number & 7) : levelInfo;
}

/** `ValueError:`, `java.io.IOException:`, `DeprecationWarning:`; `colonAt` is the place of the colon. */
function exceptionLevel(bytes: Uint8Array, colonAt: number): number {
  if (hasSuffix(bytes, colonAt, 'Error') || hasSuffix(bytes, colonAt, 'Exception')) return levelError;
  return hasSuffix(bytes, colonAt, 'Warning') ? levelWarn : none;
}

/** `::error file=a.js::text` of a build server. */
function isWorkflowCommand(bytes: Uint8Array, from: number, place: Place): boolean {
  return place.atHead && bytes[from - 1] === colon && bytes[from - 2] === colon;
}

/** `E0308]` or `TS2304:`: letters, digits and the closing byte. */
function isErrorCode(bytes: Uint8Array, from: number, end: number, closing: number): boolean {
  let at = from;
  while (at < end && bytes[at] >= 0x41 && bytes[at] <= 0x5a) at++;
  const digits = at;
  while (at < end && kinds[bytes[at]] === isDigit) at++;
  return digits > from && at > digits && bytes[at] === closing;
}

/** Whether "npm " stands in front. */
function isPackageManager(bytes: Uint8Array, at: number): boolean {
  return hasSuffix(bytes, at, 'npm ');
}

/** Programs that write their name in front of the level, without a colon. */
function isProgramPrefix(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from === 3 && (hasSuffix(bytes, to, 'npm') || hasSuffix(bytes, to, 'PHP'));
}
