/** Tells those who list runs which of them have changed: they look at these again when they have time. */
export class RunWatch {
  readonly #watchers = new Set<Set<number>>();

  /** From now on the set gets the number of every run that is added, changed or removed. */
  watch(changed: Set<number>): void {
    this.#watchers.add(changed);
  }
  unwatch(changed: Set<number>): void {
    this.#watchers.delete(changed);
  }

  note(run: number): void {
    for (const changed of this.#watchers) changed.add(run);
  }
}
