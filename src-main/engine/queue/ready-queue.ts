/**
 * Which job runs next: highest priority first, then first in first out by time of enqueue over all runs, within
 * the limits of step and run. Runs of one added job share a limit of their own, or a thousand of them would be a
 * thousand processes. A lane is the queue of one step of one run; a saturated lane stays off the list, so it costs
 * the others nothing and starves nobody.
 */
import { Heap } from './heap';

interface ReadyJob {
  readonly node: number;
  readonly sequence: number;
}

interface Lane {
  readonly run: RunShare;
  readonly step: number;
  limit: number;
  running: number;
  readonly jobs: Heap<ReadyJob>;
  /** Jobs that gave their slot up while they waited for a child and want it back: before all others. */
  readonly returning: number[];
  /** Stands in the heap of lanes, with this version. */
  listed: boolean;
  version: number;
}

interface RunShare {
  readonly run: number;
  priority: number;
  limit: number;
  running: number;
  held: boolean;
  /** Shares the limit of all added jobs. */
  readonly added: boolean;
  readonly lanes: Map<number, Lane>;
}

interface ListedLane {
  readonly lane: Lane;
  readonly version: number;
  readonly priority: number;
  readonly sequence: number;
}

/** A job whose turn it is. `returning`: it has run already and only gets its slot back. */
export interface TakenJob {
  readonly run: number;
  readonly node: number;
  readonly returning: boolean;
}

/** See the head of this file. */
export class ReadyQueue {
  readonly #runs = new Map<number, RunShare>();
  /** Lanes that may have something, best first: of definitions' runs, and of added jobs. */
  readonly #lanes = new Heap<ListedLane>(isBefore);
  readonly #addedLanes = new Heap<ListedLane>(isBefore);
  readonly #addedLimit: number;
  #addedRunning = 0;
  /** Whether a job that was pushed still waits; what was cancelled meanwhile is dropped when its turn comes. */
  readonly #stillWaits: (run: number, node: number, sequence: number) => boolean;
  #running = 0;

  constructor(options: {
    readonly stillWaits: (run: number, node: number, sequence: number) => boolean;
    /** Added jobs that may run at once. */
    readonly addedLimit: number;
  }) {
    this.#stillWaits = options.stillWaits;
    this.#addedLimit = options.addedLimit;
  }

