/** One stream of a task on its way into the log: its lines, and the unfinished last one, which is told live. */
import type { StreamTail } from '../logs/line-batch';
import { LineCutter } from './line-cutter';
import type { Outbox } from './outbox';

/** See the head of this file. */
export class StreamLines {
  readonly #outbox: Outbox;
  readonly #taskNumber: number;
  readonly #stream: number;
  readonly #cutter: LineCutter;
  #items = 0;
  #told: StreamTail | null = null;

  constructor(outbox: Outbox, taskNumber: number, stream: number) {
    this.#outbox = outbox;
    this.#taskNumber = taskNumber;
    this.#stream = stream;
    this.#cutter = new LineCutter(outbox.builder);
  }

  /** Takes the next bytes. Only inside `Outbox.run`. */
  push(bytes: Uint8Array): void {
    this.#write(() => {
      this.#cutter.push(bytes);
    });
    if (this.#cutter.hasTail) this.#outbox.tailChanged(this);
  }

  /** The stream has ended: its unfinished rest becomes a line. Only inside `Outbox.run`. */
  end(): void {
    this.#write(() => {
      this.#cutter.end();
    });
  }

  /** The unfinished line when it has changed since it was told last; else null. It counts as told. */
  takeTail(): StreamTail | null {
    // One that has become a line need not be told: the line says it.
    if (!this.#cutter.hasTail) return null;
    const text = this.#cutter.tailText();
    if (this.#told?.text === text && this.#told.items === this.#items) return null;
    this.#told = { taskNumber: this.#taskNumber, stream: this.#stream, items: this.#items, text };
    return this.#told;
  }

  #write(write: () => void): void {
    if (this.#outbox.item(this.#taskNumber, this.#stream, write)) this.#items++;
  }
}
