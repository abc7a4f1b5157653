/**
 * The engine's end of the thread that looks through logs. It starts with the first selection. A pattern can take
 * longer for one block than anybody waits: the thread is watched, and when it does not come back from a block in
 * time it is ended, and a new one goes on with the other selections.
 */
import { Worker } from 'node:worker_threads';
import { scanPulse, type ScanReport, type ScanRequest } from './scan-protocol';

/** What a scanner tells. */
export interface ScannerHandlers {
  onReport(report: ScanReport): void;
  /** The thread did not come back from a block of this selection (−1: from the head) and was ended: the others ask anew. */
  onStuck(selection: number, block: number): void;
  /** The thread broke, for a reason that would come again. */
  onBroken(message: string): void;
}

/** Looks at the thread's pulse in this interval, in milliseconds. */
const lookMs = 100;

/** See the head of this file. */
export class Scanner {
  readonly #options: ScannerOptions;
  #worker: Worker | null = null;
  #pulse = new Int32Array(new SharedArrayBuffer(0));
  #watch: NodeJS.Timeout | undefined;
  #lastBeat = 0;
  #beatAt = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Whether somebody waits for an answer; only then the thread is watched. */
  set isWaiting(waiting: boolean) {
    if (!waiting) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    } else if (this.#watch === undefined) {
      this.#beatAt = performance.now();
      this.#watch = setInterval(() => {
        this.#lookAtPulse();
      }, lookMs);
    }
  }

  send(request: ScanRequest, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request, [...transfer]);
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.isWaiting = false;
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #start(): Worker {
    const pulse = new SharedArrayBuffer(scanPulse.length * Int32Array.BYTES_PER_ELEMENT);
    this.#pulse = new Int32Array(pulse);
    const worker = new Worker(this.#options.thread, {
      workerData: { pulse },
      // What it makes is garbage after a block: little room for it is room enough.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    worker.on('message', (report: ScanReport) => {
      if (worker === this.#worker) this.#options.handlers.onReport(report);
    });
    worker.on('error', (error) => {
      if (worker !== this.#worker) return;
      this.#worker = null;
      this.#options.handlers.onBroken(error instanceof Error ? error.message : String(error));
    });
    // A search that nobody ended must not keep the process.
    worker.unref();
    return worker;
  }

  #lookAtPulse(): void {
    const beat = Atomics.load(this.#pulse, scanPulse.beat);
    const now = performance.now();
    if (beat !== this.#lastBeat || beat % 2 === 0) {
      this.#lastBeat = beat;
      this.#beatAt = now;
    } else if (now - this.#beatAt > this.#options.blockBudgetMs) {
      this.#giveUpBlock();
    }
  }

  #giveUpBlock(): void {
    const selection = Atomics.load(this.#pulse, scanPulse.selection);
    const block = Atomics.load(this.#pulse, scanPulse.block);
    const worker = this.#worker;
    this.#worker = null;
    this.#lastBeat = 0;
    void worker?.terminate();
    this.#options.handlers.onStuck(selection, block);
  }
}

/** How a scanner works. */
export interface ScannerOptions {
  /** Bundled script of the thread. */
  readonly thread: URL;
  /** Milliseconds that one block may take. */
  readonly blockBudgetMs: number;
  readonly handlers: ScannerHandlers;
}
