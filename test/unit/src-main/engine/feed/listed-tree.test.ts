import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobStatus, TreeRow } from '../../../../../src-shared/model';
import { treeSorts, type TreeQuery, type TreeSort } from '../../../../../src-shared/tree-query';
import { ListedTree, type ListedSource } from '../../../../../src-main/engine/feed/listed-tree';
import { matchingNodes } from '../../../../../src-main/engine/feed/matching-nodes';
import { naturalKey } from '../../../../../src-main/engine/feed/order-keys';
import { selfOpenedRuns, TreeFolds } from '../../../../../src-main/engine/feed/tree-folds';
import { formatId } from '../../../../../src-main/engine/jobs/ids';
import { nodesPerPage } from '../../../../../src-main/engine/jobs/node-table';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';

/** A folder in memory whose runs change by chance; time is the number of changes. */
class Folder {
  readonly runs = new Map<number, { tree: RunTree; active: boolean }>();
  readonly dirty: (run: number) => void;
  #next = 1;
  #time = 1;

  constructor(dirty: (run: number) => void) {
    this.dirty = dirty;
  }

  add(jobs: number): void {
    const run = this.#next++;
    const tree = new RunTree(run, null);
    this.runs.set(run, { tree, active: true });
    this.#node(tree, 'run', 0, `run ${run % 3}`);
    this.#node(tree, 'step', 0, 'first');
    this.#node(tree, 'step', 0, 'second');
    for (let at = 0; at < jobs; at++) this.#node(tree, 'job', 1 + (at % 2), `job ${(at * 7) % 12}`);
    this.dirty(run);
  }

  /** Something happens somewhere. */
  change(pick: number, what: number): void {
    const numbers = [...this.runs.keys()];
    if (numbers.length === 0) return;
    const run = numbers[pick % numbers.length];
    const one = this.runs.get(run);
    if (one === undefined) return;
    const { tree } = one;
    const { table } = tree;
    const n = (pick >> 3) % table.length;
    const time = this.#time++;
    this.dirty(run);
    if (what === 0) {
      this.runs.delete(run);
      return;
    }
    if (what === 1) {
      // It ends, and its tree is another object when somebody reads it again.
      this.runs.set(run, { tree: copyOf(tree), active: !one.active });
      return;
    }
    if (!one.active) {
      this.runs.set(run, { tree: copyOf(tree), active: true });
      return;
    }
    if (what === 2) this.#node(tree, 'job', Math.max(1, n), `job ${pick % 12}`);
    else if (n === 0 || !table.isJob(n)) tree.setContainerStatus(n, what % 2 === 0 ? 'running' : 'completed');
    else this.#happen(tree, n, what, time);
  }

  #happen(tree: RunTree, n: number, what: number, time: number): void {
    const status = tree.table.status(n);
    if (status === 'pending' && what % 3 === 0) tree.apply(n, 'cancel');
    else if (status === 'pending') {
      tree.apply(n, 'lease');
      tree.update(n, (table) => {
        table.setAttempt(n, table.attempt(n) + 1);
        table.setStartedAt(n, time);
        table.setEndedAt(n, 0);
      });
    } else if (status === 'running') {
      tree.apply(n, what % 2 === 0 ? 'complete' : what % 3 === 0 ? 'requeue' : 'fail');
      tree.update(n, (table) => {
        table.setEndedAt(n, time);
      });
      if (what % 4 === 1) tree.setNote(n, { reason: 'late', error: null, readyAt: time + 100 });
    } else tree.apply(n, 'requeue');
  }

  #node(tree: RunTree, kind: 'run' | 'step' | 'job', parent: number, name: string): number {
    return tree.add(
      {
        parent,
        kind,
        type: kind === 'job' ? 'command' : '',
        step: 0,
        createdAt: this.#time,
        index: null,
        enqueueSequence: 0,
        spawnDepth: 0,
        flags: 0,
      },
      { name, item: null },
    );
  }
}

