/** Finds the lines of a block that hold a text: what `line-find.ts` does, in the terms of the engine. */
import type { Block } from '../block';
import { loadAssembly } from '../assembly';
import { code } from './line-find-code';

/** What `line-find.ts` exports; its comments say what each is. */
interface Find {
  readonly memory: WebAssembly.Memory;
  readonly needleBytesMax: WebAssembly.Global;
  readonly linesMax: WebAssembly.Global;
  readonly textBytesMax: WebAssembly.Global;
  readonly needleAt: WebAssembly.Global;
  readonly ignoredAt: WebAssembly.Global;
  readonly textAt: WebAssembly.Global;
  readonly endsAt: WebAssembly.Global;
  readonly askedAt: WebAssembly.Global;
  readonly hitsAt: WebAssembly.Global;
  find(needleBytes: number, textBytes: number, lines: number): number;
}

/** The bit in which a letter of ASCII and its other case differ. */
const caseBit = 0x20;
let finder: LineFinder | null | undefined;

/** The finder of this thread; null on a processor that lacks its instructions. */
export function lineFinder(): LineFinder | null {
  if (finder === undefined) finder = load();
  return finder;
}

/** See the head of this file. */
class LineFinder {
  readonly #find: Find;
  readonly #needle: Uint8Array;
  readonly #ignored: Uint8Array;
  readonly #text: Uint8Array;
  readonly #ends: Uint32Array;
  readonly #asked: Uint8Array;
  readonly #hits: Uint8Array;

  constructor(find: Find) {
    const { buffer } = find.memory;
    const { needleAt, ignoredAt, textAt, endsAt, askedAt, hitsAt } = find;
    const needleBytes = find.needleBytesMax.value;
    const lines = find.linesMax.value;
    this.#find = find;
    this.#needle = new Uint8Array(buffer, needleAt.value, needleBytes);
    this.#ignored = new Uint8Array(buffer, ignoredAt.value, needleBytes);
    this.#text = new Uint8Array(buffer, textAt.value, find.textBytesMax.value);
    this.#ends = new Uint32Array(buffer, endsAt.value, lines);
    this.#asked = new Uint8Array(buffer, askedAt.value, lines);
    this.#hits = new Uint8Array(buffer, hitsAt.value, lines);
  }

  /**
   * Writes 1 into `hits` for each line that holds the needle of those for which `asked` has a 1; false: it is too
   * much at once or too much like it, and nothing was done. With `anyCase` the needle and the text are ASCII, the needle in lower case.
   */
  find(
    block: Pick<Block, 'length' | 'text' | 'textEnd'>,
    needle: { readonly bytes: Uint8Array; readonly anyCase: boolean },
    asked: Uint8Array,
    hits: Uint8Array,
  ): boolean {
    const { length, text, textEnd } = block;
    const { bytes, anyCase } = needle;
    const fits =
      bytes.length <= this.#needle.length && text.length <= this.#text.length && length <= this.#ends.length;
    if (!fits || bytes.length === 0) return false;
    this.#needle.set(bytes);
    for (const [at, byte] of bytes.entries()) this.#ignored[at] = anyCase && isLower(byte) ? caseBit : 0;
    this.#text.set(text);
    this.#ends.set(textEnd);
    this.#asked.set(asked);
    if (this.#find.find(bytes.length, text.length, length) === 0) return false;
    hits.set(this.#hits.subarray(0, length));
    return true;
  }
}

function isLower(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function load(): LineFinder | null {
  const find = loadAssembly<Find>(code);
  return find === null ? null : new LineFinder(find);
}
