/** What shares the slots: groups, runs, and the lanes of their steps. */
import { Heap } from './heap';

/** A job that is ready. */
export interface ReadyJob {
  readonly node: number;
  readonly sequence: number;
}

/** A named limit over all runs. */
export interface GroupShare {
  readonly name: string;
  limit: number;
  running: number;
  paused: boolean;
  /** Lanes that wait for a slot of the group, best first. */
  readonly parked: Heap<ListedLane>;
}

/** One run's part of the slots. */
export interface RunShare {
  readonly run: number;
  priority: number;
  limit: number;
  running: number;
  held: boolean;
  /** Holds commands that were added, not the jobs of a definition. */
  readonly added: boolean;
  readonly lanes: Map<number, Lane>;
}

/** The queue of one step of one run. */
export interface Lane {
  readonly share: RunShare;
  readonly step: number;
  readonly group: GroupShare | null;
  limit: number;
  running: number;
  readonly jobs: Heap<ReadyJob>;
  /** Jobs that gave their slot up while they waited for a child and want it back: before all others. */
  readonly returning: number[];
  /** Stands in the heap of lanes or in its group's, with this version. */
  listed: boolean;
  version: number;
  /** Sequence of the job that it was put on a list for. */
  listedFor: number;
}

/** A lane as it stood when it was put on a list; void once the lane has another version. */
export interface ListedLane {
  readonly lane: Lane;
  readonly version: number;
  readonly priority: number;
  readonly sequence: number;
}

/** Whether the lane has a free slot in its step, its run and its group. */
export function hasRoom({ share, group, running, limit }: Lane): boolean {
  return running < limit && share.running < share.limit && (group === null || group.running < group.limit);
}

/** A group to which no lane belongs yet. */
export function newGroup(name: string, limit: number): GroupShare {
  return { name, limit, running: 0, paused: false, parked: new Heap(isBefore) };
}

/** Higher priority first, then first in, first out. */
export function isBefore(a: ListedLane, b: ListedLane): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.sequence < b.sequence);
}

/** Takes the best entry that still stands for its lane; void ones are dropped. */
export function popListed(lanes: Heap<ListedLane>): Lane | undefined {
  for (let entry = lanes.pop(); entry !== undefined; entry = lanes.pop()) {
    if (entry.version === entry.lane.version) return entry.lane;
  }
  return undefined;
}
