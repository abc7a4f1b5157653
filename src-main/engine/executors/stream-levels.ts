/**
 * What the lines of one stream say about the levels of those that follow: a line that is indented and says no level
 * goes on with the error before it. So an error keeps its trace, also where only errors are shown.
 */
const levelInfo = 1;
const levelError = 3;
const space = 0x20;
const tab = 0x09;

/** See the head of this file. */
export class StreamLevels {
  /** Whether the latest line is an error, or goes on with one. */
  isInError = false;

  /** Level of the next line, which goes from `from` to `to - 1` and says `level`: 0 debug to 3 error. */
  next(level: number, bytes: Uint8Array, from: number, to: number): number {
    if (this.isInError && level === levelInfo && to > from && isIndent(bytes[from])) return levelError;
    this.isInError = level === levelError;
    return level;
  }
}

function isIndent(byte: number): boolean {
  return byte === space || byte === tab;
}
