import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparedKinds, type ComparedKind } from '../../../../../src-shared/compared-kinds';
import { RunComparison } from '../../../../../src-main/engine/compare/run-comparison';
import type { JobEvent } from '../../../../../src-main/engine/jobs/job-states';
import { nodeFlags } from '../../../../../src-main/engine/jobs/node-table';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';

/** Where a new node goes, what it is called, and what happens to it. */
const deed = fc.record({
  what: fc.constantFrom('add', 'add', 'happen', 'happen', 'happen', 'happen', 'expand', 'end'),
  where: fc.nat(),
  kind: fc.constantFrom('step', 'job', 'job', 'job'),
  name: fc.constantFrom('a', 'b'),
  item: fc.constantFrom(null, '1', '2'),
  ends: fc.constantFrom<JobEvent | null>(
    'complete',
    'complete',
    'complete',
    'complete',
    'fail',
    'cancel',
    null,
  ),
  took: fc.constantFrom(10, 109, 111, 1000, 1249, 1251, 5000),
  /** Steps of a refresh that is under way, before the next deed. */
  refresh: fc.nat(6),
});
type Deed = typeof deed extends fc.Arbitrary<infer Value> ? Value : never;

const nodesOf = (tree: RunTree, is: (n: number) => boolean): number[] =>
  Array.from({ length: tree.table.length }, (_, n) => n).filter(is);

