/** Which of many sources comes next: the one with the earliest time and, of those, the lowest number. */

/** See the head of this file. A binary heap in two columns: it is asked for every line. */
export class TimeHeap {
  length = 0;
  readonly #times: Float64Array;
  readonly #numbers: Uint32Array;

  constructor(most: number) {
    this.#times = new Float64Array(most);
    this.#numbers = new Uint32Array(most);
  }

  /** Number of the first source; there is one. */
  get first(): number {
    return this.#numbers[0];
  }

  push(number: number, time: number): void {
    let at = this.length++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(time, number, this.#times[parent], this.#numbers[parent])) break;
      this.#times[at] = this.#times[parent];
      this.#numbers[at] = this.#numbers[parent];
      at = parent;
    }
    this.#times[at] = time;
    this.#numbers[at] = number;
  }

  /** The first source goes on at a later time. */
  replaceFirst(time: number): void {
    this.#sink(time, this.#numbers[0]);
  }

  /** The first source has ended. */
  removeFirst(): void {
    this.length--;
    if (this.length > 0) this.#sink(this.#times[this.length], this.#numbers[this.length]);
  }

  /** Puts an entry in the place of the first one and lets it sink to where it belongs. */
  #sink(time: number, number: number): void {
    const times = this.#times;
    const numbers = this.#numbers;
    const { length } = this;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= length) break;
      if (
        child + 1 < length &&
        isBefore(times[child + 1], numbers[child + 1], times[child], numbers[child])
      ) {
        child++;
      }
      if (!isBefore(times[child], numbers[child], time, number)) break;
      times[at] = times[child];
      numbers[at] = numbers[child];
      at = child;
    }
    times[at] = time;
    numbers[at] = number;
  }
}

function isBefore(time: number, number: number, otherTime: number, otherNumber: number): boolean {
  return time < otherTime || (time === otherTime && number < otherNumber);
}
