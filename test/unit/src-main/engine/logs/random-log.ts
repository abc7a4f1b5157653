/** A random log with many small blocks, and the same lines as plain objects: what views are compared with. */
import { LogReader, LogShelves } from '../../../../../src-main/engine/logs/log-reader';
import { LogView } from '../../../../../src-main/engine/logs/log-view';
import { RunLog } from '../../../../../src-main/engine/logs/run-log';
import { lineRange, MemoryLog } from './memory-log';

export interface WrittenLine {
  readonly sequence: number;
  readonly node: number;
  /** Position in the job. */
  readonly line: number;
  readonly level: number;
  /** Whole microseconds since the epoch. */
  readonly time: number;
  readonly text: string;
}

/** A line of the reference as a view shows it. */
export interface ExpectedRow extends WrittenLine {
  readonly row: number;
  readonly n: number;
}

/** The same numbers from 0 to 1 for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Nodes 1..7; 2 is the parent of 4 and 5, 5 of 6 and 7. */
const parents = [0, 0, 0, 0, 2, 2, 5, 5];

export function isWithin(node: number, root: number): boolean {
  for (let at = node; ; at = parents[at]) {
    if (at === root) return true;
    if (at === 0) return false;
  }
}

/** See the head of this file. `texts` makes the short ones; now and then a line is long, so that blocks are small. */
export class RandomLog {
  readonly stored = new MemoryLog();
  readonly lines: WrittenLine[] = [];
  readonly random: () => number;
  readonly #texts: (random: () => number) => string;
  readonly #jobLines = new Map<number, number>();
  #log = new RunLog(null);
  #clock = 1.7e12;
  #time = 0;

  constructor(seed: number, texts: (random: () => number) => string = () => 'x') {
    this.random = seeded(seed);
    this.#texts = texts;
  }

  /** Appends `chunks` chunks of random jobs: equal times, clock steps and restarts among them. */
  grow(chunks: number): void {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const node = 1 + this.#below(7);
      const attempt = 1 + this.#below(2);
      const count = 1 + this.#below(5);
      const firstLine = (this.#jobLines.get(node) ?? 0) + 1;
      this.#jobLines.set(node, firstLine + count - 1);
      if (this.random() < 0.5) this.#clock += this.random() * 40;
      if (this.random() < 0.01) this.#clock += this.random() < 0.5 ? -3.6e6 : 7.2e6;
      this.#time = Math.max(this.#time, Math.round(this.#clock * 1000));
      const made = Array.from({ length: count }, (_, at) => ({
        sequence: this.lines.length + at + 1,
        node,
        line: firstLine + at,
        level: this.#below(4),
        time: this.#time,
        text: this.random() < 0.1 ? 'y'.repeat(30_000) : this.#texts(this.random),
      }));
      this.#log.append(
        lineRange(
          made.map((line) => line.text),
          made.map((line) => line.level),
        ),
        { node, attempt, stream: 0, firstLine },
        this.#clock,
      );
      this.lines.push(...made);
      if (this.random() < 0.2) this.commit();
      if (this.random() < 0.02) {
        this.commit();
        this.#log = new RunLog(this.stored.position());
      }
    }
  }

  commit(): void {
    this.stored.write(this.#log.takeChanges());
  }

  /** Reads as little ahead as can be: what is kept too long is soon another block. */
  reader(shelves = new LogShelves({ blocks: 1, fronts: 1 })): LogReader {
    return new LogReader(this.stored, 1, shelves);
  }

  view(root: number, mask: number, reader = this.reader()): LogView {
    reader.refresh();
    return new LogView(reader, mask, root === 0 ? null : (node) => isWithin(node, root));
  }

  /** The reference: all lines in order, numbered by counting. */
  rows(root: number, mask: number, isRow: (line: WrittenLine) => boolean = () => true): ExpectedRow[] {
    let n = 0;
    let row = 0;
    return this.lines.flatMap((line) => {
      if (!isWithin(line.node, root)) return [];
      n++;
      return (mask & (1 << line.level)) !== 0 && isRow(line) ? [{ ...line, n, row: row++ }] : [];
    });
  }

  #below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}
