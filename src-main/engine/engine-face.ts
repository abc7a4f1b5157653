/** The engine as those see it who answer for it: the handlers of commands, and each client's view. */
import type { ActiveRuns } from './active-runs';
import type { Automation } from './automation';
import type { BulkActions } from './bulk-actions';
import type { ChildWork } from './child-work';
import type { Comparisons } from './comparisons';
import type { SendProblem } from './executors/send-problem';
import type { FeedHub } from './feed/feed-hub';
import type { RunWatch } from './feed/run-watch';
import type { FolderReader } from './folder-reader';
import type { Counts } from './jobs/counts';
import type { RunRetention } from './retention';
import type { RunHistory } from './run-history';
import type { Timelines } from './timelines';
import type { Throughputs } from './throughputs';
import type { Transfers } from './transfers';
import type { LogSelections } from './log-selections';

/** What a client needs of the engine. */
export interface EngineFace {
  readonly epoch: string;
  /** It has stopped, and its catalog is closed: nothing can be read any more. */
  readonly isClosed: boolean;
  readonly revision: number;
  /** When that revision became durable, by {@link now}. */
  readonly committedAt: number;
  readonly throughputs: Throughputs;
  readonly totals: Counts;
  /** Numbers of all runs, ascending. */
  readonly runNumbers: readonly number[];
  readonly active: ActiveRuns;
  readonly reader: FolderReader;
  readonly feed: FeedHub;
  /** Tells which runs commits have changed. */
  readonly runWatch: RunWatch;
  readonly selections: LogSelections;
  readonly automation: Automation;
  readonly bulks: BulkActions;
  readonly transfers: Transfers;
  readonly retention: RunRetention;
  readonly timelines: Timelines;
  readonly history: RunHistory;
  readonly comparisons: Comparisons;
  readonly loop: { quiet(): Promise<void> };
  /** Milliseconds since the epoch; never goes backwards. */
  now(): number;
  /** What a job runs in the place of what its step says, or null. */
  work(run: number, node: number): ChildWork | null;
  /** Makes sure that the keys of all jobs of the folder are known, also where nothing is executed. */
  knowKeys(): void;
  /** Deletes a run that has ended; to be called within `change` or `makeRoom`. */
  removeRun(run: number): void;
  /** As `change`, for what only deletes runs: so it is done, too, while nothing can be written because the disk is full. */
  makeRoom(action: () => void): Promise<void>;
  /** Does something in the next tick and answers when it is durable. */
  change<Value>(action: () => Value): Promise<Value>;
  /** Writes to the stdin of a running job; null when its process has it, else why not. */
  sendTo(run: number, node: number, text: string, end: boolean): Promise<SendProblem | null>;
  /** Resolves when the run executes nothing and that is durable. */
  settled(run: number): Promise<void>;
}
