/**
 * One child process from start to end: reads its pipes, watches its group, ends its tree. It is over when the leader
 * has ended, its pipes are read to their end, and nothing of its process group lives.
 */
import type { ResourceUse } from '../../../src-shared/model';
import { CommandInput } from './command-input';
import type { SendProblem } from './send-problem';
import type { Outbox } from './outbox';
import { signalProcess } from './process-signals';
import type { ProcessExit, ProcessStarter, StartedProcess } from './process-starter';
import { listProcesses } from './process-table';
import type { CommandWork } from './protocol';
import { formatDuration, strongerCause, type Ending } from './running-task';
import { TreeEnder } from './tree-ender';

/** Time that processes have which the command left behind, and pipes which they hold open. */
const leftBehindMs = 2000;
/** Time between SIGTERM and SIGKILL for processes left behind, and for those nobody hears of any more. */
const leftBehindGraceMs = 1000;
const firstPollMs = 5;
const longestPollMs = 100;
/** From here on zombies are told from the living, which needs a look at all processes. */
const scanAfterMs = 30;

const isWindows = process.platform === 'win32';

/** How a child process ended. */
export interface ChildResult {
  /** Why it could not be started, or why nothing is known of its end; null when all went its way. */
  readonly problem: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly usage: ResourceUse | null;
  /** Why it was ended; null when it ended by itself. */
  readonly cause: Ending | null;
  /** By what it was ended, such as "SIGKILL after 5 s". */
  readonly how: string | null;
  /** Processes of its group that lived on and were ended. */
  readonly leftBehind: number;
  /** A process outside the group still held a pipe open, and reading was given up. */
  readonly gaveUpReading: boolean;
}

/** What a child run tells. */
export interface ChildEvents {
  /**
   * `stream` 0 is stdout, 1 stderr. The bytes are there until the call returns, or until `Outbox.run` has done what it was
   * given in it.
   */
  readonly chunk: (stream: 0 | 1, bytes: Buffer) => void;
  readonly started: (pid: number, processStart: string | null) => void;
  readonly cannotEnd: (pids: readonly number[]) => void;
  /** Comes once, after the last chunk. */
  readonly over: (result: ChildResult) => void;
}

/** See the head of this file. */
export class ChildRun {
  readonly #work: CommandWork;
  readonly #mark: string;
  readonly #outbox: Outbox;
  readonly #starter: ProcessStarter;
  readonly #events: ChildEvents;
  readonly #input: CommandInput;
  #process: StartedProcess | null = null;
  #pid: number | null = null;
  #isReading = true;
  #exit: ProcessExit | null = null;
  /** Why nothing is heard of it any more. */
  #lost: string | null = null;
  #groupGone = isWindows;
  #cause: Ending | null = null;
  #graceMs = 0;
  #how: string | null = null;
  #ender: TreeEnder | null = null;
  #leftBehind = 0;
  #gaveUpReading = false;
  #over = false;
  #timer: NodeJS.Timeout | null = null;
  #pollMs = firstPollMs;
  /** Time waited for pipes and group, without the time in which nothing was read. */
  #waitedMs = 0;
  #scanning = false;

  constructor(options: {
    readonly work: CommandWork;
    readonly mark: string;
    readonly outbox: Outbox;
    readonly starter: ProcessStarter;
    readonly events: ChildEvents;
  }) {
    this.#work = options.work;
    this.#mark = options.mark;
    this.#outbox = options.outbox;
    this.#starter = options.starter;
    this.#events = options.events;
    this.#input = new CommandInput(options.work.stdin);
  }

  start(): void {
    if (this.#over) return;
    if (!this.#input.needsPreparing) {
      this.#start();
      return;
    }
    void this.#input.prepare().then((problem) => {
      if (this.#over) this.#input.close();
      else if (problem === null) this.#start();
      else this.#finish(problem);
    });
  }

  /** Sends text to the stdin of the process; see {@link CommandInput.send}. */
  send(text: string, end: boolean, done: (problem: SendProblem | null) => void): void {
    this.#input.send(text, end, done);
  }

