/** The nouns of what is active: a run that has not ended, a task that an executor holds, what a tick brought. */
import type { ResourceUse } from '../../src-shared/model';
import type { ChildWork } from './child-work';
import type { EndCause } from './executors/protocol';
import type { RunTree } from './jobs/run-tree';
import type { StreamTail } from './logs/line-batch';
import type { RunLog } from './logs/run-log';
import type { RunProgress } from './queue/run-progress';
import type { SlotNumbers } from './queue/slot-numbers';
import type { AttemptRecord, ProcessRecord, RunRecord } from './storage/run-records';

/** One run that has not ended. */
export interface ActiveRun {
  readonly run: number;
  /** What it was started with; limits and priority may change while it runs. */
  record: RunRecord;
  readonly tree: RunTree;
  readonly log: RunLog;
  readonly progress: RunProgress;
  readonly slots: SlotNumbers;
  /** Tasks that executors hold, by node. */
  readonly tasks: Map<number, HeldTask>;
  /** Jobs that wait for a child, by the child's node. */
  readonly awaited: Map<number, HeldTask[]>;
  /** Is not in the catalog yet. */
  isNew: boolean;
  /** The catalog's record or its mark as active is to be written. */
  recordChanged: boolean;
  /** Waits for other runs; nothing of it is in the queue. */
  isBlocked: boolean;
  hasEnded: boolean;
}

/** A run out of the catalog, to go on with it. */
export interface StoredRun {
  readonly record: RunRecord;
  /** With the counters of the folder above it. */
  readonly tree: RunTree;
  readonly log: RunLog;
}

/** An attempt (or the expansion of a step) that an executor holds. */
export interface HeldTask {
  readonly taskNumber: number;
  readonly run: number;
  readonly node: number;
  readonly attempt: number;
  /** From 1; 0 for the expansion of a step, and for what stands by. A job that waits for its child keeps it. */
  slot: number;
  readonly expands: boolean;
  /** Children that earlier attempts have spawned. */
  readonly earlierChildren: number;
  /** Gave its slot up to wait for this child. */
  awaiting: number | null;
  endCause: EndCause | null;
  /** Latest progress that its script told; not kept. */
  progress: JobProgress | null;
  /** Chunks with lines that were merged of its stdout, and of its stderr. */
  outItems: number;
  errItems: number;
  /** Its unfinished lines, as they were told last; not kept. */
  tails: readonly (StreamTail & { readonly order: number })[];
}

/** How far a script says that it is. */
export interface JobProgress {
  readonly current: number;
  readonly total: number;
}

/** What a tick has to write and to do beside trees and logs; emptied by the commit. */
export interface Outcome {
  readonly works: { readonly run: number; readonly node: number; readonly work: ChildWork }[];
  readonly attempts: {
    readonly run: number;
    readonly node: number;
    readonly attempt: number;
    readonly record: AttemptRecord;
  }[];
  /** What attempts have used. */
  readonly usages: {
    readonly run: number;
    readonly node: number;
    readonly attempt: number;
    readonly usage: ResourceUse;
  }[];
  readonly processes: {
    readonly run: number;
    readonly node: number;
    readonly process: ProcessRecord | null;
  }[];
  /** Jobs that came onto the dead letter shelf, or left it. */
  readonly dead: { readonly run: number; readonly node: number; readonly isDead: boolean }[];
  /** `dependant` waits for something in `run`, or no longer. */
  readonly dependants: { readonly run: number; readonly dependant: number; readonly waits: boolean }[];
  /** Runs that are deleted. */
  readonly removals: number[];
  /** To be started once the commit is durable. */
  readonly starts: HeldTask[];
  /** Stand by once the commit is durable, in this order. */
  readonly standbys: HeldTask[];
  readonly ends: { readonly taskNumber: number; readonly cause: EndCause }[];
  /** Waiting parents whose child has ended and which have their slot again. */
  readonly wakes: { readonly taskNumber: number; readonly childId: string; readonly status: string }[];
}

/** Gives numbers that must never come twice in a folder. */
export interface Numbers {
  nextRun(): number;
  nextEnqueueSequence(): number;
}
