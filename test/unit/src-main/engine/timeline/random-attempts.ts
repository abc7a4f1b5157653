/** Draws attempts as a queue would make them, some with the slot that was recorded, some without. */
import fc from 'fast-check';
import { AttemptColumns, outcomes } from '../../../../../src-main/engine/timeline/attempt-columns';

/** One drawn attempt; times in milliseconds. */
export interface DrawnAttempt {
  readonly slot: number;
  readonly start: number;
  readonly length: number;
  readonly outcome: number;
}

export const drawnAttempts = fc.array(
  fc.record({
    slot: fc.integer({ min: 0, max: 4 }),
    start: fc.integer({ min: 0, max: 2000 }),
    length: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 600 })),
    outcome: fc.integer({ min: outcomes.completed, max: outcomes.failed }),
  }),
  { maxLength: 120 },
);

/** The drawn attempts as columns, and their positions in order of their start. */
export function columnsOf(drawn: readonly DrawnAttempt[]): { attempts: AttemptColumns; order: number[] } {
  const attempts = new AttemptColumns();
  drawn.forEach(({ slot, start, length, outcome }, node) => {
    attempts.add({ node, attempt: 1, slot, start, end: start + length, outcome });
  });
  const order = drawn.map((_, at) => at).sort((a, b) => drawn[a].start - drawn[b].start || a - b);
  return { attempts, order };
}

/** Runs a generator of work to its end. */
export function finish<Value>(work: Generator<undefined, Value, void>): Value {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
