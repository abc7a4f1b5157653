/**
 * A file that a thread writes from its beginning to its end. Writes are synchronous: the thread has nothing else to
 * do, and a slow disk holds it up without anything piling up in memory.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

/** Bytes that are gathered before they are written. */
const bufferBytes = 1024 * 1024;

/** See the head of this file. */
export class FileSink {
  readonly #descriptor: number;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #length = 0;
  /** Bytes taken so far. */
  size = 0;

  /** Makes the file; throws when there is one. */
  constructor(file: string) {
    this.#descriptor = openSync(file, 'wx', 0o600);
  }

  /** Takes bytes; they may change afterwards. */
  write(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (bytes.length > bufferBytes - this.#length) {
      this.#flush();
      if (bytes.length >= bufferBytes / 4) {
        this.#put(bytes);
        return;
      }
    }
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Takes text as UTF-8. */
  writeText(text: string): void {
    // Three bytes are the most that a UTF-16 unit becomes.
    if (text.length * 3 > bufferBytes - this.#length) {
      this.#flush();
      if (text.length * 3 > bufferBytes) {
        this.write(Buffer.from(text));
        return;
      }
    }
    const written = this.#buffer.write(text, this.#length);
    this.#length += written;
    this.size += written;
  }

  /** Everything is on disk, and the file is closed. */
  finish(): void {
    this.#flush();
    fdatasyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  /** Closes the file without caring for what was not written. */
  abandon(): void {
    closeSync(this.#descriptor);
  }

  #flush(): void {
    this.#put(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }

  #put(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written);
    }
  }
}
