/**
 * The throughput of the scopes of one run. It costs nothing before somebody looks at the run: then the end times
 * of its jobs are read once, in one pass over the table, and from there on every change of a status keeps it. So
 * it says the same after a restart as before.
 */
import type { JobStatus } from '../../../src-shared/model';
import { EndedJobs } from './ended-jobs';
import type { JobObserver, RunTree } from './run-tree';

/** Whether a status counts as worked off. */
function counts(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed';
}

/** What is known of one scope. */
export interface ScopeThroughput {
  readonly ended: EndedJobs;
  /** Pending jobs that have been tried before. */
  retrying: number;
}

/** See the head of this file. */
export class TreeThroughput implements JobObserver {
  readonly #tree: RunTree;
  readonly #scopes = new Map<number, ScopeThroughput>();

  constructor(tree: RunTree) {
    this.#tree = tree;
    // The run and its steps together: the time that is left is made from all of them.
    for (let n = 0; n < tree.table.length && !tree.table.isJob(n); n++)
      this.#scopes.set(n, this.#newScope(n));
    this.#read(0, () => true);
    tree.observe(this);
  }

  /** The scope of a node; null for a job that stands alone, which has none. */
  of(n: number): ScopeThroughput | null {
    const known = this.#scopes.get(n);
    if (known !== undefined || this.#tree.counts(n) === null) return known ?? null;
    const scope = this.#newScope(n);
    this.#scopes.set(n, scope);
    this.#read(n, (at) => at === n);
    return scope;
  }

  moved(n: number, from: JobStatus, to: JobStatus): void {
    const { table } = this.#tree;
    const ended = Number(counts(to)) - Number(counts(from));
    const retrying = table.attempt(n) === 0 ? 0 : Number(to === 'pending') - Number(from === 'pending');
    if (ended === 0 && retrying === 0) return;
    for (let at = n; ; at = table.parent(at)) {
      const scope = this.#scopes.get(at);
      if (scope !== undefined) this.#change(scope, n, ended, retrying);
      if (at === 0) return;
    }
  }

  /** Reads the jobs of a subtree into those of its scopes that are meant. */
  #read(root: number, isMeant: (at: number) => boolean): void {
    const { table } = this.#tree;
    for (let n = root; n < table.length; n++) {
      if (!table.isJob(n) || (root !== 0 && !this.#tree.isWithin(n, root))) continue;
      const status = table.status(n);
      const ended = Number(counts(status));
      const retrying = Number(status === 'pending' && table.attempt(n) > 0);
      if (ended === 0 && retrying === 0) continue;
      for (let at = n; ; at = table.parent(at)) {
        const scope = this.#scopes.get(at);
        if (scope !== undefined && isMeant(at)) this.#change(scope, n, ended, retrying);
        if (at === root) break;
      }
    }
  }

  #change(scope: ScopeThroughput, n: number, ended: number, retrying: number): void {
    const { table } = this.#tree;
    scope.retrying += retrying;
    if (ended === 0) return;
    const times = { startedAt: table.startedAt(n), endedAt: table.endedAt(n) };
    if (ended > 0) scope.ended.add(times);
    else scope.ended.remove(times);
  }

  #newScope(n: number): ScopeThroughput {
    const { table } = this.#tree;
    // A job starts anew with each attempt, and its children may have ended before that.
    const startedAt = table.isJob(n) ? 0 : table.startedAt(n);
    return { ended: new EndedJobs(startedAt > 0 ? startedAt : table.createdAt(n)), retrying: 0 };
  }
}
