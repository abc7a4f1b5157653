/** Keys of jobs that are pending or running: at most one job of the folder has a key at a time. */

/** A job that holds a key. */
export interface KeyHolder {
  readonly run: number;
  readonly node: number;
}

/** See the head of this file. */
export class JobKeys {
  readonly #holders = new Map<string, KeyHolder>();

  /** Gives the key to a job; returns the other job that has it, or null. */
  take(key: string, holder: KeyHolder): KeyHolder | null {
    const other = this.#holders.get(key);
    if (other !== undefined && !(other.run === holder.run && other.node === holder.node)) return other;
    this.#holders.set(key, holder);
    return null;
  }

  holder(key: string): KeyHolder | null {
    return this.#holders.get(key) ?? null;
  }

  /** The job has ended; a key that another job holds stays with it. */
  release(key: string, holder: KeyHolder): void {
    const other = this.#holders.get(key);
    if (other?.run === holder.run && other.node === holder.node) this.#holders.delete(key);
  }
}
