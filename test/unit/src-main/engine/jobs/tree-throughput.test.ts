import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndedBySpan } from '../../../../../src-shared/throughput';
import { jobEvents } from '../../../../../src-main/engine/jobs/job-states';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';
import { TreeThroughput, type ScopeThroughput } from '../../../../../src-main/engine/jobs/tree-throughput';

function add(tree: RunTree, kind: 'run' | 'step' | 'job', parent: number, createdAt = 0): number {
  return tree.add(
    {
      parent,
      kind,
      type: '' as const,
      step: 0,
      createdAt,
      index: null,
      enqueueSequence: 0,
      spawnDepth: 0,
      flags: 0,
    },
    { name: kind, item: null },
  );
}

function newTree(startedAt: number): RunTree {
  const tree = new RunTree(1, null);
  add(tree, 'run', 0);
  add(tree, 'step', 0);
  add(tree, 'step', 0);
  for (const n of [0, 1, 2]) tree.table.setStartedAt(n, startedAt);
  return tree;
}

/** What happens to a job, with its times set as the engine sets them. */
function happen(tree: RunTree, n: number, event: (typeof jobEvents)[number], now: number): void {
  const { table } = tree;
  if (table.status(n) === 'running') table.setEndedAt(n, now);
  if (!tree.apply(n, event) || event !== 'lease') return;
  table.setAttempt(n, table.attempt(n) + 1);
  table.setStartedAt(n, now);
  table.setEndedAt(n, 0);
}

/** Everything that can be asked of a scope, read from the rows, as plainly as can be. */
function recount(tree: RunTree, root: number) {
  const { table } = tree;
  const found = { ended: [] as number[], retrying: 0, durationMs: 0 };
  for (let n = 1; n < table.length; n++) {
    if (!table.isJob(n) || !tree.isWithin(n, root)) continue;
    const status = table.status(n);
    if (status === 'pending' && table.attempt(n) > 0) found.retrying++;
    if (status !== 'completed' && status !== 'failed') continue;
    found.ended.push(table.endedAt(n));
    found.durationMs += table.endedAt(n) - table.startedAt(n);
  }
  return found;
}

function expectExact(tree: RunTree, root: number, scope: ScopeThroughput, now: number): void {
  const { ended, retrying, durationMs } = recount(tree, root);
  expect(scope.retrying).toBe(retrying);
  expect(scope.ended.count).toBe(ended.length);
  expect(scope.ended.durationMs).toBeCloseTo(durationMs, 3);
  for (const told of [scope.ended.recent(now), scope.ended.history()]) {
    told.counts.forEach((count, span) => {
      expect(count).toBe(ended.filter((time) => spanOf(told, time) === span).length);
    });
  }
  expect(sum(scope.ended.history())).toBe(ended.length);
  const minuteAgo = (Math.floor(now / 1000) - 59) * 1000;
  expect(sum(scope.ended.recent(now))).toBe(ended.filter((time) => time >= minuteAgo).length);
}

const spanOf = ({ from, spanMs }: EndedBySpan, time: number) => Math.floor((time - from) / spanMs);
const sum = ({ counts }: EndedBySpan) => counts.reduce((all, count) => all + count, 0);

const action = fc.record({
  /** Mostly little time passes, now and then hours. */
  passesMs: fc.oneof(fc.nat(3000), fc.nat(200_000), fc.constant(9_000_000)),
  do: fc.oneof(
    { weight: 1, arbitrary: fc.record({ parent: fc.nat(50) }) },
    { weight: 4, arbitrary: fc.record({ node: fc.nat(50), event: fc.constantFrom(...jobEvents) }) },
  ),
});

describe('the throughput of a run', () => {
  it('Promise 4: at every moment its counts by time equal a recount of the rows, looked at early or late', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60, size: 'max' }), fc.nat(60), (actions, lookAt) => {
        let now = 1_700_000_000_000;
        const tree = newTree(now);
        let throughput: TreeThroughput | null = null;
        actions.forEach((one, index) => {
          now += one.passesMs;
          if (index === lookAt) throughput = new TreeThroughput(tree);
          if ('parent' in one.do) add(tree, 'job', 1 + (one.do.parent % (tree.table.length - 1)), now);
          else {
            const node = 1 + (one.do.node % (tree.table.length - 1));
            if (tree.table.isJob(node)) happen(tree, node, one.do.event, now);
          }
          for (let n = 0; throughput !== null && n < tree.table.length; n++) {
            const scope = throughput.of(n);
            if (scope === null) expect(tree.table.isJob(n) && tree.children(n).length === 0).toBe(true);
            else expectExact(tree, n, scope, now);
          }
        });
        const later = new TreeThroughput(tree);
        for (const n of [0, 1, 2]) expectExact(tree, n, later.of(n) as ScopeThroughput, now);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('keeps no more than 120 spans and tells the last minute by seconds, however long the run takes', () => {
    const tree = newTree(1_000_000);
    const throughput = new TreeThroughput(tree);
    const scope = throughput.of(0) as ScopeThroughput;
    let now = 1_000_000;
    for (let job = 0; job < 5000; job++) {
      const n = add(tree, 'job', 1);
      happen(tree, n, 'lease', now);
      happen(tree, n, 'complete', (now += 700));
    }
    expect(scope.ended.history().counts.length).toBeLessThanOrEqual(120);
    expect(scope.ended.history().spanMs).toBe(32_000);
    expect(scope.ended.recent(now).counts).toHaveLength(60);
    expect(scope.ended.recent(now + 3_600_000).counts).toEqual([]);
    expect(sum(scope.ended.history())).toBe(5000);
  });
});
