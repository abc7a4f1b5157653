/** A line of `log.csv`, read on the bytes: there are millions of them. */
import { logLevels, logStreams } from '../../../src-shared/model';

const comma = 0x2c;
/** `2026-01-02T03:04:05.` */
const secondBytes = 20;
/** With six digits and Z. */
const timeBytes = 27;
/** The last time that a JavaScript date can tell, in seconds. */
const latestSecond = 8.64e12;

/** See the head of this file. One row at a time. */
export class LogRowReader {
  sequence = 0;
  node = 0;
  line = 0;
  attempt = 0;
  /** Whole microseconds since the epoch. */
  time = 0;
  level = 0;
  stream = 0;
  cont = false;
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #end = 0;
  /** The second of the row before, as bytes and in microseconds. */
  readonly #second = new Uint8Array(secondBytes);
  #secondTime = 0;

  /** Reads the row from `from` to `end - 1`. Throws a sentence without its end when it is none. */
  read(bytes: Uint8Array, from: number, end: number): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
    this.sequence = this.#number(Number.MAX_SAFE_INTEGER);
    this.node = this.#number(0xffffffff);
    this.line = this.#number(0xffffffff);
    this.attempt = this.#number(0xffffffff);
    this.time = this.#time();
    this.level = this.#word(logLevels);
    this.stream = this.#word(logStreams);
    const cont = this.#number(1);
    this.cont = cont === 1;
    if (this.#at !== end + 1) throw damaged();
  }

  #number(most: number): number {
    let value = 0;
    const from = this.#at;
    let at = from;
    for (; at < this.#end; at++) {
      const digit = this.#bytes[at] - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === from || value > most) throw damaged();
    this.#past(at);
    return value;
  }

  #time(): number {
    const from = this.#at;
    const end = from + timeBytes;
    if (end > this.#end || this.#bytes[end - 1] !== 0x5a) throw damaged();
    let same = true;
    for (let at = 0; at < secondBytes && same; at++) same = this.#second[at] === this.#bytes[from + at];
    if (!same) {
      this.#second.set(this.#bytes.subarray(from, from + secondBytes));
      const text = Buffer.from(this.#second).toString('latin1');
      const second = Date.parse(`${text}000Z`) / 1000;
      if (!(second >= 0 && second < latestSecond) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.$/.test(text)) {
        throw damaged();
      }
      this.#secondTime = second * 1_000_000;
    }
    let micros = 0;
    for (let at = from + secondBytes; at < end - 1; at++) {
      const digit = this.#bytes[at] - 0x30;
      if (digit < 0 || digit > 9) throw damaged();
      micros = micros * 10 + digit;
    }
    this.#past(end);
    return this.#secondTime + micros;
  }

  #word(words: readonly string[]): number {
    const from = this.#at;
    let at = from;
    while (at < this.#end && this.#bytes[at] !== comma) at++;
    // Their first letters differ; the rest is compared all the same.
    for (let number = 0; number < words.length; number++) {
      const word = words[number];
      if (word.length !== at - from || word.charCodeAt(0) !== this.#bytes[from]) continue;
      let same = true;
      for (let index = 1; index < word.length && same; index++) {
        same = word.charCodeAt(index) === this.#bytes[from + index];
      }
      if (!same) continue;
      this.#past(at);
      return number;
    }
    throw damaged();
  }

  /** Goes behind the comma at `at`, or behind the end. */
  #past(at: number): void {
    if (at < this.#end && this.#bytes[at] !== comma) throw damaged();
    this.#at = at + 1;
  }
}

function damaged(): Error {
  return new Error('a line of its log.csv cannot be read');
}
