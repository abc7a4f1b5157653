/** What goes to the stdin of a command: a text, a file that is read as fast as the command takes it, or what is sent. */
import { open, type FileHandle } from 'node:fs/promises';
import type { StartedProcess } from './process-starter';
import type { StandardInput } from './protocol';
import type { SendProblem } from './send-problem';

const chunkBytes = 64 * 1024;
/** What is sent and not read by the command; more is refused, because it would only fill the memory. */
const unreadBytesMax = 4 * 1024 * 1024;

/** See the head of this file. */
export class CommandInput {
  readonly #input: StandardInput | null;
  #file: FileHandle | null = null;
  #process: StartedProcess | null = null;
  /** What was sent before the process was asked for. */
  readonly #early: {
    readonly text: string;
    readonly end: boolean;
    readonly done: (problem: SendProblem | null) => void;
  }[] = [];
  #isEnded = false;
  #unreadBytes = 0;
  #problem: string | null = null;

  constructor(input: StandardInput | null) {
    this.#input = input;
  }

  /** What went wrong while the file was read; null: nothing. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether {@link prepare} has to be waited for. */
  get needsPreparing(): boolean {
    return this.#input?.kind === 'file';
  }

  /** Opens the file; a sentence when that cannot be done. */
  async prepare(): Promise<string | null> {
    if (this.#input?.kind !== 'file') return null;
    const { path } = this.#input;
    try {
      const file = await open(path);
      if ((await file.stat()).isDirectory()) {
        await file.close();
        return `The file for stdin is a folder: ${path}`;
      }
      this.#file = file;
      return null;
    } catch (error) {
      return fileProblem(error, path);
    }
  }

  /** Gives the process what there is for it. */
  feed(process: StartedProcess): void {
    this.#process = process;
    switch (this.#input?.kind) {
      case 'text':
        process.send(Buffer.from(this.#input.text), () => undefined);
        process.endInput();
        break;
      case 'file':
        void this.#feedFile(process, this.#input.path);
        break;
      case 'open':
        for (const { text, end, done } of this.#early.splice(0)) this.send(text, end, done);
        break;
      case undefined:
        break;
    }
  }

  /** Sends text; `done` is called with null when the process has it, else with why it has not. */
  send(text: string, end: boolean, done: (problem: SendProblem | null) => void): void {
    const process = this.#process;
    if (this.#input?.kind !== 'open') {
      done('closed');
      return;
    }
    if (this.#isEnded) {
      done('ended');
      return;
    }
    if (process === null) {
      this.#early.push({ text, end, done });
      return;
    }
    const bytes = Buffer.from(text);
    if (this.#unreadBytes + bytes.length > unreadBytesMax) {
      done('full');
      return;
    }
    this.#unreadBytes += bytes.length;
    if (bytes.length > 0 || !end) {
      process.send(bytes, (isTaken) => {
        this.#unreadBytes -= bytes.length;
        done(isTaken ? null : 'ended');
      });
    } else done(null);
    if (end) {
      this.#isEnded = true;
      process.endInput();
    }
  }

  /** Lets go of the file. Idempotent. */
  close(): void {
    this.#isEnded = true;
    for (const { done } of this.#early.splice(0)) done('ended');
    const file = this.#file;
    this.#file = null;
    void file?.close().catch(() => undefined);
  }

  async #feedFile(process: StartedProcess, path: string): Promise<void> {
    try {
      for (;;) {
        if (this.#file === null) return;
        const { bytesRead, buffer } = await this.#file.read(Buffer.allocUnsafe(chunkBytes));
        if (bytesRead === 0) break;
        const isTaken = await new Promise<boolean>((resolve) => {
          process.send(buffer.subarray(0, bytesRead), resolve);
        });
        if (!isTaken) break;
      }
    } catch (error) {
      if (!this.#isEnded) this.#problem = fileProblem(error, path);
    }
    if (!this.#isEnded) process.endInput();
    this.close();
  }
}

function fileProblem(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return `The file for stdin does not exist: ${path}`;
  if (code === 'EACCES' || code === 'EPERM') return `Not allowed to read the file for stdin: ${path}`;
  return `Cannot read the file for stdin: ${path} (${error instanceof Error ? error.message : String(error)})`;
}
