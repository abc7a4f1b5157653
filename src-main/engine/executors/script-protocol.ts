/** What an executor thread and the thread of one script say to each other. */
import type { ChildRequest } from './protocol';

/** What a script thread is started with. */
export interface ScriptThreadData {
  /** `file:` URL of the script's module. */
  readonly module: string;
  readonly job: ScriptJobData;
  /** Node does not take these options for a thread; the script's own child processes get them. */
  readonly nodeOptions: string | null;
}

/** The job as the script sees it, without what it can do. */
export interface ScriptJobData {
  readonly id: string;
  readonly runId: string;
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly item: string | null;
  readonly index: number | null;
  readonly attempt: number;
  readonly runDirectory: string;
}

/** Executor thread to script thread. */
export type ToScript =
  | { readonly type: 'abort'; readonly reason: string }
  | { readonly type: 'spawned'; readonly request: number; readonly childId: string }
  | { readonly type: 'spawn-refused'; readonly request: number; readonly error: string }
  | { readonly type: 'child-ended'; readonly childId: string; readonly status: string };

/** Script thread to executor thread, in the order in which the script said it. */
export type FromScript =
  | { readonly type: 'log'; readonly level: number; readonly text: string }
  | { readonly type: 'output'; readonly stream: 0 | 1; readonly data: string | Uint8Array }
  | { readonly type: 'progress'; readonly current: number; readonly total: number }
  | { readonly type: 'spawn'; readonly request: number; readonly child: ChildRequest }
  | { readonly type: 'await'; readonly childId: string }
  /** The script called `process.exit`. */
  | { readonly type: 'exits'; readonly code: number }
  /** The default export has returned or thrown. */
  | {
      readonly type: 'ended';
      readonly failure: ScriptFailure | null;
      /** Child processes of the script live on. */
      readonly hasProcesses: boolean;
    };

/** What a script failed with. */
export interface ScriptFailure {
  /** One sentence. */
  readonly error: string;
  /** The stack, line by line; empty when it would say nothing more. */
  readonly stack: string;
}
