/**
 * Hands what a commit has made durable to the executors: attempts that begin, and jobs that stand by. A task is built
 * from what the catalog holds, so it is what would be built after a restart.
 */
import type { HeldTask, Outcome } from './active-run';
import type { ActiveRuns } from './active-runs';
import type { ChildWork } from './child-work';
import type { Task } from './executors/protocol';
import { runFolder } from './storage/block-files';
import { hasWork, readWork } from './storage/run-records';
import type { Store } from './storage/store';
import { buildTask } from './work';

/** What starting needs from outside. */
export interface StartParts {
  readonly store: Store;
  readonly dataFolder: string;
  readonly active: ActiveRuns;
  /** Variables that jobs start from. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly run: (tasks: readonly Task[]) => void;
  readonly standBy: (tasks: readonly Task[]) => void;
  /** An attempt that no executor can begin has to be ended. */
  readonly lost: (taskNumber: number, error: unknown) => void;
}

/** See the head of this file. */
export class TaskStarts {
  readonly #parts: StartParts;

  constructor(parts: StartParts) {
    this.#parts = parts;
  }

  /** Starts what the tick that was committed has begun, and lets what follows stand by. */
  committed({ starts, standbys, works }: Outcome): void {
    if (starts.length + standbys.length === 0) return;
    const build = this.#builder(works);
    this.#start(starts, build);
    this.#standBy(standbys, build);
  }

  #start(held: readonly HeldTask[], build: (held: HeldTask) => Task): void {
    const { active, run, lost } = this.#parts;
    const tasks: Task[] = [];
    for (const one of held) {
      // It may have been cancelled, and its run deleted, while the commit was under way.
      if (!active.runs.has(one.run) || !active.tasks.has(one.taskNumber)) continue;
      try {
        tasks.push(build(one));
      } catch (error) {
        lost(one.taskNumber, error);
      }
    }
    if (tasks.length > 0) run(tasks);
  }

  #standBy(held: readonly HeldTask[], build: (held: HeldTask) => Task): void {
    const tasks: Task[] = [];
    for (const one of held) {
      try {
        tasks.push(build(one));
      } catch {
        // It fails when it is its turn; what comes behind it must not start before it.
        break;
      }
    }
    if (tasks.length > 0) this.#parts.standBy(tasks);
  }

  /**
   * Builds tasks; what those of one run have in common is found once, and only when it is needed: most jobs that
   * are enqueued with work of their own start in the tick that has written it.
   */
  #builder(written: Outcome['works']): (held: HeldTask) => Task {
    const { store, dataFolder, active, environment } = this.#parts;
    const writtenNow = new Map<number, Map<number, ChildWork>>();
    for (const { run, node, work } of written) {
      const ofRun = writtenNow.get(run);
      if (ofRun === undefined) writtenNow.set(run, new Map([[node, work]]));
      else ofRun.set(node, work);
    }
    const runsWithWork = new Map<number, boolean>();
    const readStored = (run: number, node: number): ChildWork | null => {
      let isAny = runsWithWork.get(run);
      if (isAny === undefined) runsWithWork.set(run, (isAny = hasWork(store, run)));
      return isAny ? readWork<ChildWork>(store, run, node) : null;
    };
    return (one) => {
      const run = active.runs.get(one.run);
      if (run === undefined) throw new Error(`Run r${one.run} is not active.`);
      return buildTask(run, one, {
        folderId: store.folderId,
        runDirectory: `${runFolder(dataFolder, one.run)}/files`,
        environment: environment(),
        work: writtenNow.get(one.run)?.get(one.node) ?? readStored(one.run, one.node),
      });
    };
  }
}
