import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineBatch } from '../../../../../src-main/engine/logs/line-batch';
import { LogMerger, systemText } from '../../../../../src-main/engine/logs/log-merger';
import { createTicketMemory, TicketBoard, TicketTaker } from '../../../../../src-main/engine/logs/tickets';

type Step =
  | { do: 'line'; thread: number }
  | { do: 'end'; thread: number }
  | { do: 'post'; thread: number }
  | { do: 'deliver'; thread: number }
  | { do: 'system' }
  | { do: 'die'; thread: number }
  | { do: 'merge'; budget: number };

const threads = 3;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('line' as const), thread: fc.nat(threads - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), thread: fc.nat(threads - 1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('post' as const), thread: fc.nat(threads - 1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), thread: fc.nat(threads - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('system' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die' as const), thread: fc.nat(threads - 1) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('merge' as const), budget: fc.constantFrom(1, 100, 1e9) }),
  },
);

/** A thread that reads, in memory: collects items and posts them later. */
class Reader {
  taker: TicketTaker;
  items: number[] = [];
  ends: number[] = [];
  posted: LineBatch[] = [];
  constructor(
    readonly thread: number,
    readonly memory: SharedArrayBuffer,
  ) {
    this.taker = new TicketTaker(memory, thread);
  }
  post(): void {
    if (this.posted.length >= 7) return;
    if (this.items.length + this.ends.length === 0) return;
    this.posted.push({
      thread: this.thread,
      slot: this.taker.endBatch(),
      itemTicket: Float64Array.from(this.items),
      itemTask: Uint32Array.from(this.items, () => this.thread),
      itemStream: new Uint8Array(this.items.length),
      itemTime: new Float64Array(this.items.length),
      itemLineEnd: Uint32Array.from(this.items, (_, at) => at + 1),
      lineEnd: Uint32Array.from(this.items, (_, at) => (at + 1) * 4),
      lineFlags: new Uint8Array(this.items.length),
      text: new Uint8Array(this.items.length * 4),
      endTicket: Float64Array.from(this.ends),
      endTask: Uint32Array.from(this.ends, () => this.thread),
      endTime: new Float64Array(this.ends.length),
      endOutcome: new Uint8Array(this.ends.length),
      endExitCode: new Float64Array(this.ends.length),
      endWords: new Map(),
    });
    this.items = [];
    this.ends = [];
  }
}

describe('merging what the threads have sent', () => {
  it('Promise 1: hands everything on in ticket order, nothing twice, and loses only what a dead thread never sent', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const memory = createTicketMemory(threads);
        const board = new TicketBoard(memory);
        const merger = new LogMerger();
        const readers = Array.from({ length: threads }, (_, thread) => new Reader(thread, memory));
        const expected = new Set<number>();
        const merged: number[] = [];
        const items = new Map<number, number[]>();
        const sink = {
          lines: (task: number) => {
            const ticket = items.get(task)?.shift();
            if (ticket !== undefined) merged.push(ticket);
          },
          systemLine: (line: { ticket: number }) => {
            merged.push(line.ticket);
          },
          end: (end: { ticket: number }) => {
            merged.push(end.ticket);
          },
        };
        const deliver = (reader: Reader): void => {
          const batch = reader.posted.shift();
          if (batch === undefined) return;
          merger.receive(batch);
          board.received(batch.thread, batch.slot);
          items.set(reader.thread, [...(items.get(reader.thread) ?? []), ...batch.itemTicket]);
          for (const ticket of batch.itemTicket) expected.add(ticket);
          for (const ticket of batch.endTicket) expected.add(ticket);
        };
        for (const one of steps) {
          switch (one.do) {
            case 'line':
              readers[one.thread].items.push(readers[one.thread].taker.take());
              break;
            case 'end':
              readers[one.thread].ends.push(readers[one.thread].taker.take());
              break;
            case 'post':
              readers[one.thread].post();
              break;
            case 'deliver':
              deliver(readers[one.thread]);
              break;
            case 'system': {
              const ticket = board.take();
              expected.add(ticket);
              merger.receiveSystemLine({
                ticket,
                run: 1,
                node: 1,
                attempt: 1,
                time: 0,
                lines: systemText('x', 1),
              });
              break;
            }
            case 'die':
              // Messages that were posted still arrive; then the bounds of the thread are cleared.
              while (readers[one.thread].posted.length > 0) deliver(readers[one.thread]);
              board.died(one.thread);
              readers[one.thread] = new Reader(one.thread, memory);
              break;
            case 'merge':
              merger.merge(board.frontier(), one.budget, sink);
              break;
          }
        }
        for (const reader of readers) {
          reader.post();
          while (reader.posted.length > 0) deliver(reader);
          reader.post();
          while (reader.posted.length > 0) deliver(reader);
        }
        while (merger.merge(board.frontier(), 1e9, sink).more);
        expect(merged).toEqual([...expected].sort((a, b) => a - b));
        expect(merger.isEmpty).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