function copyOf(tree: RunTree): RunTree {
  const copy = new RunTree(tree.run, null);
  const numbers = Array.from({ length: tree.table.length }, (_, n) => n);
  copy.restore({
    pages: Array.from({ length: Math.ceil(tree.table.length / nodesPerPage) }, (_, page) =>
      tree.table.pageCopy(page),
    ),
    texts: numbers.map((n) => tree.text(n)),
    counts: new Map(
      numbers.flatMap((n) => {
        const counts = tree.counts(n);
        return counts === null ? [] : [[n, counts] as const];
      }),
    ),
    notes: new Map(
      numbers.flatMap((n) => {
        const note = tree.note(n);
        return note === null ? [] : [[n, note] as const];
      }),
    ),
  });
  return copy;
}

function matches(query: TreeQuery, tree: RunTree, n: number): boolean {
  if (!tree.table.isJob(n)) return false;
  if (query.statuses.length > 0 && !query.statuses.includes(tree.table.status(n))) return false;
  return tree.text(n).name.includes(query.text);
}

function sourceOf(folder: Folder, query: TreeQuery): ListedSource {
  const at = (run: number) => folder.runs.get(run);
  return {
    runs: () => [...folder.runs.keys()],
    tree: (run) => at(run)?.tree ?? null,
    runStatus: (run) => at(run)?.tree.table.status(0) ?? null,
    row: (run, node, { depth, open }) =>
      ({ id: formatId(run, node), depth, open, childCount: at(run)?.tree.children(node).length }) as TreeRow,
    isActive: (run) => at(run)?.active === true,
    order: (run) => {
      const tree = at(run)?.tree;
      if (tree === undefined) return null;
      return {
        name: tree.text(0).name,
        status: tree.table.status(0),
        waits: false,
        readyAt: null,
        startedAt: tree.table.startedAt(0),
        endedAt: tree.table.endedAt(0),
      };
    },
    stats: (run) => at(run)?.tree.stats(0) ?? null,
    tags: () => [],
    *treeInParts(run) {
      yield;
      return at(run)?.tree ?? null;
    },
    matcher: (tree, n) => matches(query, tree, n),
  };
}

const groups: readonly JobStatus[] = ['failed', 'running', 'pending', 'cancelled', 'completed'];

/** The reference: what a person would say about two siblings. Below zero: the left one comes first. */
function compare(sort: TreeSort, tree: RunTree, a: number, b: number): number {
  const { table } = tree;
  if (sort === 'queue' || !table.isJob(a)) return a - b;
  const waits = (n: number): boolean => table.status(n) === 'pending' && table.attempt(n) > 0;
  const begun = (n: number): boolean => table.status(n) !== 'pending' && table.startedAt(n) > 0;
  const first = (...differences: number[]): number => differences.find((one) => one !== 0) ?? a - b;
  switch (sort) {
    case 'name':
      return first(Number(tree.text(a).name.slice(4)) - Number(tree.text(b).name.slice(4)));
    case 'started':
      return first(
        Number(begun(b)) - Number(begun(a)),
        begun(a) ? table.startedAt(b) - table.startedAt(a) : 0,
      );
    case 'duration': {
      const rank = (n: number): number => (!begun(n) ? 2 : table.status(n) === 'running' ? 0 : 1);
      const took = (n: number): number => Math.max(0, table.endedAt(n) - table.startedAt(n));
      if (rank(a) !== rank(b)) return rank(a) - rank(b);
      if (rank(a) === 0) return first(table.startedAt(a) - table.startedAt(b));
      return rank(a) === 1 ? first(took(b) - took(a)) : a - b;
    }
    case 'status': {
      const rank = (n: number): number => (waits(n) ? 0.5 : groups.indexOf(table.status(n)));
      if (rank(a) !== rank(b)) return rank(a) - rank(b);
      if (table.status(a) === 'pending') return first((tree.readyAt(a) ?? 0) - (tree.readyAt(b) ?? 0));
      if (table.status(a) === 'running') return first(table.startedAt(b) - table.startedAt(a));
      return first(table.endedAt(b) - table.endedAt(a));
    }
  }
}