  #start(): void {
    this.#process = this.#starter.start(this.#work, this.#mark, {
      started: (pid, processStart) => {
        this.#pid = pid;
        this.#events.started(pid, processStart);
        if (this.#cause !== null) void this.#endTree(this.#graceMs);
      },
      refused: (sentence) => {
        this.#finish(sentence);
      },
      chunk: this.#events.chunk,
      closed: () => {
        this.#isReading = false;
        this.#check();
      },
      exited: (exit) => {
        this.#exit = exit;
        this.#groupGone ||= exit.isGroupGone;
        this.#ender?.noticed();
        this.#check();
      },
      lost: (error) => {
        this.#lost = error;
        this.#isReading = false;
        if (this.#ender === null) void this.#endTree(leftBehindGraceMs);
        else this.#ender.noticed();
      },
    });
    this.#input.feed(this.#process);
  }

  /** Ends the whole tree; a second call with less grace hurries it. */
  end(cause: Ending, graceMs: number): void {
    if (this.#over) return;
    const isFirst = this.#cause === null;
    this.#cause = strongerCause(this.#cause, cause);
    this.#graceMs = isFirst ? graceMs : Math.min(graceMs, this.#graceMs);
    if (this.#process === null) this.#finish(null);
    // Before it is known to live there is nothing to end.
    else if (this.#pid === null) return;
    else if (isFirst && this.#lost === null) void this.#endTree(graceMs);
    else this.#ender?.hurry(graceMs);
  }

  /** Looks whether everything is over, and goes on watching when it is not. */
  #check(): void {
    if (this.#over || this.#exit === null || this.#pid === null || this.#ender !== null) return;
    if (!this.#groupGone && !signalProcess(-this.#pid, 0)) this.#groupGone = true;
    if (this.#groupGone && !this.#isReading) {
      this.#finish(null);
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#outbox.isOpen) this.#waitedMs += this.#pollMs;
      this.#pollMs = Math.min(longestPollMs, this.#pollMs * 2);
      this.#waited();
    }, this.#pollMs);
  }

  #waited(): void {
    if (this.#over || this.#ender !== null) return;
    if (this.#waitedMs >= leftBehindMs && this.#groupGone) {
      this.#gaveUpReading = this.#isReading;
      this.#process?.forgetOutput();
    } else if (this.#waitedMs >= leftBehindMs) {
      void this.#endLeftBehind();
      return;
    } else if (this.#waitedMs >= scanAfterMs && !this.#groupGone) void this.#lookForZombies();
    this.#check();
  }

  /** A group of zombies is a group to the system, but nothing that could be waited for. */
  async #lookForZombies(): Promise<void> {
    if (this.#scanning) return;
    this.#scanning = true;
    const group = this.#pid;
    const rows = await listProcesses();
    this.#scanning = false;
    if (!rows.some((row) => row.group === group)) this.#groupGone = true;
    this.#check();
  }

  async #endLeftBehind(): Promise<void> {
    this.#ender = this.#newEnder(false, leftBehindGraceMs);
    this.#leftBehind = (await this.#ender.run()).found;
    // Asked to end meanwhile: the other ender sees to the rest.
    if (this.#cause === null) this.#treeEnded();
  }

  async #endTree(graceMs: number): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const ender = this.#newEnder(true, graceMs);
    this.#ender = ender;
    const { signal, afterMs } = await ender.run();
    if (this.#over) return;
    this.#how = signal === 'SIGTERM' ? signal : `SIGKILL after ${formatDuration(roundSeconds(afterMs))}`;
    this.#treeEnded();
  }

  #newEnder(withMarked: boolean, graceMs: number): TreeEnder {
    return new TreeEnder({
      leader: this.#pid,
      isMarked: withMarked ? (mark) => mark === this.#mark : null,
      graceMs,
      leaderGone: () => this.#exit !== null || this.#lost !== null,
      onCannotEnd: this.#events.cannotEnd,
    });
  }

  /** Nothing of the tree lives; what is left in the pipes is still read. */
  #treeEnded(): void {
    this.#ender = null;
    this.#groupGone = true;
    if (this.#lost !== null) {
      this.#finish(this.#lost);
      return;
    }
    this.#waitedMs = 0;
    this.#pollMs = firstPollMs;
    this.#check();
  }

  #finish(problem: string | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#input.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#events.over({
      problem: problem ?? this.#input.problem,
      exitCode: this.#exit?.exitCode ?? null,
      signal: this.#exit?.signal ?? null,
      usage: this.#exit?.usage ?? null,
      cause: this.#cause,
      how: this.#how,
      leftBehind: this.#leftBehind,
      gaveUpReading: this.#gaveUpReading,
    });
  }
}

/** Whole seconds when it is nearly that: a timer is never early, and a person asked for 5 s. */
function roundSeconds(milliseconds: number): number {
  const seconds = Math.round(milliseconds / 1000) * 1000;
  return Math.abs(milliseconds - seconds) < 200 ? seconds : milliseconds;
}
