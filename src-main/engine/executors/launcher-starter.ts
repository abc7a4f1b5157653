/**
 * Starts processes through a launcher: one small process for each executor thread that starts the children, reads
 * their pipes and hands everything on in frames (`launcher.py`). A start costs the same however large the engine is, and
 * one read brings what many children have said. Output gets its tickets when it is read here, as everywhere. A child
 * that says much is read here without the way through the launcher (`handed-pipe.ts`).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { getSystemErrorName } from 'node:util';
import { attemptVariable } from './command-process';
import { openPipesOf, readPipe, type HandedPipe } from './handed-pipe';
import {
  decodeOffer,
  decodeStatus,
  decodeUsage,
  encodeEnvironment,
  encodeFrame,
  encodeStart,
  FrameReader,
  report,
  request,
} from './launcher-frames';
import type { JobEnvironment } from './job-environment';
import program from './launcher.py?raw';
import type { Gate, Outbox } from './outbox';
import type { ProcessEvents, ProcessStarter, StartedProcess } from './process-starter';
import type { CommandWork } from './protocol';
import { describeSpawnError } from './spawn-problem';

/** So many deaths within {@link deathsWithinMs}, and the thread starts its processes itself. */
const deathsMax = 3;
const deathsWithinMs = 10_000;
const troubleCharacters = 500;

/** That of the system, which no other program's settings change. */
const interpreter = '/usr/bin/python3';

/**
 * Program that can run a launcher here; null where a start is cheap without one (macOS, Windows) or there is none.
 * Without one nothing is missing but speed, and commands inherit descriptors that were opened so, as LMDB opens its own.
 */
export function launcherInterpreter(): string | null {
  return process.platform === 'linux' && existsSync(interpreter) ? interpreter : null;
}

/** What a launcher starter is made of. */
export interface LauncherStarterOptions {
  readonly outbox: Outbox;
  readonly environment: JobEnvironment;
  /** Starts what no launcher can be had for. */
  readonly fallback: ProcessStarter;
  /** Program that runs the launcher. */
  readonly interpreter: string;
}

/** See the head of this file. */
export class LauncherStarter implements ProcessStarter {
  readonly #options: LauncherStarterOptions;
  #launcher: Launcher | null = null;
  #deaths: number[] = [];
  #isUsable = true;
  #isStopped = false;

  constructor(options: LauncherStarterOptions) {
    this.#options = options;
  }

  start(work: CommandWork, mark: string, events: ProcessEvents): StartedProcess {
    if (!this.#isUsable) return this.#options.fallback.start(work, mark, events);
    this.#launcher ??= this.#newLauncher();
    return this.#launcher.start(work, mark, events);
  }

  stop(): void {
    this.#isStopped = true;
    this.#launcher?.stop();
  }

  /** Process id of the launcher; null when there is none. */
  get launcherPid(): number | null {
    return this.#launcher?.pid ?? null;
  }

  #newLauncher(): Launcher {
    const launcher: Launcher = new Launcher(this.#options, {
      unusable: () => {
        this.#isUsable = false;
        this.#launcher = null;
      },
      died: () => {
        if (this.#launcher === launcher) this.#launcher = null;
        const now = performance.now();
        this.#deaths = [...this.#deaths.filter((time) => now - time < deathsWithinMs), now];
        if (this.#deaths.length >= deathsMax) this.#isUsable = false;
      },
      isStopped: () => this.#isStopped,
    });
    return launcher;
  }
}

/** What a launcher tells the one who has it. */
interface LauncherOwner {
  /** It never came up, so nothing was started. */
  readonly unusable: () => void;
  /** It came up and ended unasked. */
  readonly died: () => void;
  readonly isStopped: () => boolean;
}

/** A launcher's process: the frames to it and from it. */
class Launcher {
  readonly #options: LauncherStarterOptions;
  readonly #owner: LauncherOwner;
  readonly #processes = new Map<number, LaunchedProcess>();
  readonly #child: ChildProcess;
  readonly #requests: Writable;
  readonly #gate: Gate;
  #next = 1;
  /** Environment that the launcher has. */
  #base: Readonly<Record<string, string>> | null = null;
  #isReady = false;
  #isGone = false;
  #trouble = '';

