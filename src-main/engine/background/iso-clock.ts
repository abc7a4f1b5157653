/** Times as text for many lines: most lines share the second of the line before. */

/** ISO 8601 with microseconds, as `runsheet logs --json` prints it. */
export class IsoClock {
  #second = NaN;
  #prefix = '';

  /** `time` in whole microseconds since the epoch. */
  text(time: number): string {
    const second = Math.floor(time / 1_000_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = new Date(second * 1000).toISOString().slice(0, -4);
    }
    return `${this.#prefix}${String(time - second * 1_000_000).padStart(6, '0')}Z`;
  }
}
