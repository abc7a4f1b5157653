/** The throughput of the whole folder and of every run that somebody looks at, and how it is told. */
import type { Throughput } from '../../src-shared/throughput';
import type { ActiveRun } from './active-run';
import type { ActiveRuns } from './active-runs';
import type { OpenRun } from './folder-reader';
import { EndedJobs } from './jobs/ended-jobs';
import type { RunTree } from './jobs/run-tree';
import { timeLeftMs } from './jobs/time-left';
import { TreeThroughput } from './jobs/tree-throughput';

/** More runs at once than this have no estimate together. */
const mostEstimated = 20;
/** More jobs that wait for a time than this are not looked at. */
const mostWaiting = 1000;

/** What has not ended. */
type Active = Pick<ActiveRuns, 'runs' | 'books'>;

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
  ofFolder(active: Active): Throughput {
    return this.#tell(this.#folder, {
      since: null,
      retrying: this.#retrying,
      leftMs: this.#folderLeftMs(active),
    });
  }

  /** A node of a run; null for a job that stands alone. */
  ofNode({ tree, record }: OpenRun, n: number, active: Active): Throughput | null {
    // Logs that others wrote are no jobs that took their time.
    if (record.origin?.kind === 'files') return null;
    const scope = this.#of(tree).of(n);
    if (scope === null) return null;
    const since = tree.table.startedAt(n);
    const run = active.runs.get(tree.run);
    return this.#tell(scope.ended, {
      since: since === 0 ? null : since,
      retrying: scope.retrying,
      leftMs: run === undefined ? null : this.#leftMs(run, n, active),
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

  #leftMs({ tree, record, tasks, isBlocked }: ActiveRun, n: number, { books }: Active): number | null {
    if (isBlocked) return null;
    return timeLeftMs(
      {
        tree,
        throughput: this.#of(tree),
        steps: record.definition?.steps ?? [],
        concurrency: record.concurrency,
        running: tasks.keys(),
        waiting: books.waiting.ofRun(tree.run, mostWaiting),
        now: this.#now(),
      },
      n,
    );
  }

  /** The folder has nothing to do when its last run has ended. */
  #folderLeftMs(active: Active): number | null {
    const { runs } = active;
    if (runs.size === 0 || runs.size > mostEstimated) return null;
    let leftMs = 0;
    for (const run of runs.values()) {
      const ofRun = this.#leftMs(run, 0, active);
      if (ofRun === null) return null;
      leftMs = Math.max(leftMs, ofRun);
    }
    return leftMs;
  }
}
