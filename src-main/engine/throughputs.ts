/** The throughput of the whole folder and of every run that somebody looks at, and how it is told. */
import type { Throughput } from '../../src-shared/throughput';
import type { ActiveRun } from './active-run';
import type { OpenRun } from './folder-reader';
import { EndedJobs } from './jobs/ended-jobs';
import type { RunTree } from './jobs/run-tree';
import { timeLeftMs } from './jobs/time-left';
import { TreeThroughput } from './jobs/tree-throughput';

/** More runs at once than this have no estimate together. */
const mostEstimated = 20;

/** See the head of this file. */
export class Throughputs {
  readonly #now: () => number;
  /** What has ended since the engine was started; it does not change when a job goes round again. */
  readonly #folder = new EndedJobs();
  #retrying = 0;
  readonly #trees = new WeakMap<RunTree, TreeThroughput>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts what happens in a run that has become active. */
  follow(tree: RunTree): void {
    const { table } = tree;
    if ((tree.counts(0)?.of('pending') ?? 0) > 0) {
      for (let n = 1; n < table.length; n++) {
        if (table.isJob(n) && table.status(n) === 'pending' && table.attempt(n) > 0) this.#retrying++;
      }
    }
    tree.observe({
      moved: (n, from, to) => {
        if (to === 'completed' || to === 'failed') {
          this.#folder.add({ startedAt: table.startedAt(n), endedAt: table.endedAt(n) });
        }
        if (table.attempt(n) > 0) this.#retrying += Number(to === 'pending') - Number(from === 'pending');
      },
    });
  }

  /** The whole folder, with the runs that have not ended. */
  ofFolder(active: ReadonlyMap<number, ActiveRun>): Throughput {
    return this.#tell(this.#folder, {
      since: null,
      retrying: this.#retrying,
      leftMs: this.#folderLeftMs(active),
    });
  }

  /** A node of a run; null for a job that stands alone. `active`: the run, while it has not ended. */
  ofNode({ tree, record }: OpenRun, n: number, active: ActiveRun | undefined): Throughput | null {
    // Logs that others wrote are no jobs that took their time.
    if (record.origin?.kind === 'files') return null;
    const scope = this.#of(tree).of(n);
    if (scope === null) return null;
    const since = tree.table.startedAt(n);
    return this.#tell(scope.ended, {
      since: since === 0 ? null : since,
      retrying: scope.retrying,
      leftMs: active === undefined ? null : this.#leftMs(active, n),
    });
  }

  #of(tree: RunTree): TreeThroughput {
    let found = this.#trees.get(tree);
    if (found === undefined) {
      found = new TreeThroughput(tree);
      this.#trees.set(tree, found);
    }
    return found;
  }

  #tell(ended: EndedJobs, rest: Pick<Throughput, 'since' | 'retrying' | 'leftMs'>): Throughput {
    const time = this.#now();
    return { time, ended: ended.count, recent: ended.recent(time), history: ended.history(), ...rest };
  }

  #leftMs({ tree, record, tasks, isBlocked }: ActiveRun, n: number): number | null {
    if (isBlocked) return null;
    return timeLeftMs(
      {
        tree,
        throughput: this.#of(tree),
        steps: record.definition?.steps ?? [],
        concurrency: record.concurrency,
        running: tasks.keys(),
        now: this.#now(),
      },
      n,
    );
  }

  /** The folder has nothing to do when its last run has ended. */
  #folderLeftMs(active: ReadonlyMap<number, ActiveRun>): number | null {
    if (active.size === 0 || active.size > mostEstimated) return null;
    let leftMs = 0;
    for (const run of active.values()) {
      const ofRun = this.#leftMs(run, 0);
      if (ofRun === null) return null;
      leftMs = Math.max(leftMs, ofRun);
    }
    return leftMs;
  }
}
