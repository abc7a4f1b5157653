/**
 * Ends a whole process tree: the group, what carries the mark, what runs in the session, and the descendants of all
 * these. SIGTERM first, SIGKILL after the grace time, and then again and again until nothing is found any more: what
 * ignores signals, left the group or forks while it is being ended is not left behind.
 */
import { ProcessHunt } from './process-hunt';
import { signalIdentity, signalProcess } from './process-signals';
import { run as runProgram, type ProcessRow } from './process-table';

const firstPollMs = 5;
const longestPollMs = 100;
/** Right after SIGKILL the hunt is on: those that fork must not outrun it. */
const huntMs = 2000;
const huntPollMs = 1;
/** Time between two looks at what could not be ended. */
const stuckPollMs = 1000;
/** Time after SIGKILL at which somebody has to be told. */
const cannotEndMs = 10_000;
/** A tree is gone when so many looks in a row found nothing: one alone may have come between a fork and an exit. */
const quietLooks = 6;
const quietPauseMs = 1;
/**
 * A process that is there and gone again between two looks is missed by both. Each one that was born while the tree
 * was killed asks for one look more, up to so many.
 */
const mostMoreLooks = 100;

const isWindows = process.platform === 'win32';

/** What is to be ended. */
export interface TreeToEnd {
  /** Leader of the process group and the session; null when there are only marks. */
  readonly leader: number | null;
  /** Whether a mark in a process's environment makes it part of the tree; null: only the group counts. */
  readonly isMarked: ((mark: string) => boolean) | null;
  readonly graceMs: number;
  /** Whether the leader (or the thread) is gone; its pid may be another process's by then. */
  readonly leaderGone: () => boolean;
  /** These processes live on; called again when they change. */
  readonly onCannotEnd: (pids: readonly number[]) => void;
  /** Called once, when SIGKILL is due. */
  readonly onKill?: () => void;
  /** Processes that are never ended, whatever they look like. */
  readonly spared?: ReadonlySet<number>;
}

/** How a tree ended. */
export interface TreeEnd {
  readonly signal: 'SIGTERM' | 'SIGKILL';
  /** Time until SIGKILL in milliseconds. */
  readonly afterMs: number;
  /** Processes that were found, the leader included if it still lived. */
  readonly found: number;
}

/** See the head of this file. */
export class TreeEnder {
  readonly #tree: TreeToEnd;
  readonly #hunt: ProcessHunt;
  readonly #start = performance.now();
  #killAt: number;
  #killedAt: number | null = null;
  #groupGone = false;
  #abandoned = false;
  readonly #asked = new Set<string>();
  #told: string | null = null;
  #wake: (() => void) | null = null;

  constructor(tree: TreeToEnd) {
    this.#tree = tree;
    this.#killAt = this.#start + tree.graceMs;
    const { leader, isMarked, leaderGone } = tree;
    this.#hunt = new ProcessHunt(
      (row) =>
        (isMarked !== null && row.mark !== null && isMarked(row.mark)) ||
        (leader !== null && !this.#groupGone && (row.group === leader || row.session === leader)) ||
        (row.pid === leader && !leaderGone()),
      tree.spared ?? new Set([process.pid]),
    );
  }

  /** Brings SIGKILL forward. */
  hurry(graceMs: number): void {
    this.#killAt = Math.min(this.#killAt, performance.now() + graceMs);
    this.#wake?.();
  }

  /** The leader is gone: a good moment to look. */
  noticed(): void {
    this.#wake?.();
  }

  /** Lets `run` resolve although something lives. */
  abandon(): void {
    this.#abandoned = true;
    this.#wake?.();
  }

