/** Lines of bytes that come in pieces. */

/** See the head of this file. A line is the bytes up to an LF; what follows the last LF is no line. */
export class LineFeed {
  /** The bytes in which the latest line lies. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where the latest line begins, and where its LF stands. */
  from = 0;
  end = -1;
  readonly #next: () => Promise<Buffer | null>;
  readonly #lineBytesMax: number;

  /** Throws a sentence without its end when a line is longer than `lineBytesMax`. */
  constructor(next: () => Promise<Buffer | null>, lineBytesMax: number) {
    this.#next = next;
    this.#lineBytesMax = lineBytesMax;
  }

  /** Goes to the next line as far as its bytes are there. */
  advance(): boolean {
    const from = this.end + 1;
    const end = this.bytes.indexOf(10, from);
    if (end === -1) return false;
    this.from = from;
    this.end = end;
    return true;
  }

  /** Takes in more bytes; false when there are none. */
  async fill(): Promise<boolean> {
    const more = await this.#next();
    if (more === null) return false;
    const rest = this.bytes.subarray(this.end + 1);
    if (rest.length > this.#lineBytesMax) throw new Error('a line in it is longer than any line can be');
    this.bytes = rest.length === 0 ? more : Buffer.concat([rest, more]);
    this.end = -1;
    return true;
  }

  /** Goes to the next line; false when there is none. */
  async next(): Promise<boolean> {
    while (!this.advance()) if (!(await this.fill())) return false;
    return true;
  }

  /** Whether bytes without an LF are left. */
  get hasRest(): boolean {
    return this.end + 1 < this.bytes.length;
  }

  /** The latest line as text. */
  text(): string {
    return this.bytes.toString('utf8', this.from, this.end);
  }
}
