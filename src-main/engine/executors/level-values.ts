/** Levels as the value of a key: `level=error` in logfmt, `"level":"warn"` in JSON. */
import { levelInfo, levelWord, pinoLevel, syslogLevel } from './level-words';

/** Bytes of a JSON line in which the level is looked for: pino and zap have it first, others behind time and host. */
const jsonHeadBytes = 240;
const quote = 0x22;
const colon = 0x3a;
const space = 0x20;

const keys = ['level', 'severity', 'lvl', 'loglevel', 'levelname', 'log.level', '@l', '@level'].map((key) =>
  Buffer.from(key),
);

/** Bytes that a key begins with. */
const isKeyHead = new Uint8Array(256);
for (const key of keys) isKeyHead[key[0]] = 1;

/** Level of a JSON line that begins at `from`. */
export function jsonLevel(bytes: Uint8Array, from: number, to: number): number {
  const end = to - from > jsonHeadBytes ? from + jsonHeadBytes : to;
  for (let at = bytes.indexOf(quote, from); at !== -1 && at < end; at = bytes.indexOf(quote, at + 1)) {
    if (bytes[at - 1] === 0x5c || isKeyHead[bytes[at + 1]] === 0) continue;
    for (const key of keys) {
      const past = at + 1 + key.length;
      if (bytes[past] !== quote || !isAt(bytes, at + 1, key)) continue;
      let value = past + 1;
      while (value < end && bytes[value] === space) value++;
      if (bytes[value] !== colon) break;
      value++;
      while (value < end && bytes[value] === space) value++;
      const level = readLevel(bytes, value, to);
      if (level !== -1) return level;
    }
  }
  return levelInfo;
}

/** Level of the pair whose key goes from `from` to the "=" at `sign`; -1 when it is another key. */
export function valueLevel(bytes: Uint8Array, from: number, sign: number, to: number): number {
  const length = sign - from;
  for (const key of keys) {
    if (key.length === length && isAt(bytes, from, key)) return readLevel(bytes, sign + 1, to);
  }
  return -1;
}

/** A word, in quotes or not, or a number; -1 when it is no level. */
function readLevel(bytes: Uint8Array, from: number, to: number): number {
  const start = bytes[from] === quote ? from + 1 : from;
  let at = start;
  let number = 0;
  while (at < to && bytes[at] >= 0x30 && bytes[at] <= 0x39) number = number * 10 + bytes[at++] - 0x30;
  if (at > start) return number < 10 ? syslogLevel(number) : pinoLevel(number);
  while (at < to && (bytes[at] | 0x20) >= 0x61 && (bytes[at] | 0x20) <= 0x7a) at++;
  return levelWord(bytes, start, at)?.level ?? -1;
}

function isAt(bytes: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word[at]) return false;
  return true;
}
