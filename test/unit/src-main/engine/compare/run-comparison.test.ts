import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparedKinds, isSlower, type ComparedKind } from '../../../../../src-shared/comparison';
import { RunComparison } from '../../../../../src-main/engine/compare/run-comparison';
import type { JobEvent } from '../../../../../src-main/engine/jobs/job-states';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';

/** Where a new node goes, what it is called, and what happens to it. */
const deed = fc.record({
  where: fc.nat(),
  kind: fc.constantFrom('step', 'job', 'job', 'job'),
  name: fc.constantFrom('a', 'b'),
  item: fc.constantFrom(null, '1', '2'),
  target: fc.nat(),
  ends: fc.constantFrom<JobEvent | null>('complete', 'complete', 'fail', 'cancel', null),
  took: fc.constantFrom(10, 1000, 1020, 1300, 5000),
  /** Steps of a refresh that is begun after it; null: none is. */
  refresh: fc.option(fc.nat(3), { freq: 3 }),
  /** Whether it happens in the other run. */
  isThere: fc.constantFrom(false, false, false, true),
});
type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never;

function add(tree: RunTree, { where, kind, name, item }: Deed): void {
  const parents = Array.from({ length: tree.table.length }, (_, n) => n).filter(
    (n) => kind === 'job' || tree.table.kind(n) === 'run',
  );
  const parent = parents[where % parents.length];
  const isStep = tree.table.kind(parent) === 'step';
  tree.add(
    {
      ...{ parent, kind, type: kind === 'job' ? 'command' : '', createdAt: 1, index: null },
      ...{ step: isStep ? parent : tree.table.step(parent), enqueueSequence: 0, spawnDepth: 0, flags: 0 },
    },
    { name, item },
  );
}

function happen(tree: RunTree, { target, ends, took }: Deed): void {
  const jobs = Array.from({ length: tree.table.length }, (_, n) => n).filter((n) => tree.table.isJob(n));
  if (jobs.length === 0) return;
  const n = jobs[target % jobs.length];
  if (!tree.apply(n, 'lease')) tree.apply(n, 'requeue');
  if (ends !== null) tree.apply(n, ends);
  tree.update(n, (table) => {
    table.setStartedAt(n, 1000);
    table.setEndedAt(n, 1000 + took);
  });
}

function newTree(run: number): RunTree {
  const tree = new RunTree(run, null);
  const root = { parent: 0, kind: 'run', type: '', step: 0, createdAt: 1, index: null } as const;
  tree.add({ ...root, enqueueSequence: 0, spawnDepth: 0, flags: 0 }, { name: 'run', item: null });
  return tree;
}

/** The children of a node, each told apart by what it is and how many like it came before. */
function childrenOf(tree: RunTree, n: number): Map<string, number> {
  const seen = new Map<string, number>();
  const named = new Map<string, number>();
  const children = tree.children(n);
  for (let at = 0; at < children.length; at++) {
    const child = children.at(at);
    const what = JSON.stringify([tree.table.kind(child), tree.text(child)]);
    const before = seen.get(what) ?? 0;
    seen.set(what, before + 1);
    named.set(`${what} ${before}`, child);
  }
  return named;
}

/** All nodes of both, as pairs, within two that are the same. */
function pairs(here: RunTree, there: RunTree, n: number, m: number): (readonly [number, number])[] {
  const theirs = m === -1 ? new Map<string, number>() : childrenOf(there, m);
  const ours = n === -1 ? new Map<string, number>() : childrenOf(here, n);
  return [
    [n, m] as const,
    ...[...new Set([...ours.keys(), ...theirs.keys()])].flatMap((name) =>
      pairs(here, there, ours.get(name) ?? -1, theirs.get(name) ?? -1),
    ),
  ];
}

function expectedKind(here: RunTree, there: RunTree, [n, m]: readonly [number, number]): ComparedKind {
  if (n === -1) return 'gone';
  if (m === -1) return 'added';
  const [now, then] = [here.table.status(n), there.table.status(m)];
  const took = [here.table.endedAt(n), there.table.endedAt(m)].map((time) => time - 1000);
  if ([now, then].some((status) => status === 'pending' || status === 'running')) return 'open';
  const slower = isSlower(took[0], took[1]) ? 'slower' : isSlower(took[1], took[0]) ? 'faster' : 'alike';
  const kinds: Record<string, ComparedKind> = {
    'failed failed': 'failing-again',
    'failed completed': 'failing',
    'failed cancelled': 'failing',
    'completed failed': 'repaired',
    'cancelled cancelled': 'alike',
    'completed completed': slower,
  };
  return kinds[`${now} ${then}`] ?? 'otherwise';
}

it('each job of two runs is of one kind, whatever happens while it is found out', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 120 }), (deeds) => {
      const [here, there] = [newTree(1), newTree(2)];
      const comparison = new RunComparison();
      const trees = { here: () => here, there: () => there };
      const changed = (): void => {
        comparison.note(here.changes.pages);
        if (there.changes.pages.size > 0) comparison.noteAll();
        here.changes.pages.clear();
        there.changes.pages.clear();
      };
      let refresh = comparison.refresh(trees);
      for (const one of deeds) {
        const tree = one.isThere ? there : here;
        if (one.where % 2 === 0) add(tree, one);
        else happen(tree, one);
        changed();
        for (let step = 0; step < (one.refresh ?? 0); step++) {
          if (refresh.next().done === true) refresh = comparison.refresh(trees);
        }
      }
      for (let step = refresh.next(); step.done !== true; step = refresh.next());
      const scopes = Array.from({ length: here.table.length }, (_, n) => n);
      for (const scope of scopes) {
        const jobs = pairs(here, there, scope, comparison.matching.thereOf(scope)).filter(([n, m]) =>
          n === -1 ? there.table.isJob(m) : here.table.isJob(n),
        );
        const kinds = jobs.map((pair) => expectedKind(here, there, pair));
        const counts = comparison.counts(trees, scope);
        for (const kind of comparedKinds) {
          const nodes = comparison.jobs(trees, scope, kind);
          const expected = jobs
            .filter((_, at) => kinds[at] === kind)
            .map(([n, m]) => (kind === 'gone' ? m : n))
            .sort((a, b) => a - b);
          expect([kind, [...nodes].sort((a, b) => a - b)]).toEqual([kind, expected]);
          expect(counts[kind]).toBe(expected.length);
        }
      }
    }),
    { numRuns: 300 },
  );
});
