/** The `job` that a script is called with. `docs/scripts.md` describes it for those who write scripts. */
import { inspect } from 'node:util';
import { readChildRequest } from './child-request';
import { levelDebug, levelError, levelInfo, levelWarn } from './level-words';
import type { FromScript, ScriptJobData, ToScript } from './script-protocol';

/** A child job that is durably queued. */
export interface ChildHandle {
  readonly id: string;
  /** Settles when the child has ended; to wait for it gives up the job's slot meanwhile. Never rejects. */
  readonly done: PromiseLike<ChildEnd>;
}

/** How a child ended. */
export interface ChildEnd {
  readonly id: string;
  /** `completed`, `failed` or `cancelled`. */
  readonly status: string;
}

type LogCall = (text?: unknown) => void;

/** What a script gets. */
export interface ScriptJob extends ScriptJobData {
  readonly log: Readonly<Record<'debug' | 'info' | 'warn' | 'error', LogCall>>;
  /** Aborted when the job is cancelled, stopped or out of time. */
  readonly signal: AbortSignal;
  progress(current: number, total: number): void;
  /** Resolves when the child is durably queued. */
  spawn(child: unknown): Promise<ChildHandle>;
}

interface Answer {
  readonly resolve: (childId: string) => void;
  readonly reject: (error: Error) => void;
}

/** How the job reaches its executor thread. */
export interface ScriptChannel {
  post(message: FromScript): void;
  /** The script waits for an answer (or not any more): the thread must not end for want of anything to do. */
  waits(forAnswers: boolean): void;
}

/** Both sides of a job: what the script holds, and where the answers go. */
export function createScriptJob(
  data: ScriptJobData,
  channel: ScriptChannel,
): { readonly job: ScriptJob; readonly receive: (message: ToScript) => void } {
  const abort = new AbortController();
  const spawns = new Map<number, Answer>();
  const waits = new ChildWaits(channel);
  let nextRequest = 0;
  const log = (level: number): LogCall => {
    return (text = '') => {
      channel.post({ type: 'log', level, text: typeof text === 'string' ? text : inspect(text) });
    };
  };
  const job: ScriptJob = {
    ...data,
    log: { debug: log(levelDebug), info: log(levelInfo), warn: log(levelWarn), error: log(levelError) },
    signal: abort.signal,
    progress: (current, total) => {
      if (!(Number.isFinite(current) && Number.isFinite(total))) {
        throw new TypeError('job.progress needs two numbers: how much is done, and how much there is');
      }
      channel.post({ type: 'progress', current, total });
    },
    spawn: async (given) => {
      const child = readChildRequest(given, seedOf(data.id, nextRequest));
      // A number only for what is really asked for: later attempts find their children by it.
      const request = nextRequest;
      channel.post({ type: 'spawn', request, child });
      nextRequest++;
      channel.waits(true);
      const id = await new Promise<string>((resolve, reject) => {
        spawns.set(request, { resolve, reject });
      });
      return { id, done: new LazyPromise(() => waits.wait(id)) };
    },
  };
  return {
    job: Object.freeze(job),
    receive: (message) => {
      switch (message.type) {
        case 'abort':
          abort.abort(new Error(message.reason));
          break;
        case 'spawned':
          spawns.get(message.request)?.resolve(message.childId);
          spawns.delete(message.request);
          break;
        case 'spawn-refused':
          spawns.get(message.request)?.reject(new Error(`The child was not queued: ${message.error}`));
          spawns.delete(message.request);
          break;
        case 'child-ended':
          waits.ended({ id: message.childId, status: message.status });
          break;
      }
      channel.waits(spawns.size > 0 || waits.isWaiting);
    },
  };
}

/** Waits for children one after the other: a job has one slot, which it gives up and gets back as a whole. */
class ChildWaits {
  readonly #channel: ScriptChannel;
  readonly #queue: { readonly id: string; readonly resolve: (end: ChildEnd) => void }[] = [];

  constructor(channel: ScriptChannel) {
    this.#channel = channel;
  }

  get isWaiting(): boolean {
    return this.#queue.length > 0;
  }

  wait(id: string): Promise<ChildEnd> {
    return new Promise((resolve) => {
      this.#queue.push({ id, resolve });
      if (this.#queue.length === 1) this.#ask();
    });
  }

  ended(end: ChildEnd): void {
    if (this.#queue[0]?.id !== end.id) return;
    this.#queue.shift()?.resolve(end);
    if (this.#queue.length > 0) this.#ask();
  }

  #ask(): void {
    this.#channel.waits(true);
    this.#channel.post({ type: 'await', childId: this.#queue[0].id });
  }
}

/** A promise whose work begins when somebody waits for it. */
class LazyPromise<Value> implements PromiseLike<Value> {
  readonly #begin: () => Promise<Value>;
  #begun: Promise<Value> | null = null;

  constructor(begin: () => Promise<Value>) {
    this.#begin = begin;
  }

  then<Result = Value, Failure = never>(
    onValue?: ((value: Value) => Result | PromiseLike<Result>) | null,
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    this.#begun ??= this.#begin();
    return this.#begun.then(onValue, onError);
  }

  catch<Failure = never>(
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.then(null, onError);
  }

  finally(onEnd?: (() => void) | null): Promise<Value> {
    return this.then().finally(onEnd);
  }
}

/** A seed that is the same in every attempt. */
function seedOf(jobId: string, request: number): number {
  let seed = request;
  for (const character of jobId) seed = (Math.imul(seed, 31) + character.charCodeAt(0)) | 0;
  return seed;
}