  /** Slots in use now. */
  get running(): number {
    return this.#running;
  }
  /** Slots that the runs in the queue may use together. */
  get slots(): number {
    let slots = 0;
    let added = 0;
    for (const share of this.#runs.values()) {
      if (share.held) continue;
      if (share.added) added += share.limit;
      else slots += share.limit;
    }
    return slots + Math.min(added, this.#addedLimit);
  }

  addRun(
    run: number,
    options: {
      readonly priority: number;
      readonly limit: number;
      readonly held: boolean;
      readonly added: boolean;
    },
  ): void {
    this.#runs.set(run, { run, ...options, running: 0, lanes: new Map() });
  }

  /** Forgets a run that has ended. */
  removeRun(run: number): void {
    const share = this.#runs.get(run);
    if (share === undefined) return;
    this.#running -= share.running;
    if (share.added) this.#addedRunning -= share.running;
    for (const lane of share.lanes.values()) lane.version++;
    this.#runs.delete(run);
  }

  /** Declares the lane of a step; `limit` null: only the run's own limit. */
  addLane(run: number, step: number, limit: number | null): void {
    const share = this.#share(run);
    if (share.lanes.has(step)) return;
    share.lanes.set(step, {
      run: share,
      step,
      limit: limit ?? Infinity,
      running: 0,
      jobs: new Heap<ReadyJob>((a, b) => a.sequence < b.sequence),
      returning: [],
      listed: false,
      version: 0,
    });
  }

  /** A job is ready; `sequence` is its place by time of enqueue. */
  push(run: number, step: number, node: number, sequence: number): void {
    const lane = this.#lane(run, step);
    const head = lane.jobs.peek();
    lane.jobs.push({ node, sequence });
    if (!lane.listed || head === undefined || sequence < head.sequence) this.#list(lane);
  }

  /** A job that gave up its slot wants it back. */
  pushReturning(run: number, step: number, node: number): void {
    const lane = this.#lane(run, step);
    lane.returning.push(node);
    this.#list(lane);
  }

  /** Holds a run back (running jobs are not touched), or lets it go on. */
  hold(run: number, held: boolean): void {
    const share = this.#share(run);
    share.held = held;
    if (!held) this.#listAll(share);
  }

  /** The next job within all limits, with its slots taken; null when nothing may start now. */
  take(): TakenJob | null {
    for (let entry = this.#best(); entry !== undefined; entry = this.#best()) {
      const { lane } = entry;
      lane.listed = false;
      const share = lane.run;
      // A saturated lane stays off the list until one of its slots is given back.
      if (share.held || share.running >= share.limit || lane.running >= lane.limit) continue;
      const taken = this.#next(lane);
      this.#list(lane);
      if (taken === null) continue;
      lane.running++;
      share.running++;
      this.#running++;
      if (share.added) this.#addedRunning++;
      return taken;
    }
    return null;
  }

  /** Gives a slot back: the job ended, or waits for a child. */
  release(run: number, step: number): void {
    const share = this.#runs.get(run);
    const lane = share?.lanes.get(step);
    if (share === undefined || lane === undefined) return;
    lane.running--;
    share.running--;
    this.#running--;
    if (share.added) this.#addedRunning--;
    this.#listAll(share);
  }

  /** Takes the best entry off the lists; added jobs count only while they have a slot left. */
  #best(): ListedLane | undefined {
    const own = peekValid(this.#lanes);
    const added = this.#addedRunning < this.#addedLimit ? peekValid(this.#addedLanes) : undefined;
    if (added === undefined || (own !== undefined && isBefore(own, added))) return this.#lanes.pop();
    return this.#addedLanes.pop();
  }

  #next(lane: Lane): TakenJob | null {
    const returning = lane.returning.shift();
    if (returning !== undefined) return { run: lane.run.run, node: returning, returning: true };
    for (let job = lane.jobs.pop(); job !== undefined; job = lane.jobs.pop()) {
      if (this.#stillWaits(lane.run.run, job.node, job.sequence)) {
        return { run: lane.run.run, node: job.node, returning: false };
      }
    }
    return null;
  }

  #listAll(share: RunShare): void {
    for (const lane of share.lanes.values()) if (!lane.listed) this.#list(lane);
  }

  /** Puts a lane on the list by what it would give next; an older entry of it becomes void. */
  #list(lane: Lane): void {
    const head = lane.jobs.peek();
    lane.version++;
    lane.listed = head !== undefined || lane.returning.length > 0;
    if (!lane.listed) return;
    (lane.run.added ? this.#addedLanes : this.#lanes).push({
      lane,
      version: lane.version,
      priority: lane.run.priority,
      sequence: lane.returning.length > 0 ? -1 : (head?.sequence ?? 0),
    });
  }

  #share(run: number): RunShare {
    const share = this.#runs.get(run);
    if (share === undefined) throw new Error(`Run r${run} is not in the queue.`);
    return share;
  }

  #lane(run: number, step: number): Lane {
    const lane = this.#share(run).lanes.get(step);
    if (lane === undefined) throw new Error(`Run r${run} has no lane for step ${step}.`);
    return lane;
  }
}

function isBefore(a: ListedLane, b: ListedLane): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.sequence < b.sequence);
}

/** The best entry that still stands for its lane; older entries of a lane are void and dropped. */
function peekValid(lanes: Heap<ListedLane>): ListedLane | undefined {
  for (let entry = lanes.peek(); entry !== undefined; entry = lanes.peek()) {
    if (entry.version === entry.lane.version) return entry;
    lanes.pop();
  }
  return undefined;
}
