/**
 * The port through which a run of a child process starts it and hears of it. There are two ways: by the thread itself
 * (`thread-starter.ts`), everywhere, and by a small process that does nothing else (`launcher-starter.ts`), where the
 * system has what that needs. Both keep the same promises; one suite of tests runs against both.
 */
import type { ResourceUse } from '../../../src-shared/model';
import type { CommandWork } from './protocol';

/** What is heard of a process. Nothing is heard after `refused` and `lost`. */
export interface ProcessEvents {
  /** It lives, as the leader of a session and a process group of its own. */
  readonly started: (pid: number, processStart: string | null) => void;
  /** It was not started; says why. */
  readonly refused: (sentence: string) => void;
  /** `stream` 0 is stdout, 1 stderr. */
  readonly chunk: (stream: 0 | 1, bytes: Buffer) => void;
  /** All its output was read to the end, or is not read any more. */
  readonly closed: () => void;
  readonly exited: (end: ProcessExit) => void;
  /** Who started it has died: it may live, and what it prints is lost. */
  readonly lost: (error: string) => void;
}

/** How a process ended, and what it left. */
export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Nothing of its process group was there any more when it had ended. */
  readonly isGroupGone: boolean;
  /** Null where the starter is not told. */
  readonly usage: ResourceUse | null;
}

/** A process that was asked for. */
export interface StartedProcess {
  /** Writes to its stdin; `taken` comes when the system has all of it (true), or when nobody can read it (false). */
  send(bytes: Uint8Array, taken: (isTaken: boolean) => void): void;
  /** Closes its stdin behind what was sent. */
  endInput(): void;
  /** Stops reading its output for good; `closed` follows. */
  forgetOutput(): void;
}

/** Starts processes. */
export interface ProcessStarter {
  /** Events come after the call has returned. */
  start(work: CommandWork, mark: string, events: ProcessEvents): StartedProcess;
  /** No process runs any more, and none will be started. */
  stop(): void;
}
