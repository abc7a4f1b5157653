/**
 * Levels of the lines of one stream, in their order. A line that is indented and says no level goes on with the error
 * before it: so an error keeps its trace, also where only errors are shown.
 */
import { LevelMemory } from './level-memory';

const levelInfo = 1;
const levelError = 3;
const space = 0x20;
const tab = 0x09;

/** See the head of this file. */
export class StreamLevels {
  readonly #memory = new LevelMemory();
  #isInError = false;

  /** Level of the next line, which goes from `from` to `to - 1`: 0 debug to 3 error. */
  next(bytes: Uint8Array, from: number, to: number): number {
    const level = this.#memory.levelOf(bytes, from, to);
    if (this.#isInError && level === levelInfo && to > from && isIndent(bytes[from])) return levelError;
    this.#isInError = level === levelError;
    return level;
  }
}

function isIndent(byte: number): boolean {
  return byte === space || byte === tab;
}
