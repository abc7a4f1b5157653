/**
 * A standard stream that is written to with back-pressure. A reader that goes away (`| head`) ends the output
 * quietly; a write that fails for another reason is an error, because output must not be lost without a word.
 */
import type { Writable } from 'node:stream';

/** See the head of this file. */
export class Output {
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  #isClosed = false;
  #failure: Error | null = null;

  constructor(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#isClosed = true;
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') this.#failure = error;
    });
  }

  /** Nobody reads any more: whoever has more to say may stop. */
  get isClosed(): boolean {
    return this.#isClosed;
  }
  /** Whether a terminal reads. */
  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }
  /** Width of the terminal in characters; one that does not know tells 0. */
  get columns(): number {
    return this.#stream.columns || 80;
  }

  /** Writes a text; resolves when there is room for more. Rejects when it cannot be written. */
  async write(text: string): Promise<void> {
    if (this.#isClosed || text === '') {
      this.#throwFailure();
      return;
    }
    if (!this.#stream.write(text)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          for (const event of ['drain', 'error', 'close']) this.#stream.off(event, go);
          resolve();
        };
        for (const event of ['drain', 'error', 'close']) this.#stream.on(event, go);
      });
    }
    this.#throwFailure();
  }

  /** Writes a line. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`);
  }

  /** Writes one object as a line of JSON. */
  json(value: unknown): Promise<void> {
    return this.write(`${JSON.stringify(value)}\n`);
  }

  /** Resolves when everything has left the process. */
  async flush(): Promise<void> {
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#stream.once('error', () => {
        resolve();
      });
      this.#stream.write('', () => {
        resolve();
      });
    });
    this.#throwFailure();
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
  }
}
