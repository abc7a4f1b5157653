/** The nouns of what is active: a run that has not ended, a task that an executor holds, what a tick brought. */
import type { ChildWork } from './child-work';
import type { EndCause } from './executors/protocol';
import type { RunTree } from './jobs/run-tree';
import type { RunLog } from './logs/run-log';
import type { RunProgress } from './queue/run-progress';
import type { AttemptRecord, ProcessRecord, RunRecord } from './storage/run-records';

/** One run that has not ended. */
export interface ActiveRun {
  readonly run: number;
  readonly record: RunRecord;
  readonly tree: RunTree;
  readonly log: RunLog;
  readonly progress: RunProgress;
  /** Is not in the catalog yet. */
  isNew: boolean;
  hasEnded: boolean;
}

/** An attempt (or the expansion of a step) that an executor holds. */
export interface HeldTask {
  readonly taskNumber: number;
  readonly run: number;
  readonly node: number;
  readonly attempt: number;
  readonly expands: boolean;
  /** Children that earlier attempts have spawned. */
  readonly earlierChildren: number;
  /** Gave its slot up to wait for this child. */
  awaiting: number | null;
  endCause: EndCause | null;
  /** Latest progress that its script told; not kept. */
  progress: JobProgress | null;
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
  readonly processes: {
    readonly run: number;
    readonly node: number;
    readonly process: ProcessRecord | null;
  }[];
  /** To be started once the commit is durable. */
  readonly starts: HeldTask[];
  readonly ends: { readonly taskNumber: number; readonly cause: EndCause }[];
  /** Waiting parents whose child has ended and which have their slot again. */
  readonly wakes: { readonly taskNumber: number; readonly childId: string; readonly status: string }[];
}

/** Gives numbers that must never come twice in a folder. */
export interface Numbers {
  nextRun(): number;
  nextEnqueueSequence(): number;
}