function add(tree: RunTree, { where, kind, name, item }: Deed): void {
  const parents = nodesOf(tree, (n) => kind === 'job' || tree.table.kind(n) === 'run');
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

function happen(tree: RunTree, { where, ends, took }: Deed): void {
  const jobs = nodesOf(tree, (n) => tree.table.isJob(n));
  if (jobs.length === 0) return;
  const n = jobs[where % jobs.length];
  if (!tree.apply(n, 'lease')) tree.apply(n, 'requeue');
  if (ends !== null) tree.apply(n, ends);
  tree.update(n, (table) => {
    table.setStartedAt(n, 1000);
    table.setEndedAt(n, 1000 + took);
  });
}

/** A step has all its jobs, or has ended. */
function goOn(tree: RunTree, { where, what }: Deed): void {
  const steps = nodesOf(tree, (n) => tree.table.kind(n) === 'step');
  if (steps.length === 0) return;
  const n = steps[where % steps.length];
  if (what === 'end') tree.setContainerStatus(n, 'completed');
  else
    tree.update(n, (table) => {
      table.setFlag(n, nodeFlags.expanded, true);
    });
}

function doIn(tree: RunTree, one: Deed): void {
  if (one.what === 'add') add(tree, one);
  else if (one.what === 'happen') happen(tree, one);
  else goOn(tree, one);
}

function newTree(run: number): RunTree {
  const tree = new RunTree(run, null);
  const root = { parent: 0, kind: 'run', type: '', step: 0, createdAt: 1, index: null } as const;
  tree.add({ ...root, enqueueSequence: 0, spawnDepth: 0, flags: 0 }, { name: 'run', item: null });
  return tree;
}

/** A run in which nothing happens any more. */
function endedTree(deeds: readonly Deed[]): RunTree {
  const tree = newTree(2);
  for (const one of deeds) doIn(tree, one);
  for (const n of nodesOf(tree, (at) => tree.table.isJob(at))) {
    tree.apply(n, 'cancel');
  }
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

/** Two nodes that are the same, -1 for none, and the node here that both are below. */
interface Pair {
  readonly n: number;
  readonly m: number;
  readonly above: number;
}

/** All nodes of both, as pairs, within two that are the same. */
function pairs(here: RunTree, there: RunTree, { n, m, above }: Pair): Pair[] {
  const theirs = m === -1 ? new Map<string, number>() : childrenOf(there, m);
  const ours = n === -1 ? new Map<string, number>() : childrenOf(here, n);
  const below = n === -1 ? above : n;
  return [
    { n, m, above },
    ...[...new Set([...ours.keys(), ...theirs.keys()])].flatMap((name) =>
      pairs(here, there, { n: ours.get(name) ?? -1, m: theirs.get(name) ?? -1, above: below }),
    ),
  ];
}

const isOpen = (status: string): boolean => status === 'pending' || status === 'running';

function expectedKind(here: RunTree, there: RunTree, { n, m, above }: Pair): ComparedKind {
  if (n === -1) {
    const { table } = here;
    const isStep = table.kind(above) === 'step';
    const mayCome = isStep ? !table.hasFlag(above, nodeFlags.expanded) : table.isJob(above);
    return mayCome && isOpen(table.status(above)) ? 'open' : 'gone';
  }
  if (m === -1) return 'added';
  const [now, then] = [here.table.status(n), there.table.status(m)];
  if (isOpen(now)) return 'open';
  const [took, before] = [tookOf(here, n), tookOf(there, m)];
  const slower = took - before >= 100 && took >= before * 1.25;
  const faster = before - took >= 100 && before >= took * 1.25;
  const kinds: Record<string, ComparedKind> = {
    'failed failed': 'failing-again',
    'failed completed': 'failing',
    'failed cancelled': 'failing',
    'completed failed': 'repaired',
    'cancelled cancelled': 'alike',
    'completed completed': slower ? 'slower' : faster ? 'faster' : 'alike',
  };
  return kinds[`${now} ${then}`] ?? 'otherwise';
}

const tookOf = ({ table }: RunTree, n: number): number => table.endedAt(n) - table.startedAt(n);

function finish<Value>(work: Generator<undefined, Value, void>): Value {
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

it.each([
  ['at every moment', { matched: 1, pages: 1, lastPages: 0, listed: 1 }],
  ['in the usual slices', undefined],
] as const)('each job of two runs is of one kind, whatever happens %s', (_name, slices) => {
  fc.assert(
    fc.property(
      fc.array(deed, { minLength: 60, maxLength: 200 }),
      fc.array(deed, { minLength: 60, maxLength: 200 }),
      (before, deeds) => {
        const there = endedTree(before);
        const here = newTree(1);
        const comparison = new RunComparison(slices);
        // A tree that is read again is another object with the same nodes.
        const trees = { here: () => here, there: () => there };
        let refresh = comparison.refresh(trees);
        // Much of it is in both.
        for (const one of [...before.filter(({ what }) => what === 'add'), ...deeds]) {
          doIn(here, one);
          comparison.note(here.changes.pages);
          here.changes.pages.clear();
          for (let step = 0; step < one.refresh; step++) {
            if (refresh.next().done === true) refresh = comparison.refresh(trees);
          }
          // What was listed before must not be told again when it has changed.
          if (one.refresh === 6) {
            finish(refresh);
            finish(comparison.list(trees, { scope: 0, kind: comparedKinds[0] }));
            refresh = comparison.refresh(trees);
          }
        }
        finish(refresh);
        for (let scope = 0; scope < here.table.length; scope++) {
          const m = comparison.matching.thereOf(scope);
          const jobs = pairs(here, there, { n: scope, m, above: scope })
            .filter((pair) => (pair.n === -1 ? there.table.isJob(pair.m) : here.table.isJob(pair.n)))
            .map((pair) => ({ ...pair, kind: expectedKind(here, there, pair) }));
          const counts = comparison.counts(here, scope);
          for (const kind of comparedKinds) {
            const listed = finish(comparison.list(trees, { scope, kind }));
            const expected = jobs.filter((job) => job.kind === kind);
            const ids = expected.map((pair) => (pair.n === -1 ? ~pair.m : pair.n));
            expect([kind, [...listed].sort((a, b) => a - b)]).toEqual([kind, ids.sort((a, b) => a - b)]);
            expect([kind, counts[kind]]).toEqual([kind, expected.length]);
            if (kind !== 'slower' && kind !== 'faster') continue;
            const differences = listed.map((n) =>
              Math.abs(tookOf(here, n) - tookOf(there, comparison.matching.thereOf(n))),
            );
            expect(differences).toEqual([...differences].sort((a, b) => b - a));
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});
