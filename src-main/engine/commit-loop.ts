/**
 * The one commit point. A tick takes everything that has come in, applies it in memory, writes it in one
 * transaction, and only when that is durable answers callers, starts attempts and lets the feed tell. The next
 * tick begins after that, with what has come in meanwhile: under load ticks grow, they do not pile up.
 */
import { toErrorDetails, type RunsheetError } from '../../src-shared/errors';

/** The parts of a tick; the loop only keeps their order. */
export interface TickParts {
  /** Applies what has come in; returns whether there may be more at once. */
  apply(): boolean;
  /**
   * Whether something of this tick is being written already, so that it may as well take in more; not for long, since
   * all who wait for the tick wait for that as well.
   */
  mayGoOn(): boolean;
  /** Resolves when nothing is being written any more, or for so long that the tick must not go on. */
  written(): Promise<void>;
  /** Takes more lines and ends into this tick; returns whether there may be more at once. */
  goOn(): boolean;
  /** Gives out work, once for all that the tick has taken in: what is made ready for a commit must not end before it. */
  lease(): void;
  /** Whether there is anything to write. */
  hasChanges(): boolean;
  /** Builds the writes of this tick; called once a tick, also when writing has to be tried again. */
  gather(): Writes;
  /** After the writes are durable. */
  committed(): void;
  /** Between two tries to write: does what gives space back, and only that. Memory is ahead of the disk. */
  makeRoom(): Promise<void>;
  /** Writing fails (with the reason), or works again (null). */
  trouble(reason: string | null): void;
  /** A tick broke in the middle: what is in memory is not to be trusted any more. */
  broken(error: unknown): void;
}

/** One who waits for the tick. */
interface Waiter {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/** Everything one tick writes. */
export interface Writes {
  /** Writes and answers when durable; may be called again after a rejection. */
  write(): Promise<void>;
}

/** Milliseconds between two tries while writing fails; a wait, not a pace. */
const retryDelayMs = 500;

/** See the head of this file. */
export class CommitLoop {
  readonly #parts: TickParts;
  #scheduled = false;
  #running = false;
  #again = false;
  #stopped = false;
  #failing = false;
  #tryAgain: (() => void) | null = null;
  #quiet: (() => void)[] = [];
  #afterCommit: Waiter[] = [];
  /** Called when something comes in while a tick waits for it. */
  #cameIn: (() => void) | null = null;
  #idle: (() => void)[] = [];

  constructor(parts: TickParts) {
    this.#parts = parts;
  }

  /** Something has come in. */
  wake(): void {
    this.#again = true;
    this.#cameIn?.();
    if (this.#running || this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    // Not at once: what else this turn of the event loop brings belongs to the same tick.
    setImmediate(() => {
      this.#scheduled = false;
      void this.#run();
    });
  }

  /** Writing fails: nothing of what comes in is applied before it works again. */
  get isFailing(): boolean {
    return this.#failing;
  }

  /** There may be room, or something to make some with: the next try comes at once. */
  tryAgain(): void {
    this.#tryAgain?.();
  }

  /** Whether another tick follows at once, because something has come in since this one began. */
  get isPressed(): boolean {
    return this.#again && !this.#stopped;
  }

  /**
   * Calls back once the tick that is being applied now is durable, or will never be; only to be used from within
   * a tick.
   */
  afterCommit(done: () => void, failed: (error: Error) => void = () => undefined): void {
    this.#afterCommit.push({ done, failed });
  }

  /** Resolves when memory holds nothing that is not durable: between two ticks, or at once while writing fails. */
  async quiet(): Promise<void> {
    if (!this.#running || this.#failing) return;
    await new Promise<void>((resolve) => {
      this.#quiet.push(resolve);
    });
  }

  /** Applies and writes what has come in until now, then begins no other tick. While writing fails it gives up. */
  async stop(): Promise<void> {
    while ((this.#running || this.#scheduled || this.#again) && !this.#failing && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    }
    this.#stopped = true;
    while (this.#running) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await this.#tick();
        // One turn of the event loop between two ticks, so that messages and readers get theirs.
        if (this.#again) await nextTurn();
      }
    } catch (error) {
      this.#stopped = true;
      for (const { failed } of this.#afterCommit.splice(0)) failed(asError(error));
      this.#parts.broken(error);
    } finally {
      this.#running = false;
      this.#releaseReaders();
      this.#tellIdle();
    }
    if (this.#again && !this.#stopped) this.wake();
  }

  async #tick(): Promise<void> {
    let hasMore = this.#parts.apply();
    while (this.#parts.mayGoOn()) {
      await (hasMore ? nextTurn() : this.#moreOrWritten());
      // What has come in meanwhile was sent before lines and ends that the tick would take in now; it comes first.
      if (!this.#parts.mayGoOn()) break;
      this.#again = false;
      hasMore = this.#parts.goOn();
    }
    if (hasMore) this.#again = true;
    this.#parts.lease();
    const failure = this.#parts.hasChanges() ? await this.#write(this.#parts.gather()) : null;
    const waiters = this.#afterCommit.splice(0);
    if (failure !== null) {
      // Stopped while nothing could be written: what is not on disk is answered as not done.
      for (const { failed } of waiters) failed(failure);
      return;
    }
    this.#parts.committed();
    for (const { done } of waiters) done();
    this.#releaseReaders();
  }

  /** Resolves when something has come in, or when there is nothing left that a tick could go on beside. */
  #moreOrWritten(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        // An earlier wait may hear only now that its writes are over.
        if (this.#cameIn === done) this.#cameIn = null;
        resolve();
      };
      this.#cameIn = done;
      void this.#parts.written().then(done);
    });
  }

  /** Returns null once it is written, or the reason when the loop was stopped before it could be. */
  async #write(writes: Writes): Promise<Error | null> {
    for (;;) {
      try {
        await writes.write();
        if (this.#failing) {
          this.#failing = false;
          this.#parts.trouble(null);
        }
        return null;
      } catch (error) {
        this.#failing = true;
        this.#parts.trouble(describeTrouble(toErrorDetails(error)));
        this.#releaseReaders();
        this.#tellIdle();
        if (this.#stopped) return asError(error);
        await this.#waitToTryAgain();
        await this.#parts.makeRoom();
      }
    }
  }

  #waitToTryAgain(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, retryDelayMs);
      this.#tryAgain = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #tellIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #releaseReaders(): void {
    const readers = this.#quiet;
    this.#quiet = [];
    for (const resolve of readers) resolve();
  }
}

/** Behind everything that the event loop has at hand: the first turn may be the end of this very one. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function describeTrouble(error: Pick<RunsheetError, 'code' | 'message'>): string {
  return error.code === 'disk-full'
    ? 'Disk full. Jobs wait; nothing is lost. Free some space to go on.'
    : `${error.message} Jobs wait; nothing is lost.`;
}
