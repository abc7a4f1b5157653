/** A growable list of whole numbers below 2^32, four bytes each: a run may have a million children. */
export class NumberList {
  static readonly empty = new NumberList();

  length = 0;
  #cells = new Uint32Array(4);

  at(index: number): number {
    return this.#cells[index];
  }

  push(value: number): void {
    if (this.length === this.#cells.length) {
      const cells = new Uint32Array(this.#cells.length * 2);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells[this.length++] = value;
  }

  /** Index of a value in a list that ascends, or -1. */
  indexOfAscending(value: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#cells[middle];
      if (found === value) return middle;
      if (found < value) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
