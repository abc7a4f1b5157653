/**
 * Starts processes from the thread itself. Works everywhere; but where the system starts a process by a copy of the
 * one that asks (Linux), it costs the more the larger the engine is.
 */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { startProcess } from './command-process';
import type { JobEnvironment } from './job-environment';
import type { Outbox } from './outbox';
import { signalProcess } from './process-signals';
import type { ProcessEvents, ProcessStarter, StartedProcess } from './process-starter';
import { parseStat } from './process-table';
import type { CommandWork } from './protocol';
import { commandProblem, describeSpawnError } from './spawn-problem';

const isWindows = process.platform === 'win32';

/** See the head of this file. */
export class ThreadStarter implements ProcessStarter {
  readonly #outbox: Outbox;
  readonly #environment: JobEnvironment;

  constructor(options: { readonly outbox: Outbox; readonly environment: JobEnvironment }) {
    this.#outbox = options.outbox;
    this.#environment = options.environment;
  }

  start(own: CommandWork, mark: string, events: ProcessEvents): StartedProcess {
    const work = this.#environment.complete(own);
    const started = new ThreadProcess(this.#outbox, events);
    if (work.merged) {
      // A shell in front of the command would say in its own words what is wrong.
      void commandProblem(work).then((problem) => {
        if (problem === null) started.spawn(work, mark);
        else void describeSpawnError(problem, work).then(events.refused);
      });
    } else queueMicrotask(() => started.spawn(work, mark));
    return started;
  }

  stop(): void {
    // There is nothing beside the processes themselves.
  }
}

class ThreadProcess implements StartedProcess {
  readonly #outbox: Outbox;
  readonly #events: ProcessEvents;
  readonly #pipes = new Set<Readable>();
  #child: ChildProcess | null = null;
  /** What was sent before the process was there. */
  #early: (() => void)[] = [];
  #isForgotten = false;

  constructor(outbox: Outbox, events: ProcessEvents) {
    this.#outbox = outbox;
    this.#events = events;
  }

  spawn(work: CommandWork, mark: string): void {
    let child: ChildProcess;
    try {
      child = startProcess(work, mark);
    } catch (error) {
      void describeSpawnError(error, work).then(this.#events.refused);
      return;
    }
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (error) => {
        void describeSpawnError(error, work).then(this.#events.refused);
      });
      return;
    }
    this.#child = child;
    child.on('error', () => undefined); // only a failed kill, and a kill is looked at by its effect
    child.once('exit', (exitCode, signal) => {
      const isGroupGone = isWindows || !signalProcess(-pid, 0);
      // Node does not tell what a child has used.
      this.#events.exited({ exitCode, signal, isGroupGone, usage: null });
    });
    // A command that does not read its stdin is none of our business.
    child.stdin?.on('error', () => undefined);
    this.#events.started(pid, startOfChild(pid));
    if (child.stdout !== null) this.#read(child.stdout, 0);
    if (child.stderr !== null) this.#read(child.stderr, 1);
    for (const action of this.#early.splice(0)) action();
    if (this.#isForgotten) this.forgetOutput();
  }

  send(bytes: Uint8Array, taken: (isTaken: boolean) => void): void {
    if (this.#child === null) {
      this.#early.push(() => {
        this.send(bytes, taken);
      });
      return;
    }
    const { stdin } = this.#child;
    if (stdin === null) taken(false);
    else {
      stdin.write(bytes, (error) => {
        // Of a pipe that was destroyed under it Node says that all went well.
        taken((error === null || error === undefined) && !stdin.destroyed);
      });
    }
  }

  endInput(): void {
    if (this.#child === null) this.#early.push(() => this.#child?.stdin?.end());
    else this.#child.stdin?.end();
  }

  forgetOutput(): void {
    this.#isForgotten = true;
    for (const pipe of this.#pipes) pipe.destroy();
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
      if (this.#pipes.size === 0) this.#events.closed();
    });
    this.#outbox.addGate(pipe);
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
