/** Runs that wait for runs, steps or jobs of other runs: who has to be told when one of those ends. */

/** See the head of this file. */
export class RunDependencies {
  /** Waiting runs by the run, then the node, that they wait for. */
  readonly #waiting = new Map<number, Map<number, Set<number>>>();

  /** `waiter` is to be looked at again when the node has ended. */
  add(waiter: number, on: { readonly run: number; readonly node: number }): void {
    const nodes = this.#waiting.get(on.run) ?? new Map<number, Set<number>>();
    this.#waiting.set(on.run, nodes);
    const waiters = nodes.get(on.node) ?? new Set<number>();
    nodes.set(on.node, waiters);
    waiters.add(waiter);
  }

  /** A node has ended: the runs to look at again, which wait for it no longer. */
  ended(run: number, node: number): readonly number[] {
    const nodes = this.#waiting.get(run);
    const waiters = nodes?.get(node);
    if (nodes === undefined || waiters === undefined) return [];
    nodes.delete(node);
    if (nodes.size === 0) this.#waiting.delete(run);
    return [...waiters];
  }
}
