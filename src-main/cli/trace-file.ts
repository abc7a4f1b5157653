/** The file of `serve --trace-feed`: one JSON object a line, appended as it happens. */
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { RunsheetError } from '../../src-shared/errors';
import type { FeedTraceEntry } from '../engine/feed/feed-trace';
import type { CliContext } from './context';

/** See the head of this file. */
export class TraceFile {
  readonly #context: CliContext;
  readonly #name: string;
  #file: number | null;

  private constructor(context: CliContext, name: string, file: number) {
    this.#context = context;
    this.#name = name;
    this.#file = file;
  }

  /** Opens the file, or makes it; throws `bad-input` when it cannot be written. */
  static open(context: CliContext, name: string): TraceFile {
    try {
      return new TraceFile(context, name, openSync(path.resolve(context.workingFolder, name), 'a'));
    } catch (error) {
      throw new RunsheetError('bad-input', `The trace cannot be written to ${name}: ${reasonOf(error)}.`, {
        hint: 'Name a file in a folder that you may write to.',
        cause: error,
      });
    }
  }

  readonly add = (entry: FeedTraceEntry): void => {
    if (this.#file === null) return;
    try {
      writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      // A full disk ends the trace, not the jobs.
      this.close();
      void this.#context.err.line(`The trace in ${this.#name} ends here: ${reasonOf(error)}. Jobs go on.`);
    }
  };

  /** Idempotent. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'its folder is not there';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'writing is not allowed there';
  if (code === 'ENOSPC') return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
