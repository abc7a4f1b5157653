/** The throughput of the whole folder and of every run that somebody looks at, and how it is told. */
import type { Throughput } from '../../src-shared/throughput';
import type { ActiveRun } from './active-run';
import type { ActiveRuns } from './active-runs';
import type { OpenRun } from './folder-reader';
import { EndedJobs } from './jobs/ended-jobs';
import type { RunTree } from './jobs/run-tree';
import { MeasuredSteps, type DurationsByStep } from './jobs/step-durations';
import { timeLeft, type TimeLeft } from './jobs/time-left';
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
  readonly #measured = new WeakMap<RunTree, MeasuredSteps>();
  /** What the latest run of the definition says, as it was when somebody looked first. */
  readonly #earlier = new WeakMap<RunTree, DurationsByStep | null>();
  readonly #readEarlier: (definitionId: string) => DurationsByStep | null;

  /**
   * @param now milliseconds since the epoch
   * @param readEarlier how long the steps of a definition took in an earlier run; null: nobody knows
   */
  constructor(now: () => number, readEarlier: (definitionId: string) => DurationsByStep | null) {
    this.#now = now;
    this.#readEarlier = readEarlier;
  }

  /** Counts what happens in a run that has become active. */
  follow(tree: RunTree): void {
    const { table } = tree;
    this.#measured.set(tree, new MeasuredSteps(tree));
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

  /** How long the jobs of each step took, where that says as much as what is known from earlier on. */
  durationsOf(
    { tree, record }: Pick<ActiveRun, 'tree' | 'record'>,
    known: DurationsByStep | null,
  ): DurationsByStep {
    return this.#measured.get(tree)?.byName(record.definition?.steps ?? [], known) ?? {};
  }

  /** The whole folder, with the runs that have not ended. */
  ofFolder(active: Active): Throughput {
    return this.#tell(this.#folder, {
      since: null,
      retrying: this.#retrying,
      left: this.#folderLeft(active),
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
      left: run === undefined ? null : this.#left(run, n, active),
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

  #tell(
    ended: EndedJobs,
    { left, ...rest }: Pick<Throughput, 'since' | 'retrying'> & { readonly left: TimeLeft | null },
  ): Throughput {
    const time = this.#now();
    return {
      time,
      ended: ended.count,
      recent: ended.recent(time),
      history: ended.history(),
      leftMs: left?.ms ?? null,
      isLeftFromEarlier: left?.isFromEarlier === true,
      ...rest,
    };
  }

  #left({ tree, record, tasks, isBlocked }: ActiveRun, n: number, { books }: Active): TimeLeft | null {
    if (isBlocked) return null;
    return timeLeft(
      {
        tree,
        throughput: this.#of(tree),
        steps: record.definition?.steps ?? [],
        earlier: this.#earlierOf(tree, record.definition?.id ?? null),
        concurrency: record.concurrency,
        running: tasks.keys(),
        waiting: books.waiting.ofRun(tree.run, mostWaiting),
        now: this.#now(),
      },
      n,
    );
  }

  /** The folder has nothing to do when its last run has ended. */
  #folderLeft(active: Active): TimeLeft | null {
    const { runs } = active;
    if (runs.size === 0 || runs.size > mostEstimated) return null;
    let ms = 0;
    let isFromEarlier = false;
    for (const run of runs.values()) {
      const ofRun = this.#left(run, 0, active);
      if (ofRun === null) return null;
      ms = Math.max(ms, ofRun.ms);
      isFromEarlier ||= ofRun.isFromEarlier;
    }
    return { ms, isFromEarlier };
  }

  /** Read once a run: it is asked for with every message. */
  #earlierOf(tree: RunTree, definitionId: string | null): DurationsByStep | null {
    const known = this.#earlier.get(tree);
    if (known !== undefined || definitionId === null) return known ?? null;
    const earlier = this.#readEarlier(definitionId);
    this.#earlier.set(tree, earlier);
    return earlier;
  }
}
