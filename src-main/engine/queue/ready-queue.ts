/**
 * Which job runs next: highest priority first, then first in first out by time of enqueue over all runs, within
 * the limits of step, run, group and the whole queue. A lane is the queue of one step of one run; a lane that a
 * limit holds back stays off the list until a slot of that limit is given back, so it costs the others nothing and
 * starves nobody.
 */
import { Heap } from './heap';
import {
  hasRoom,
  isBefore,
  newGroup,
  popListed,
  type GroupShare,
  type Lane,
  type ListedLane,
  type ReadyJob,
  type RunShare,
} from './shares';

/** A job whose turn it is. `returning`: it has run already and only gets its slot back. */
export interface TakenJob {
  readonly run: number;
  readonly node: number;
  readonly returning: boolean;
}

/** Size of a group that nobody has given another. */
const usualGroupSize = 1;

/** Runs of one added job share this limit of their own, or a thousand of them would be a thousand processes. */
const addedGroup = '';

/** See the head of this file. */
export class ReadyQueue {
  readonly #runs = new Map<number, RunShare>();
  readonly #groups = new Map<string, GroupShare>();
  readonly #lanes = new Heap<ListedLane>(isBefore);
  readonly #returningLanes = new Set<Lane>();
  /** Whether a job that was pushed still waits; what was cancelled meanwhile is dropped when its turn comes. */
  readonly #stillWaits: (run: number, node: number, sequence: number) => boolean;
  #limit = Infinity;
  #paused = false;
  #running = 0;
  /** Slots of the runs that are not held: of definitions, and of added jobs. */
  #ownSlots = 0;
  #addedSlots = 0;

  constructor(options: {
    readonly stillWaits: (run: number, node: number, sequence: number) => boolean;
    /** Added jobs that may run at once, unless they are in a group. */
    readonly addedLimit: number;
  }) {
    this.#stillWaits = options.stillWaits;
    this.#groups.set(addedGroup, newGroup(addedGroup, options.addedLimit));
  }