/** The reference: everything is looked at, filtered and sorted anew. */
function naive(
  folder: Folder,
  query: TreeQuery,
  isFiltered: boolean,
  isOpen: (id: string, tree: RunTree, n: number) => boolean,
) {
  const rows: string[] = [];
  let found = 0;
  const isShown = (tree: RunTree, n: number): boolean => {
    if (!isFiltered) return true;
    const children = tree.children(n);
    for (let at = 0; at < children.length; at++) if (isShown(tree, children.at(at))) return true;
    return matches(query, tree, n);
  };
  const visit = (tree: RunTree, n: number, depth: number): void => {
    const list = tree.children(n);
    const children = Array.from({ length: list.length }, (_, at) => list.at(at))
      .filter((child) => isShown(tree, child))
      .sort((a, b) => compare(query.sort, tree, a, b));
    const open = children.length > 0 && isOpen(formatId(tree.run, n), tree, n);
    rows.push(`${formatId(tree.run, n)} ${depth} ${open ? 'open' : 'closed'}`);
    if (open) for (const child of children) visit(tree, child, depth + 1);
  };
  const runs = [...folder.runs.values()].map(({ tree }) => tree).filter((tree) => isShown(tree, 0));
  for (const tree of runs) for (let n = 0; n < tree.table.length; n++) if (matches(query, tree, n)) found++;
  for (const tree of orderRuns(runs, query.sort)) visit(tree, 0, 0);
  return { rows, found };
}

function orderRuns(runs: readonly RunTree[], sort: TreeSort): RunTree[] {
  // Runs of this folder have neither begun nor ended; what is left of their order are name, status and newness.
  const rank = ({ table }: RunTree): number => (sort === 'status' ? groups.indexOf(table.status(0)) : 0);
  const name = (tree: RunTree): number => (sort === 'name' ? Number(tree.text(0).name.slice(4)) : 0);
  return [...runs].sort((a, b) => rank(a) - rank(b) || name(a) - name(b) || b.run - a.run);
}

const query = fc.record({
  sort: fc.constantFrom(...treeSorts),
  statuses: fc.constantFrom<JobStatus[]>([], ['failed'], ['running'], ['pending', 'failed'], ['completed']),
  text: fc.constantFrom('', '1', 'job 7'),
  tag: fc.constant(null),
  within: fc.constant(null),
});

