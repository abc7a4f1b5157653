/**
 * What the main thread and the executor threads say to each other: a discriminated union in each direction; both
 * ends switch exhaustively. A task is one attempt at a job; its number is unique for the life of the engine, so a
 * late message of an older attempt finds nothing to change.
 */
import type { ForEach } from '../../../src-shared/definition';
import type { LineBatch, StreamTail } from '../logs/line-batch';
import type { SendProblem } from './send-problem';
import type { StandbyPlace } from './standby-cells';

/** What a command can read: a text, a file, or what is sent while it runs. */
export type StandardInput =
  | { readonly kind: 'text'; readonly text: string }
  /** Absolute path; read as fast as the command takes it. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'open' };

/** A child process. */
export interface CommandWork {
  readonly type: 'command';
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What is laid over the environment of all jobs; the executor adds nothing but `RUNSHEET_ATTEMPT`. */
  readonly env: Readonly<Record<string, string>>;
  /** Null: closed, so a prompt ends instead of hanging. */
  readonly stdin: StandardInput | null;
  /** One pipe for both: the true order, tagged out. */
  readonly merged: boolean;
  /** Windows: pass the arguments as they stand (for cmd.exe). */
  readonly verbatim: boolean;
}

/** An ES module in a worker thread of its own. */
export interface ScriptWork {
  readonly type: 'script';
  /** Absolute path of the module. */
  readonly module: string;
  readonly item: string | null;
  readonly index: number | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly runDirectory: string;
  /** As for a command. */
  readonly env: Readonly<Record<string, string>>;
}

/** The seeded test generator. */
export interface GeneratorWork {
  readonly type: 'test_job_generator';
  readonly logCount: number;
  readonly logDelayMs: number;
  readonly failureRate: number;
  readonly childCount: number;
  /** Depth of this job, 0 for the jobs of the step; children are spawned while it is below `recursionDepth`. */
  readonly depth: number;
  readonly recursionDepth: number;
  /** Seed of this very job: same seed, same lines, same outcome, whatever runs beside it. */
  readonly seed: number;
}

/** Finds the items of a step's `for_each`, off the main thread. */
export interface ExpandWork {
  readonly type: 'expand';
  readonly forEach: ForEach;
  readonly directory: string;
  /** For the `command` form: how to run it. */
  readonly command: CommandWork | null;
}

export type Work = CommandWork | ScriptWork | GeneratorWork | ExpandWork;

/** One attempt to run. */
export interface Task {
  readonly taskNumber: number;
  /** Value of `RUNSHEET_ATTEMPT` for every descendant: `<folder id>/<job id>/<attempt>`. */
  readonly mark: string;
  readonly runId: string;
  readonly jobId: string;
  readonly name: string;
  readonly attempt: number;
  readonly timeoutMs: number | null;
  /** The step of a run that the job is of; null: no standby ever follows it. */
  readonly lane: string | null;
  readonly work: Work;
}

/**
 * An attempt that may start as soon as one of its lane has completed, without a word from the main thread: that is in
 * the catalog already. Whoever changes its cell first has it (`standby-cells.ts`).
 */
export interface StandbyTask extends StandbyPlace {
  readonly task: Task;
}

/**
 * Attempts of the generator that have all but their seed in common, column by column: thousands of them start with
 * one small message.
 */
export interface GeneratedTasks {
  readonly work: GeneratorWork;
  readonly timeoutMs: number | null;
  readonly taskNumber: Uint32Array;
  readonly seed: Float64Array;
  /** Names, for the names of their children; null when they have none. */
  readonly names: readonly string[] | null;
}

/** A child job as a script or a generator asks for it. */
export interface ChildRequest {
  readonly name: string;
  readonly work:
    | {
        readonly type: 'command';
        readonly run: string | readonly string[];
        readonly cwd?: string;
        readonly env?: Readonly<Record<string, string>>;
      }
    | {
        readonly type: 'script';
        readonly module: string;
        readonly params?: Readonly<Record<string, unknown>>;
      }
    | GeneratorWork;
  readonly timeoutMs: number | null;
}

