import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineBatch } from '../../../../../src-main/engine/logs/line-batch';
import { LogMerger } from '../../../../../src-main/engine/logs/log-merger';
import { LogReader } from '../../../../../src-main/engine/logs/log-reader';
import { LogView } from '../../../../../src-main/engine/logs/log-view';
import { RunLog } from '../../../../../src-main/engine/logs/run-log';
import { createTicketMemory, TicketBoard, TicketTaker } from '../../../../../src-main/engine/logs/tickets';
import { lineRange, MemoryLog } from './memory-log';

/** A chunk as a thread read it: what the reference knows of it. */
interface ReadChunk {
  readonly ticket: number;
  readonly node: number;
  readonly time: number;
  readonly texts: readonly string[];
  readonly levels: readonly number[];
}

interface ExpectedLine {
  readonly n: number;
  readonly sequence: number;
  readonly node: number;
  readonly line: number;
  readonly time: number;
  readonly text: string;
}

const threads = 3;
/** Batches that a thread may have under way. */
const mostPosted = 7;
/** Nodes 1..6; 2 is the parent of 4 and 5, 5 of 6. */
const parents = [0, 0, 0, 0, 2, 2, 5];
const roots = [0, 2, 4, 5];
const masks = [15, 12, 2];

function isWithin(node: number, root: number): boolean {
  for (let at = node; ; at = parents[at]) {
    if (at === root) return true;
    if (at === 0) return false;
  }
}

/**
 * The reference: chunks in the order in which they were read, numbered by counting. `chunks` are those of each life of
 * the engine, in order; a time never goes backwards.
 */
function referenceMerge(
  lives: readonly (readonly ReadChunk[])[],
  root: number,
  mask: number,
): ExpectedLine[] {
  const lines: ExpectedLine[] = [];
  const jobLines = new Map<number, number>();
  let [n, sequence, latest] = [0, 0, 0];
  for (const life of lives) {
    for (const chunk of [...life].sort((one, other) => one.ticket - other.ticket)) {
      latest = Math.max(latest, Math.round(chunk.time * 1000));
      chunk.texts.forEach((text, at) => {
        sequence++;
        const line = (jobLines.get(chunk.node) ?? 0) + 1;
        jobLines.set(chunk.node, line);
        if (!isWithin(chunk.node, root)) return;
        n++;
        if ((mask & (1 << chunk.levels[at])) === 0) return;
        lines.push({ n, sequence, node: chunk.node, line, time: latest, text });
      });
    }
  }
  return lines;
}

/** A thread that reads: its chunks become batches, which arrive later or never. */
class Thread {
  readonly #taker: TicketTaker;
  #read: ReadChunk[] = [];
  posted: { readonly batch: LineBatch; readonly chunks: readonly ReadChunk[] }[] = [];

  constructor(
    readonly number: number,
    memory: SharedArrayBuffer,
  ) {
    this.#taker = new TicketTaker(memory, number);
  }

  read(chunk: Omit<ReadChunk, 'ticket'>): void {
    if (this.posted.length < mostPosted) this.#read.push({ ...chunk, ticket: this.#taker.take() });
  }

  post(): void {
    const chunks = this.#read;
    if (chunks.length === 0) return;
    this.#read = [];
    const lines = lineRange(
      chunks.flatMap((chunk) => chunk.texts),
      chunks.flatMap((chunk) => chunk.levels),
    );
    let end = 0;
    const batch: LineBatch = {
      thread: this.number,
      slot: this.#taker.endBatch(),
      itemTicket: Float64Array.from(chunks, (chunk) => chunk.ticket),
      itemTask: Uint32Array.from(chunks, (chunk) => chunk.node),
      itemStream: new Uint8Array(chunks.length),
      itemTime: Float64Array.from(chunks, (chunk) => chunk.time),
      itemLineEnd: Uint32Array.from(chunks, (chunk) => (end += chunk.texts.length)),
      lineEnd: lines.lineEnd,
      lineFlags: lines.lineFlags,
      text: lines.text,
      endTicket: new Float64Array(),
      endTask: new Uint32Array(),
      endTime: new Float64Array(),
      endOutcome: new Uint8Array(),
      endExitCode: new Float64Array(),
      endWords: new Map(),
    };
    this.posted.push({ batch, chunks });
  }
}

/** One life of an engine on the log that is stored: ends with a crash, which loses what was not committed. */
class Life {
  readonly committed: ReadChunk[] = [];
  readonly #memory = createTicketMemory(threads);
  readonly #board = new TicketBoard(this.#memory);
  readonly #merger = new LogMerger();
  readonly #threads = Array.from({ length: threads }, (_, number) => new Thread(number, this.#memory));
  readonly #log: RunLog;
  readonly #stored: MemoryLog;
  readonly #jobLines = new Map<number, number>();
  /** Received and not merged yet, and merged and not committed yet. */
  #received: ReadChunk[] = [];
  #merged: ReadChunk[] = [];