  constructor(options: LauncherStarterOptions, owner: LauncherOwner) {
    this.#options = options;
    this.#owner = owner;
    const outer = process.env[attemptVariable];
    this.#child = spawn(
      options.interpreter,
      // Nothing of the user's settings counts, and the program comes through a pipe: it may lie in an archive.
      ['-I', '-S', '-c', 'exec(open(4, encoding="utf-8").read())', 'runsheet-launcher'],
      {
        stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
        cwd: '/',
        env: outer === undefined ? {} : { [attemptVariable]: outer },
        detached: true,
      },
    );
    const [requests, output, trouble, events, source] = this.#child.stdio as unknown as readonly [
      Writable,
      Readable,
      Readable,
      Readable,
      Writable,
    ];
    this.#requests = requests;
    this.#gate = output;
    for (const stream of [requests, output, trouble, events, source]) stream.on('error', () => undefined);
    source.end(program);
    trouble.on('data', (bytes: Buffer) => {
      this.#trouble = (this.#trouble + bytes.toString()).slice(-troubleCharacters);
    });
    const take = this.#take.bind(this);
    const eventReader = new FrameReader(take);
    const outputReader = new FrameReader(take);
    events.on('data', (bytes: Buffer) => {
      eventReader.push(bytes);
    });
    output.on('data', (bytes: Buffer) => {
      if (!options.outbox.isOpen) output.pause();
      outputReader.push(bytes);
    });
    options.outbox.addGate(output);
    this.#child.once('error', () => {
      this.#gone();
    });
    this.#child.once('exit', () => {
      this.#gone();
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  start(work: CommandWork, mark: string, events: ProcessEvents): StartedProcess {
    const number = this.#next++;
    const { environment, outbox } = this.#options;
    const started = new LaunchedProcess(number, { work, mark, environment }, events, {
      outbox,
      pid: this.#child.pid,
      write: (frame) => {
        this.#requests.write(frame);
      },
      over: () => {
        this.#processes.delete(number);
      },
    });
    const problem = badText(work);
    if (problem !== null) {
      void describeSpawnError(problem, work).then(events.refused);
      return started;
    }
    this.#processes.set(number, started);
    this.#cork();
    if (this.#base !== environment.variables) {
      this.#base = environment.variables;
      this.#requests.write(encodeFrame(request.environment, 0, Buffer.from(encodeEnvironment(this.#base))));
    }
    this.#requests.write(
      encodeStart(number, work, encodeEnvironment({ ...work.env, [attemptVariable]: mark })),
    );
    return started;
  }

  /** What one turn asks for goes in one write: each of them may wake the launcher. */
  #cork(): void {
    if (this.#requests.writableCorked > 0) return;
    this.#requests.cork();
    process.nextTick(() => {
      this.#requests.uncork();
    });
  }

  stop(): void {
    this.#requests.end();
  }

  #take(kind: number, number: number, payload: Buffer): void {
    if (kind === report.ready) {
      this.#isReady = true;
      return;
    }
    this.#processes.get(number)?.take(kind, payload);
  }

  /** The launcher has ended: by itself when it is stopped, else because something has gone wrong. */
  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#options.outbox.removeGate(this.#gate);
    const processes = [...this.#processes.values()];
    this.#processes.clear();
    if (this.#owner.isStopped()) return;
    if (this.#isReady) {
      this.#owner.died();
      const why = this.#trouble.trim().split('\n').at(-1) ?? '';
      const error = `The process that starts commands ended unexpectedly${why === '' ? '' : `: ${why}`}`;
      for (const one of processes) one.lost(error);
      return;
    }
    // It has never begun: nothing was started, and somebody else can do it.
    this.#owner.unusable();
    for (const one of processes) one.startBy(this.#options.fallback);
  }
}

/** What a process was asked for with. */
interface Wanted {
  readonly work: CommandWork;
  readonly mark: string;
  readonly environment: JobEnvironment;
}

/** The launcher as a process sees it. */
interface LauncherOfProcess {
  readonly outbox: Outbox;
  readonly pid: number | undefined;
  readonly write: (frame: Buffer) => void;
  /** Nothing more will be heard of the process. */
  readonly over: () => void;
}

class LaunchedProcess implements StartedProcess {
  readonly #number: number;
  readonly #what: Wanted;
  readonly #events: ProcessEvents;
  readonly #launcher: LauncherOfProcess;
  /** Pipes that are read here. */
  readonly #pipes = new Set<HandedPipe>();
  /** Who waits for a piece to be taken, in order. */
  #waiting: { readonly bytes: Uint8Array; readonly taken: (isTaken: boolean) => void }[] = [];
  #isInputEnded = false;
  #openStreams: number;
  #hasExited = false;
  #isForgotten = false;
  /** Set when the launcher could not be had and another one has started it. */
  #other: StartedProcess | null = null;

  constructor(number: number, what: Wanted, events: ProcessEvents, launcher: LauncherOfProcess) {
    this.#number = number;
    this.#what = what;
    this.#events = events;
    this.#launcher = launcher;
    this.#openStreams = what.work.merged ? 1 : 2;
  }

  send(bytes: Uint8Array, taken: (isTaken: boolean) => void): void {
    if (this.#other !== null) {
      this.#other.send(bytes, taken);
      return;
    }
    if (this.#hasExited) {
      taken(false);
      return;
    }
    this.#waiting.push({ bytes, taken });
    this.#launcher.write(encodeFrame(request.input, this.#number, bytes));
  }

  endInput(): void {
    this.#isInputEnded = true;
    if (this.#other !== null) this.#other.endInput();
    else this.#launcher.write(encodeFrame(request.endInput, this.#number, none));
  }

  forgetOutput(): void {
    if (this.#other !== null) this.#other.forgetOutput();
    else this.#launcher.write(encodeFrame(request.forgetOutput, this.#number, none));
    this.#isForgotten = true;
    for (const pipe of this.#pipes) pipe.destroy();
  }

  startBy(starter: ProcessStarter): void {
    const other = starter.start(this.#what.work, this.#what.mark, this.#events);
    this.#other = other;
    for (const { bytes, taken } of this.#waiting.splice(0)) other.send(bytes, taken);
    if (this.#isInputEnded) other.endInput();
  }

  lost(error: string): void {
    this.#hasExited = true;
    this.#refuseInput();
    for (const pipe of this.#pipes) pipe.destroy();
    this.#pipes.clear();
    this.#events.lost(error);
  }

  take(kind: number, payload: Buffer): void {
    switch (kind) {
      case report.started:
        this.#events.started(payload.readUInt32LE(0), payload.toString('latin1', 4) || null);
        break;
      case report.refused:
        this.#launcher.over();
        this.#refuseInput();
        void describeSpawnError(
          systemError(payload.readUInt32LE(0)),
          this.#what.environment.complete(this.#what.work),
        ).then(this.#events.refused);
        break;
      case report.exited:
        this.#hasExited = true;
        this.#events.exited({
          ...decodeStatus(payload.readUInt16LE(0)),
          isGroupGone: payload[2] === 1,
          usage: decodeUsage(payload),
        });
        this.#checkOver();
        break;
      case report.taken:
        this.#waiting.shift()?.taken(true);
        break;
      case report.inputClosed:
        this.#refuseInput();
        break;
      case report.output:
        this.#events.chunk(payload[0] === 0 ? 0 : 1, payload.subarray(1));
        break;
      case report.closed:
        this.#streamClosed();
        break;
      case report.offered:
        this.#takeOver(decodeOffer(payload));
        break;
    }
  }

  /** Reads its pipes here, behind everything that the launcher has read. */
  #takeOver(offered: readonly { readonly stream: 0 | 1; readonly descriptor: number }[]): void {
    const { outbox, pid, write } = this.#launcher;
    const descriptors =
      this.#isForgotten || pid === undefined
        ? null
        : openPipesOf(
            pid,
            offered.map((one) => one.descriptor),
          );
    write(encodeFrame(descriptors === null ? request.notTaken : request.taken, this.#number, none));
    descriptors?.forEach((descriptor, at) => {
      const pipe = readPipe(descriptor, outbox, {
        chunk: (bytes) => {
          this.#events.chunk(offered[at].stream, bytes);
        },
        closed: () => {
          // Of a lost process nothing is heard any more.
          if (this.#pipes.delete(pipe)) this.#streamClosed();
        },
      });
      this.#pipes.add(pipe);
    });
  }

  #streamClosed(): void {
    this.#openStreams--;
    if (this.#openStreams === 0) this.#events.closed();
    this.#checkOver();
  }

  #checkOver(): void {
    if (this.#hasExited && this.#openStreams === 0) this.#launcher.over();
  }

  #refuseInput(): void {
    for (const { taken } of this.#waiting.splice(0)) taken(false);
  }
}

const none = new Uint8Array();

/** What the system would say of a text that cannot be handed to it; null when all can. */
function badText(work: CommandWork): Error | null {
  const hasZero = (text: string): boolean => text.includes('\0');
  const isBad =
    work.file === '' ||
    hasZero(work.file) ||
    hasZero(work.cwd) ||
    work.args.some(hasZero) ||
    Object.entries(work.env).some(([name, value]) => hasZero(name) || hasZero(value));
  return isBad
    ? Object.assign(new Error('Not a text for a command.'), { code: 'ERR_INVALID_ARG_VALUE' })
    : null;
}

function systemError(errno: number): Error {
  const code = getSystemErrorName(-errno);
  return Object.assign(new Error(code), { code });
}
