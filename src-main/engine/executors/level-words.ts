/** The words that name a level, and where each of them may stand to count. */

/** Levels by number, as in the flags of a line. */
export const levelDebug = 0;
export const levelInfo = 1;
export const levelWarn = 2;
export const levelError = 3;

/** A word that names a level. */
export interface LevelWord {
  readonly level: number;
  /** Counts only with a colon or in brackets of its own: the word is common in plain text, too. */
  readonly needsMark: boolean;
}

const table: readonly (readonly [level: number, words: string])[] = [
  [
    levelError,
    'error err erro eror fatal fata ftl panic pani critical crit crt emerg emergency alert! severe fail!',
  ],
  [levelWarn, 'warn warning wrn'],
  [levelInfo, 'info information inf notice! note!'],
  [levelDebug, 'debug dbg debu dbug trace trac trc trce verbose verb! vrb fine! finer! finest! silly!'],
];

const longest = 11;
/** Few words are as long as another one and begin with its letter: by length, then by the letter's lower five bits. */
const wordsByHead: readonly { readonly bytes: Uint8Array; readonly word: LevelWord }[][] = Array.from(
  { length: (longest + 1) * 32 },
  () => [],
);
for (const [level, words] of table) {
  for (const entry of words.split(' ')) {
    const bytes = Buffer.from(entry.replace('!', ''));
    const word = { level, needsMark: entry.endsWith('!') };
    wordsByHead[bytes.length * 32 + (bytes[0] & 31)].push({ bytes, word });
  }
}

/** The word from `from` to `to - 1` in any case, or null when it names no level. */
export function levelWord(bytes: Uint8Array, from: number, to: number): LevelWord | null {
  const length = to - from;
  if (length < 3 || length > longest) return null;
  for (const known of wordsByHead[length * 32 + (bytes[from] & 31)]) {
    let at = 0;
    while (at < length && (bytes[from + at] | 0x20) === known.bytes[at]) at++;
    if (at === length) return known.word;
  }
  return null;
}

/** Level of the single letters of glog, logcat and Tornado, or -1. */
export function levelLetter(byte: number): number {
  switch (byte) {
    case 0x45: // E
    case 0x46: // F
    case 0x43: // C
      return levelError;
    case 0x57: // W
      return levelWarn;
    case 0x49: // I
      return levelInfo;
    case 0x44: // D
    case 0x56: // V
    case 0x54: // T
      return levelDebug;
    default:
      return -1;
  }
}

/** Level of a syslog severity (0 emergency to 7 debug). */
export function syslogLevel(severity: number): number {
  if (severity <= 3) return levelError;
  if (severity === 4) return levelWarn;
  return severity === 7 ? levelDebug : levelInfo;
}

/** Level of a number as pino and bunyan write it: 10 trace to 60 fatal. */
export function pinoLevel(number: number): number {
  if (number >= 50) return levelError;
  if (number >= 40) return levelWarn;
  return number >= 30 ? levelInfo : levelDebug;
}

/** Whether the bytes before `to` are this ASCII text. */
export function hasSuffix(bytes: Uint8Array, to: number, text: string): boolean {
  if (to < text.length) return false;
  for (let at = 1; at <= text.length; at++) {
    if (bytes[to - at] !== text.charCodeAt(text.length - at)) return false;
  }
  return true;
}

const calendarWords = new Set(
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun'
    .split(' ')
    .map((word) => threeBytes(Buffer.from(word), 0)),
);

/** Whether the three bytes at `from` are the short name of a month or a day of the week. */
export function isCalendarWord(bytes: Uint8Array, from: number): boolean {
  return calendarWords.has(threeBytes(bytes, from));
}

function threeBytes(bytes: Uint8Array, from: number): number {
  return (bytes[from] << 16) | (bytes[from + 1] << 8) | bytes[from + 2];
}
