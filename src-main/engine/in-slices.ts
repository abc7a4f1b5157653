/** Long work in slices, between which everybody else gets their turn. */

/** Milliseconds of work after which others get their turn. */
const sliceMs = 6;

/**
 * Does work that yields now and then; `quiet` resolves when memory holds nothing that is not durable, which is waited
 * for after each turn of the others.
 */
export async function inSlices<Value>(
  work: Generator<undefined, Value, void>,
  quiet: () => Promise<void>,
): Promise<Value> {
  for (;;) {
    const until = performance.now() + sliceMs;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
    await quiet();
  }
}