  constructor(stored: MemoryLog, jobLines: ReadonlyMap<number, number>) {
    this.#stored = stored;
    this.#log = new RunLog(stored.position());
    for (const [node, line] of jobLines) this.#jobLines.set(node, line);
  }

  thread(number: number): Thread {
    return this.#threads[number];
  }

  deliver(number: number): void {
    const next = this.#threads[number].posted.shift();
    if (next === undefined) return;
    this.#merger.receive(next.batch);
    this.#board.received(number, next.batch.slot);
    this.#received.push(...next.chunks);
  }

  /** What was posted still arrives; what was read and not posted is gone. */
  die(number: number): void {
    while (this.#threads[number].posted.length > 0) this.deliver(number);
    this.#board.died(number);
    this.#threads[number] = new Thread(number, this.#memory);
  }

  merge(budget: number): void {
    const frontier = this.#board.frontier();
    this.#merger.merge(frontier, budget, {
      lines: (node, stream, time, lines) => {
        const firstLine = (this.#jobLines.get(node) ?? 0) + 1;
        this.#jobLines.set(node, firstLine + lines.to - lines.from - 1);
        this.#log.append(lines, { node, attempt: 1, stream, firstLine }, time);
        const start = lines.from === 0 ? 0 : lines.lineEnd[lines.from - 1];
        const first = Buffer.from(lines.text.subarray(start, lines.lineEnd[lines.from] - 1)).toString();
        const at = this.#received.findIndex((chunk) => chunk.texts[0] === first);
        this.#merged.push(...this.#received.splice(at, 1));
      },
      systemLine: () => undefined,
      end: () => undefined,
    });
  }

  commit(): void {
    this.#stored.write(this.#log.takeChanges());
    this.committed.push(...this.#merged.splice(0));
  }

  /** Everything arrives in the end. */
  settle(): void {
    for (const thread of this.#threads) {
      while (thread.posted.length > 0) this.deliver(thread.number);
      thread.post();
      while (thread.posted.length > 0) this.deliver(thread.number);
    }
    this.merge(Infinity);
    this.commit();
  }
}

const ofThread = { thread: fc.nat(threads - 1) };
const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      ...ofThread,
      node: fc.integer({ min: 1, max: parents.length - 1 }),
      // Equal times, a clock that steps back by an hour and forward by two.
      time: fc.constantFrom(1.7e12, 1.7e12, 1.7e12 + 0.25, 1.7e12 + 9, 1.7e12 - 3.6e6, 1.7e12 + 7.2e6),
      levels: fc.array(fc.nat(3), { minLength: 1, maxLength: 300, size: 'large' }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('post' as const), ...ofThread }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('deliver' as const), ...ofThread }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('merge' as const), budget: fc.constantFrom(1, 500, 1e9) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), ...ofThread }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
);

describe('the merged log beside a reference merge', () => {
  it('Promise 1, 2 and 3: every view is the reference, whatever threads and engine do', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 160, size: 'max' }), (steps) => {
        const stored = new MemoryLog();
        const lives: ReadChunk[][] = [];
        const jobLines = new Map<number, number>();
        const begin = (): Life => {
          const life = new Life(stored, jobLines);
          lives.push(life.committed);
          return life;
        };
        const reader = new LogReader(stored, 1);
        const views = roots.flatMap((root) =>
          masks.map((mask) => ({ root, mask, view: new LogView(reader, mask, (n) => isWithin(n, root)) })),
        );
        const look = (): void => {
          reader.refresh();
          for (const { root, mask, view } of views) {
            view.refresh();
            const expected = referenceMerge(lives, root, mask);
            const rows = view.rows(0, expected.length + 1);
            expect(rows.map(shown)).toEqual(expected);
            const middle = expected.at(expected.length / 2);
            if (middle !== undefined) expect(rows[view.rowOfLine(middle.n) ?? -1].n).toBe(middle.n);
          }
        };
        let life = begin();
        let reads = 0;
        for (const one of steps) {
          switch (one.do) {
            case 'read': {
              reads++;
              const texts = one.levels.map((_, at) => `line ${at} of read ${reads}`);
              life.thread(one.thread).read({ node: one.node, time: one.time, texts, levels: one.levels });
              break;
            }
            case 'post':
              life.thread(one.thread).post();
              break;
            case 'deliver':
              life.deliver(one.thread);
              break;
            case 'merge':
              life.merge(one.budget);
              break;
            case 'commit':
              life.commit();
              break;
            case 'look':
              look();
              break;
            case 'die':
              life.die(one.thread);
              break;
            case 'crash':
              for (const chunk of life.committed)
                jobLines.set(chunk.node, (jobLines.get(chunk.node) ?? 0) + chunk.texts.length);
              life = begin();
              break;
          }
        }
        life.settle();
        look();
      }),
      { numRuns: 150 },
    );
  });
});

function shown({ n, sequence, node, line, time, text }: ReturnType<LogView['rows']>[number]): ExpectedLine {
  return { n, sequence, node, line, time, text: Buffer.from(text).toString() };
}