/** Why an attempt is to be ended. */
export type EndCause = 'cancelled' | 'stopped';

/** Main thread to executor thread. */
export type ToExecutor =
  /** What all jobs start from; comes before the first of them. */
  | { readonly type: 'environment'; readonly variables: Readonly<Record<string, string>> }
  | { readonly type: 'run'; readonly tasks: readonly Task[]; readonly generated: readonly GeneratedTasks[] }
  /** In the order in which they are to start; all threads are told of all. */
  | { readonly type: 'standby'; readonly standbys: readonly StandbyTask[] }
  /** End the whole process tree: SIGTERM, after the grace time SIGKILL. */
  | { readonly type: 'end'; readonly taskNumber: number; readonly cause: EndCause; readonly graceMs: number }
  /** Text for the stdin of a command, which is closed behind it with `end`; `sent` answers. */
  | {
      readonly type: 'send';
      readonly taskNumber: number;
      readonly request: number;
      readonly text: string;
      readonly end: boolean;
    }
  /** This many batches of this thread are merged, in their order; the memory of their lines is the thread's again. */
  | { readonly type: 'merged'; readonly batches: number }
  | {
      readonly type: 'spawned';
      readonly taskNumber: number;
      readonly request: number;
      readonly childId: string;
    }
  | {
      readonly type: 'spawn-refused';
      readonly taskNumber: number;
      readonly request: number;
      readonly error: string;
    }
  /** The awaited child has ended and the waiting job has its slot again. */
  | {
      readonly type: 'child-ended';
      readonly taskNumber: number;
      readonly childId: string;
      readonly status: string;
    }
  /** Stop reading and end the thread once everything is posted; no task runs any more. */
  | { readonly type: 'close' };

/** Executor thread to main thread. */
export type FromExecutor =
  | { readonly type: 'ready' }
  | { readonly type: 'batch'; readonly batch: LineBatch; readonly tails: readonly StreamTail[] }
  /** Unfinished lines that have changed while no batch left. */
  | { readonly type: 'tails'; readonly tails: readonly StreamTail[] }
  /** The leader of a command's process group lives. */
  | {
      readonly type: 'started';
      readonly taskNumber: number;
      readonly pid: number;
      readonly processStart: string | null;
    }
  | {
      readonly type: 'spawn';
      readonly taskNumber: number;
      readonly request: number;
      readonly child: ChildRequest;
    }
  /** The job waits for a child and gives its slot up meanwhile. */
  | { readonly type: 'await'; readonly taskNumber: number; readonly childId: string }
  | {
      readonly type: 'progress';
      readonly taskNumber: number;
      readonly current: number;
      readonly total: number;
    }
  /** Items of an expand task; its `AttemptEnd` follows in a batch. */
  | { readonly type: 'expanded'; readonly taskNumber: number; readonly items: readonly string[] }
  /** The process has what was sent to it, or not. */
  | {
      readonly type: 'sent';
      readonly taskNumber: number;
      readonly request: number;
      readonly problem: SendProblem | null;
    }
  /** Processes that could not be ended; their job stays running. */
  | { readonly type: 'cannot-end'; readonly taskNumber: number; readonly pids: readonly number[] }
  | { readonly type: 'closed' };

/** What an executor thread is started with. */
export interface ExecutorThreadData {
  readonly thread: number;
  readonly ticketMemory: SharedArrayBuffer;
  readonly standbyMemory: SharedArrayBuffer;
  /** `file:` URL of the script thread's entry. */
  readonly scriptThread: string;
  /** Program that runs the thread's launcher; null: the thread starts processes itself. */
  readonly launcher: string | null;
  /** Milliseconds to add to the monotonic clock (`process.hrtime`, in ms) to get milliseconds since the epoch. */
  readonly clockOffsetMs: number;
}
