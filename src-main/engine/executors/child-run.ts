/**
 * One child process from start to end: reads its pipes, watches its group, ends its tree. It is over when the leader
 * has ended, its pipes are read to their end, and nothing of its process group lives.
 */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { startProcess } from './command-process';
import type { Outbox } from './outbox';
import { signalProcess } from './process-signals';
import { listProcesses, parseStat } from './process-table';
import type { CommandWork } from './protocol';
import { formatDuration, strongerCause, type Ending } from './running-task';
import { commandProblem, describeSpawnError } from './spawn-problem';
import { TreeEnder } from './tree-ender';

/** Time that processes have which the command left behind, and pipes which they hold open. */
const leftBehindMs = 2000;
/** Time between SIGTERM and SIGKILL for processes left behind. */
const leftBehindGraceMs = 1000;
const firstPollMs = 5;
const longestPollMs = 100;
/** From here on zombies are told from the living, which needs a look at all processes. */
const scanAfterMs = 30;

const isWindows = process.platform === 'win32';

/** How a child process ended. */
export interface ChildResult {
  /** Why it could not be started; null when it was. */
  readonly refused: string | null;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
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
  /** `stream` 0 is stdout, 1 stderr. */
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
  readonly #events: ChildEvents;
  #child: ChildProcess | null = null;
  readonly #pipes = new Set<Readable>();
  #exitCode: number | null = null;
  #signal: NodeJS.Signals | null = null;
  #exited = false;
  #groupGone = isWindows;
  #cause: Ending | null = null;
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
    readonly events: ChildEvents;
  }) {
    this.#work = options.work;
    this.#mark = options.mark;
    this.#outbox = options.outbox;
    this.#events = options.events;
  }

  start(): void {
    if (this.#over) return;
    if (!this.#work.merged) {
      this.#spawn();
      return;
    }
    void commandProblem(this.#work).then((problem) => {
      if (this.#over) return;
      if (problem === null) this.#spawn();
      else this.#finish(problem);
    });
  }

  /** Ends the whole tree; a second call with less grace hurries it. */
  end(cause: Ending, graceMs: number): void {
    if (this.#over) return;
    const isFirst = this.#cause === null;
    this.#cause = strongerCause(this.#cause, cause);
    if (this.#child === null) this.#finish(null);
    else if (isFirst) void this.#endTree(this.#child, graceMs);
    else this.#ender?.hurry(graceMs);
  }

  #spawn(): void {
    let child: ChildProcess;
    try {
      child = startProcess(this.#work, this.#mark);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (error) => {
        this.#refuse(error);
      });
      return;
    }
    this.#child = child;
    child.on('error', () => undefined); // only a failed kill, and a kill is looked at by its effect
    child.once('exit', (code, signal) => {
      this.#exited = true;
      this.#exitCode = code;
      this.#signal = signal;
      this.#ender?.noticed();
      this.#check();
    });
    this.#events.started(pid, startOfChild(pid));
    if (child.stdin !== null) {
      // A command that does not read its stdin is none of our business.
      child.stdin.on('error', () => undefined);
      child.stdin.end(this.#work.stdin);
    }
    if (child.stdout !== null) this.#read(child.stdout, 0);
    if (child.stderr !== null) this.#read(child.stderr, 1);
  }

  #refuse(error: unknown): void {
    void describeSpawnError(error, this.#work).then((sentence) => {
      this.#finish(sentence);
    });
  }

  #read(pipe: Readable, stream: 0 | 1): void {
    this.#pipes.add(pipe);
    pipe.on('data', (bytes: Buffer) => {
      // Node lets a paused pipe flow when its process exits.
      if (!this.#outbox.isOpen) pipe.pause();
      this.#events.chunk(stream, bytes);
    });
    pipe.on('error', () => undefined); // `close` follows
    pipe.once('close', () => {
      this.#outbox.removeGate(pipe);
      this.#pipes.delete(pipe);
      this.#check();
    });
    this.#outbox.addGate(pipe);
  }

  /** Looks whether everything is over, and goes on watching when it is not. */
  #check(): void {
    if (this.#over || !this.#exited || this.#child === null || this.#ender !== null) return;
    if (!this.#groupGone && !signalProcess(-(this.#child.pid ?? 0), 0)) this.#groupGone = true;
    if (this.#groupGone && this.#pipes.size === 0) {
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
      this.#gaveUpReading = this.#pipes.size > 0;
      for (const pipe of this.#pipes) pipe.destroy();
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
    const group = this.#child?.pid;
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

  async #endTree(child: ChildProcess, graceMs: number): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const ender = this.#newEnder(true, graceMs);
    this.#ender = ender;
    const { signal, afterMs } = await ender.run();
    if (child.pid === undefined || this.#over) return;
    this.#how = signal === 'SIGTERM' ? signal : `SIGKILL after ${formatDuration(roundSeconds(afterMs))}`;
    this.#treeEnded();
  }

  #newEnder(withMarked: boolean, graceMs: number): TreeEnder {
    return new TreeEnder({
      leader: this.#child?.pid ?? null,
      isMarked: withMarked ? (mark) => mark === this.#mark : null,
      graceMs,
      leaderGone: () => this.#exited,
      onCannotEnd: this.#events.cannotEnd,
    });
  }

  /** Nothing of the tree lives; what is left in the pipes is still read. */
  #treeEnded(): void {
    this.#ender = null;
    this.#groupGone = true;
    this.#waitedMs = 0;
    this.#pollMs = firstPollMs;
    this.#check();
  }

  #finish(refused: string | null): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#events.over({
      refused,
      exitCode: this.#exitCode,
      signal: this.#signal,
      cause: this.#cause,
      how: this.#how,
      leftBehind: this.#leftBehind,
      gaveUpReading: this.#gaveUpReading,
    });
  }
}

/** Start of a child that was not waited for yet, so its entry is there even when it has ended. */
function startOfChild(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return parseStat(text)?.start ?? null;
  } catch {
    return null;
  }
}

/** Whole seconds when it is nearly that: a timer is never early, and a person asked for 5 s. */
function roundSeconds(milliseconds: number): number {
  const seconds = Math.round(milliseconds / 1000) * 1000;
  return Math.abs(milliseconds - seconds) < 200 ? seconds : milliseconds;
}