  /** Resolves when nothing of the tree lives. */
  async run(): Promise<TreeEnd> {
    let quiet = 0;
    let seenBefore: number | null = null;
    let pollMs = firstPollMs;
    for (let round = 0; !this.#abandoned; round++) {
      const killing = this.#isKilling();
      // Between the first request and the kill only the leader's end is worth a look.
      if (round === 0 || killing || this.#tree.leaderGone()) {
        if (killing) this.#killGroup();
        const rows = await this.#hunt.look(killing ? (row) => this.#kill(row) : undefined);
        if (killing) seenBefore ??= this.#hunt.seen;
        const born = seenBefore === null ? 0 : this.#hunt.seen - seenBefore;
        const isOver = rows.length === 0 && this.#tree.leaderGone();
        quiet = isOver ? quiet + 1 : 0;
        if (isOver) this.#groupGone = true;
        if (quiet >= quietLooks + Math.min(mostMoreLooks, born)) break;
        if (!isOver) await this.#press(rows, round === 0);
      }
      await this.#sleep(quiet > 0 ? quietPauseMs : this.#pauseMs(pollMs));
      pollMs = Math.min(longestPollMs, pollMs * 2);
    }
    return {
      signal: this.#killedAt === null ? 'SIGTERM' : 'SIGKILL',
      afterMs: this.#killedAt === null ? 0 : this.#killedAt - this.#start,
      found: this.#hunt.seen,
    };
  }

  #isKilling(): boolean {
    if (this.#killedAt === null && performance.now() >= this.#killAt) {
      this.#killedAt = performance.now();
      this.#tree.onKill?.();
    }
    return this.#killedAt !== null;
  }

  #pauseMs(pollMs: number): number {
    if (this.#told !== null) return stuckPollMs;
    const hunting = this.#killedAt !== null && performance.now() < this.#killedAt + huntMs;
    return hunting && !isWindows ? huntPollMs : pollMs;
  }

  #killGroup(): void {
    const { leader } = this.#tree;
    if (leader !== null && !this.#groupGone && !isWindows) signalProcess(-leader, 'SIGKILL');
  }

  #kill(row: ProcessRow): void {
    if (!isWindows) signalProcess(row.pid, 'SIGKILL');
  }

  /** Asks those that live to end, or says that they cannot be ended. */
  async #press(rows: readonly ProcessRow[], isFirst: boolean): Promise<void> {
    if (isWindows) await this.#endOnWindows(rows, isFirst);
    else if (this.#killedAt === null) await this.#ask(rows, isFirst);
    if (this.#killedAt === null || performance.now() < this.#killedAt + cannotEndMs) return;
    const pids = rows.map((row) => row.pid);
    if (pids.join() === this.#told) return;
    this.#told = pids.join();
    this.#tree.onCannotEnd(pids);
  }

  async #ask(rows: readonly ProcessRow[], isFirst: boolean): Promise<void> {
    const { leader } = this.#tree;
    if (leader !== null && !this.#groupGone && isFirst) {
      signalProcess(-leader, 'SIGTERM');
      // A stopped process sees the request only when it goes on.
      signalProcess(-leader, 'SIGCONT');
    }
    for (const row of rows) {
      const key = `${row.pid} ${row.start}`;
      const wasAsked = this.#asked.has(key) || (isFirst && leader !== null && row.group === leader);
      this.#asked.add(key);
      if (wasAsked) continue;
      await signalIdentity(row, 'SIGTERM');
      await signalIdentity(row, 'SIGCONT');
    }
  }

  /** There is no request that every program would hear: the tree is ended at once. */
  async #endOnWindows(rows: readonly ProcessRow[], isFirst: boolean): Promise<void> {
    const { leader, leaderGone } = this.#tree;
    const roots = leader === null || leaderGone() ? rows.map((row) => row.pid) : [leader];
    if (!isFirst && this.#killedAt === null) return;
    for (const pid of roots) await runProgram('taskkill', ['/PID', String(pid), '/T', '/F']);
  }

  #sleep(milliseconds: number): Promise<void> {
    if (this.#abandoned) return Promise.resolve();
    const untilKill = this.#killedAt === null ? this.#killAt - performance.now() : Infinity;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), Math.max(0, Math.min(milliseconds, untilKill)));
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
