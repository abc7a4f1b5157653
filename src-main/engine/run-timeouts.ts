/**
 * The time limits of whole runs and steps. Only time counts in which they may execute: not while the run is held
 * or paused, and not while no engine is there.
 */
import type { ActiveRun } from './active-run';
import { nodeFlags } from './jobs/node-table';

interface Watch {
  readonly timer: NodeJS.Timeout;
  /** Since when the node executes under this watch. */
  readonly since: number;
  /** Milliseconds that it had executed before. */
  readonly before: number;
}

/** See the head of this file. */
export class RunTimeouts {
  readonly #watches = new Map<ActiveRun, Map<number, Watch>>();
  readonly #now: () => number;
  readonly #onTimeout: (active: ActiveRun, node: number) => void;

  constructor(now: () => number, onTimeout: (active: ActiveRun, node: number) => void) {
    this.#now = now;
    this.#onTimeout = onTimeout;
  }

  /** Notes the time that a run and its steps have executed; to be called before its tree is written. */
  note(active: ActiveRun): void {
    for (const [node, watch] of this.#watches.get(active) ?? []) {
      active.tree.update(node, (table) => {
        table.setExecutedMs(node, Math.round(watch.before + this.#now() - watch.since));
      });
    }
  }

  /** Begins or ends the watches over a run that has changed. */
  consider(active: ActiveRun): void {
    const { definition } = active.record;
    if (definition === null) return;
    this.#consider(active, 0, definition.timeoutMs);
    definition.steps.forEach((step, index) => {
      this.#consider(active, index + 1, step.stepTimeoutMs);
    });
  }

  forget(active: ActiveRun): void {
    for (const { timer } of this.#watches.get(active)?.values() ?? []) clearTimeout(timer);
    this.#watches.delete(active);
  }

  stop(): void {
    for (const active of [...this.#watches.keys()]) this.forget(active);
  }

  #consider(active: ActiveRun, node: number, timeoutMs: number | null): void {
    if (timeoutMs === null) return;
    const { table } = active.tree;
    const watches = this.#watches.get(active) ?? new Map<number, Watch>();
    const watch = watches.get(node);
    const mayExecute = !table.hasFlag(0, nodeFlags.held) && !table.hasFlag(0, nodeFlags.paused);
    if (table.status(node) !== 'running' || !mayExecute) {
      clearTimeout(watch?.timer);
      watches.delete(node);
      return;
    }
    if (watch !== undefined) return;
    const before = table.executedMs(node);
    const timer = setTimeout(
      () => {
        watches.delete(node);
        this.#onTimeout(active, node);
      },
      Math.max(0, timeoutMs - before),
    );
    watches.set(node, { timer, since: this.#now(), before });
    this.#watches.set(active, watches);
  }
}
