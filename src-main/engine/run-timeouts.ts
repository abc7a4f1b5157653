/**
 * The time limits of whole runs. Only time counts in which the run may execute: not while it is held, and not while
 * no engine is there.
 */
import type { ActiveRun } from './active-run';
import { nodeFlags } from './jobs/node-table';

interface Watch {
  readonly active: ActiveRun;
  readonly timer: NodeJS.Timeout;
  /** Since when the run executes under this watch. */
  readonly since: number;
  readonly before: number;
}

/** See the head of this file. */
export class RunTimeouts {
  readonly #watches = new Map<number, Watch>();
  readonly #now: () => number;
  readonly #onTimeout: (active: ActiveRun) => void;

  constructor(now: () => number, onTimeout: (active: ActiveRun) => void) {
    this.#now = now;
    this.#onTimeout = onTimeout;
  }

  /** Notes the time that a run has executed; to be called before its tree is written. */
  note(active: ActiveRun): void {
    const watch = this.#watches.get(active.run);
    if (watch === undefined) return;
    active.tree.update(0, (table) => {
      table.setExecutedMs(0, Math.round(watch.before + this.#now() - watch.since));
    });
  }

  /** Begins or ends the watch over a run that has changed. */
  consider(active: ActiveRun): void {
    const { table } = active.tree;
    const timeoutMs = active.record.definition?.timeoutMs ?? null;
    const executes = table.status(0) === 'running' && !table.hasFlag(0, nodeFlags.held);
    if (timeoutMs === null || !executes) {
      this.forget(active.run);
      return;
    }
    if (this.#watches.has(active.run)) return;
    const before = table.executedMs(0);
    const timer = setTimeout(
      () => {
        this.#onTimeout(active);
      },
      Math.max(0, timeoutMs - before),
    );
    this.#watches.set(active.run, { active, timer, since: this.#now(), before });
  }

  forget(run: number): void {
    clearTimeout(this.#watches.get(run)?.timer);
    this.#watches.delete(run);
  }

  stop(): void {
    for (const run of [...this.#watches.keys()]) this.forget(run);
  }
}
