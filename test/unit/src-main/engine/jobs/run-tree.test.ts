import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyStats, type Stats } from '../../../../../src-shared/model';
import { Counts } from '../../../../../src-main/engine/jobs/counts';
import { jobEvents } from '../../../../../src-main/engine/jobs/job-states';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';

function newNode(kind: 'run' | 'step' | 'job', parent: number) {
  return {
    parent,
    kind,
    type: '' as const,
    step: 0,
    createdAt: 1,
    index: null,
    enqueueSequence: 0,
    spawnDepth: 0,
    flags: 0,
  };
}

const action = fc.oneof(
  fc.record({ do: fc.constant('add' as const), parent: fc.nat(1000) }),
  fc.record({ do: fc.constant('event' as const), node: fc.nat(1000), event: fc.constantFrom(...jobEvents) }),
  fc.record({ do: fc.constant('lines' as const), node: fc.nat(1000), lines: fc.nat(20) }),
);

/** A recount of the rows, as slow and plain as can be. */
function recount(tree: RunTree, root: number): { stats: Stats; lines: number } {
  const stats = emptyStats();
  let lines = 0;
  for (let n = 0; n < tree.table.length; n++) {
    let at = n;
    while (at !== root && at !== 0) at = tree.table.parent(at);
    if (at !== root) continue;
    lines += tree.table.ownLines(n);
    if (!tree.table.isJob(n)) continue;
    stats[tree.table.status(n)]++;
    stats.total++;
  }
  return { stats, lines };
}

describe('the tree of a run', () => {
  it('Promise 4: after every change the counters of every node equal a recount of the rows', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (actions) => {
        const folder = new Counts();
        const tree = new RunTree(1, folder);
        tree.add(newNode('run', 0), { name: 'run', item: null });
        tree.add(newNode('step', 0), { name: 'step', item: null });
        tree.add(newNode('step', 0), { name: 'other', item: null });
        for (const one of actions) {
          if (one.do === 'add') {
            const parent = 1 + (one.parent % (tree.table.length - 1));
            tree.add(newNode('job', parent), { name: 'job', item: null });
          } else {
            const node = 1 + (one.node % (tree.table.length - 1));
            if (one.do === 'lines') tree.addLines(node, one.lines);
            else if (tree.table.isJob(node)) tree.apply(node, one.event);
          }
          for (let n = 0; n < tree.table.length; n++) {
            const { stats, lines } = recount(tree, n);
            expect(tree.stats(n)).toEqual(stats);
            expect(tree.lines(n)).toBe(lines);
          }
          expect(folder.toStats()).toEqual(recount(tree, 0).stats);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('refuses an event that means nothing in the status, and changes nothing then', () => {
    const tree = new RunTree(1, null);
    tree.add(newNode('run', 0), { name: 'run', item: null });
    const job = tree.add(newNode('job', 0), { name: 'job', item: null });
    expect(tree.apply(job, 'complete')).toBe(false);
    expect(tree.apply(job, 'cancel')).toBe(true);
    expect(tree.apply(job, 'lease')).toBe(false);
    expect(tree.apply(job, 'complete')).toBe(false);
    expect(tree.stats(0)).toEqual({ ...emptyStats(), total: 1, cancelled: 1 });
  });

  it('walks a subtree depth-first in order of creation, its root first', () => {
    const tree = new RunTree(1, null);
    const add = (kind: 'run' | 'step' | 'job', parent: number) =>
      tree.add(newNode(kind, parent), { name: '', item: null });
    add('run', 0);
    const step = add('step', 0);
    const first = add('job', step);
    const second = add('job', step);
    const childOfFirst = add('job', first);
    const childOfSecond = add('job', second);
    const later = add('job', first);
    expect([...tree.walk(step)]).toEqual([step, first, childOfFirst, later, second, childOfSecond]);
    expect(tree.isWithin(later, first)).toBe(true);
    expect(tree.isWithin(childOfSecond, first)).toBe(false);
  });
});