  /** Slots in use now. */
  get running(): number {
    return this.#running;
  }
  /** Slots that the runs in the queue may use together. */
  get slots(): number {
    const added = Math.min(this.#addedSlots, this.#group(addedGroup).limit);
    return Math.min(this.#ownSlots + added, this.#limit);
  }
  /** Named groups that have a lane or a size of their own, by name. */
  get groups(): { name: string; size: number; running: number; paused: boolean }[] {
    return [...this.#groups.values()]
      .filter(({ name }) => name !== addedGroup)
      .map(({ name, limit, running, paused }) => ({ name, size: limit, running, paused }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Limits the whole queue; null: only runs, steps and groups have limits. */
  setLimit(limit: number | null): void {
    this.#limit = limit ?? Infinity;
  }

  /** Holds the whole queue back, or lets it go on. Jobs that have run already get their slots back all the same. */
  pause(paused: boolean): void {
    this.#paused = paused;
  }

  /** Sizes a group; null: the usual size. */
  setGroupSize(name: string, size: number | null): void {
    const group = this.#group(name);
    group.limit = size ?? usualGroupSize;
    this.#unparkAll(group);
  }

  /** Holds a group back, or lets it go on. */
  pauseGroup(name: string, paused: boolean): void {
    const group = this.#group(name);
    group.paused = paused;
    this.#unparkAll(group);
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
    const share = { run, ...options, running: 0, lanes: new Map() };
    this.#runs.set(run, share);
    if (!share.held) this.#countSlots(share, share.limit);
  }

  /** Forgets a run that has ended. */
  removeRun(run: number): void {
    const share = this.#runs.get(run);
    if (share === undefined) return;
    this.#running -= share.running;
    if (!share.held) this.#countSlots(share, -share.limit);
    for (const lane of share.lanes.values()) {
      lane.version++;
      this.#returningLanes.delete(lane);
      if (lane.group === null) continue;
      lane.group.running -= lane.running;
      this.#unparkOne(lane.group);
    }
    this.#runs.delete(run);
  }

  /** Declares the lane of a step. */
  addLane(
    run: number,
    step: number,
    options: {
      /** Null: only the limits of the run and the group. */
      readonly limit: number | null;
      /** Null: none; added jobs share a limit then. */
      readonly group: string | null;
    },
  ): void {
    const share = this.#share(run);
    if (share.lanes.has(step)) return;
    const group = options.group ?? (share.added ? addedGroup : null);
    share.lanes.set(step, {
      share,
      step,
      group: group === null ? null : this.#group(group),
      limit: options.limit ?? Infinity,
      running: 0,
      jobs: new Heap<ReadyJob>((a, b) => a.sequence < b.sequence),
      returning: [],
      listed: false,
      version: 0,
      listedFor: 0,
    });
  }

  /** Changes the limit or the priority of a run. */
  changeRun(run: number, change: { readonly limit?: number; readonly priority?: number }): void {
    const share = this.#share(run);
    if (!share.held) this.#countSlots(share, -share.limit);
    share.limit = change.limit ?? share.limit;
    share.priority = change.priority ?? share.priority;
    if (!share.held) this.#countSlots(share, share.limit);
    for (const lane of share.lanes.values()) {
      this.#list(lane);
      // Of a group with a free slot only the best lane is on the list, and which one that is has changed.
      if (lane.group !== null) this.#unparkAll(lane.group);
    }
  }

  /** Changes the limit of a step; null: only those of the run and the group. */
  changeLane(run: number, step: number, limit: number | null): void {
    const lane = this.#lane(run, step);
    lane.limit = limit ?? Infinity;
    this.#list(lane);
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
    this.#returningLanes.add(lane);
  }

  /** Holds a run back (running jobs are not touched), or lets it go on. */
  hold(run: number, held: boolean): void {
    const share = this.#share(run);
    if (share.held === held) return;
    share.held = held;
    this.#countSlots(share, held ? -share.limit : share.limit);
    if (!held) this.#listAll(share);
  }

  /** The next job within all limits, with its slots taken; null when nothing may start now. */
  take(): TakenJob | null {
    if (this.#running >= this.#limit) return null;
    const returning = this.#takeReturning();
    if (returning !== null || this.#paused) return returning;
    const next = this.#takeReady();
    return next === null ? null : { run: next.lane.share.run, node: next.job.node, returning: false };
  }

  /**
   * Takes the job off its lane that would come next if a job of this step gave its slot back now. It gets no slot: it
   * is to have that one. Null when it would be none of the same step; to be put back with {@link push}.
   */
  takeAhead(run: number, step: number): number | null {
    const lane = this.#lane(run, step);
    if (lane.jobs.peek() === undefined || this.#paused || this.#returningLanes.size > 0) return null;
    this.release(run, step);
    const next = this.#running >= this.#limit ? null : this.#takeReady();
    if (next !== null && next.lane === lane) return next.job.node;
    if (next !== null) {
      this.#occupy(next.lane, -1);
      next.lane.jobs.push(next.job);
      this.#list(next.lane);
    }
    this.#occupy(lane, 1);
    return null;
  }

  /** Slots that jobs of a step have. */
  runningOf(run: number, step: number): number {
    return this.#lane(run, step).running;
  }

  /** Gives a slot back: the job ended, or waits for a child. */
  release(run: number, step: number): void {
    const share = this.#runs.get(run);
    const lane = share?.lanes.get(step);
    if (share === undefined || lane === undefined) return;
    this.#occupy(lane, -1);
    this.#listAll(share);
    if (lane.group !== null) this.#unparkOne(lane.group);
  }

  #takeReady(): { readonly lane: Lane; readonly job: ReadyJob } | null {
    for (let lane = popListed(this.#lanes); lane !== undefined; lane = popListed(this.#lanes)) {
      lane.listed = false;
      const job = this.#takeFrom(lane);
      // Whatever became of this lane, another one of its group may use what is free in the group.
      if (lane.group !== null) this.#unparkOne(lane.group);
      if (job !== undefined) return { lane, job };
    }
    return null;
  }

  #takeFrom(lane: Lane): ReadyJob | undefined {
    const { share, group } = lane;
    // A saturated lane stays off the list until one of its run's slots is given back.
    if (share.held || share.running >= share.limit || lane.running >= lane.limit) return undefined;
    if (group !== null && (group.paused || group.running >= group.limit)) {
      this.#park(lane, group);
      return undefined;
    }
    this.#dropVoid(lane);
    // What it was listed for was cancelled: its next job may come after those of other lanes.
    const job = lane.jobs.peek()?.sequence === lane.listedFor ? lane.jobs.pop() : undefined;
    if (job !== undefined) this.#occupy(lane, 1);
    this.#list(lane);
    return job;
  }

  #takeReturning(): TakenJob | null {
    for (const lane of this.#returningLanes) {
      if (!hasRoom(lane)) continue;
      const node = lane.returning.shift();
      if (lane.returning.length === 0) this.#returningLanes.delete(lane);
      if (node === undefined) continue;
      this.#occupy(lane, 1);
      return { run: lane.share.run, node, returning: true };
    }
    return null;
  }

  /** Drops what was cancelled meanwhile from the front of a lane. */
  #dropVoid(lane: Lane): void {
    for (let job = lane.jobs.peek(); job !== undefined; job = lane.jobs.peek()) {
      if (this.#stillWaits(lane.share.run, job.node, job.sequence)) return;
      lane.jobs.pop();
    }
  }

  #occupy(lane: Lane, slots: 1 | -1): void {
    lane.running += slots;
    lane.share.running += slots;
    if (lane.group !== null) lane.group.running += slots;
    this.#running += slots;
  }

  #listAll(share: RunShare): void {
    for (const lane of share.lanes.values()) if (!lane.listed) this.#list(lane);
  }

  /** Puts a lane on the list by what it would give next; an older entry of it becomes void. */
  #list(lane: Lane): void {
    this.#enter(lane, this.#lanes);
  }

  /** Lets a lane wait for a slot of its group. */
  #park(lane: Lane, group: GroupShare): void {
    this.#enter(lane, group.parked);
  }

  #enter(lane: Lane, list: Heap<ListedLane>): void {
    const head = lane.jobs.peek();
    lane.version++;
    lane.listed = head !== undefined;
    if (head === undefined) return;
    lane.listedFor = head.sequence;
    list.push({ lane, version: lane.version, priority: lane.share.priority, sequence: head.sequence });
  }

  #unparkOne(group: GroupShare): void {
    if (group.paused || group.running >= group.limit) return;
    for (let lane = popListed(group.parked); lane !== undefined; lane = popListed(group.parked)) {
      this.#dropVoid(lane);
      const isBest = lane.jobs.peek()?.sequence === lane.listedFor;
      if (isBest) {
        this.#list(lane);
        return;
      }
      // What it was parked for was cancelled: another lane may come before it now.
      this.#park(lane, group);
    }
  }

  #unparkAll(group: GroupShare): void {
    for (let lane = popListed(group.parked); lane !== undefined; lane = popListed(group.parked)) {
      this.#list(lane);
    }
  }

  #countSlots(share: RunShare, slots: number): void {
    if (share.added) this.#addedSlots += slots;
    else this.#ownSlots += slots;
  }

  #group(name: string): GroupShare {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = newGroup(name, usualGroupSize);
      this.#groups.set(name, group);
    }
    return group;
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