describe('the sorted and filtered tree', () => {
  it('has exactly the rows and the matches of a naive look, after any changes, in parts of any size', () => {
    fc.assert(
      fc.property(
        query,
        fc.array(fc.oneof(fc.nat(8), fc.constantFrom(70, 90)), { maxLength: 5 }),
        fc.array(fc.record({ pick: fc.nat(4000), what: fc.nat(12), act: fc.nat(9), parts: fc.nat(40) }), {
          maxLength: 60,
        }),
        fc.nat(60),
        (asked, runs, steps, from) => {
          const isFiltered = asked.statuses.length > 0 || asked.text !== '';
          const folds = new TreeFolds({ opensAll: isFiltered });
          const folder = new Folder((run) => listed.dirtyRuns.add(run));
          const listed: ListedTree = new ListedTree(sourceOf(folder, asked), {
            query: asked,
            isFiltered,
            within: null,
            folds,
          });
          for (const jobs of runs) folder.add(jobs);
          for (const { pick, what, act, parts } of steps) {
            const numbers = [...folder.runs.keys()];
            const run = numbers[pick % Math.max(1, numbers.length)];
            const tree = folder.runs.get(run)?.tree;
            if (act === 0) folder.add(pick % 80);
            else if (act <= 2 && tree !== undefined) {
              const node = (pick >> 2) % tree.table.length;
              const id = formatId(run, node);
              if (act === 1) folds.fold(id, what % 2 === 0);
              else folds.foldBelow(id, what % 3 !== 0, tree);
              listed.refold(run, node, act === 2);
            } else folder.change(pick, what);
            let left = parts;
            listed.work(() => left-- <= 0);
          }
          while (!listed.work(() => false));
          const expected = naive(folder, asked, isFiltered, (_, tree, n) => {
            // Of the runs that nobody has touched only the latest open by themselves.
            const isLate = [...folder.runs.keys()].slice(-selfOpenedRuns).includes(tree.run);
            return (n > 0 || isFiltered || isLate || folds.mayBeOpen(tree.run)) && folds.isOpen(tree, n);
          });
          expect(listed.progress).toBeNull();
          const shown = (first: number, count: number): string[] =>
            listed
              .window(first, count)
              .map((row) => `${row.id} ${row.depth} ${row.open ? 'open' : 'closed'}`);
          expect(shown(0, 10_000)).toEqual(expected.rows);
          expect(listed.rowCount).toBe(expected.rows.length);
          expect(shown(from, 20)).toEqual(expected.rows.slice(from, from + 20));
          if (isFiltered) expect(listed.matches).toBe(expected.found);
          expected.rows.forEach((row, at) => {
            const [run, node = '0'] = row.split(' ')[0].slice(1).split('.');
            expect(listed.rowOf(Number(run), Number(node))).toBe(at);
          });
          listed.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a single look at a run', () => {
  it('has exactly the nodes and the matches of a naive look', () => {
    fc.assert(
      fc.property(
        query,
        fc.nat(90),
        fc.array(fc.record({ pick: fc.nat(4000), what: fc.integer({ min: 2, max: 12 }) }), { maxLength: 80 }),
        (asked, jobs, changes) => {
          const folder = new Folder(() => undefined);
          folder.add(jobs);
          for (const { pick, what } of changes) folder.change(pick, what);
          const isFiltered = asked.statuses.length > 0 || asked.text !== '';
          const { rows, found } = naive(folder, asked, isFiltered, () => true);
          const matcher = isFiltered ? sourceOf(folder, asked).matcher : null;
          for (const { tree } of folder.runs.values()) {
            const nodes = [...matchingNodes(tree, 0, { sort: asked.sort, matcher })];
            expect(nodes.map(({ node, depth }) => `${formatId(tree.run, node)} ${depth}`)).toEqual(
              rows.map((row) => row.split(' ').slice(0, 2).join(' ')),
            );
            expect(nodes.filter(({ isMatch }) => isMatch)).toHaveLength(found);
          }
        },
      ),
    );
  });

  it('below a node has what the look at the run has below it', () => {
    fc.assert(
      fc.property(query, fc.nat(4000), fc.nat(60), (asked, pick, jobs) => {
        const folder = new Folder(() => undefined);
        folder.add(jobs);
        for (let at = 0; at < jobs; at++) folder.change(pick * (at + 1), 2 + (at % 9));
        const matcher = sourceOf(folder, { ...asked, statuses: ['pending', 'failed'] }).matcher;
        for (const { tree } of folder.runs.values()) {
          const root = pick % tree.table.length;
          const whole = [...matchingNodes(tree, 0, { sort: asked.sort, matcher })];
          const below = whole.filter(({ node }) => tree.isWithin(node, root));
          expect([...matchingNodes(tree, root, { sort: asked.sort, matcher })]).toEqual(
            below.map((one) => ({ ...one, depth: one.depth - tree.depth(root) })),
          );
        }
      }),
    );
  });
});

describe('the order of names', () => {
  it('takes numbers by their value', () => {
    const names = ['job 10', 'job 2', 'Job 1', 'job', 'job 2b', 'a100', 'a99', 'job 002'];
    expect([...names].sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))).toEqual([
      'a99',
      'a100',
      'job',
      'Job 1',
      'job 002',
      'job 2',
      'job 2b',
      'job 10',
    ]);
  });
});
