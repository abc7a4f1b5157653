import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeRow } from '../../../../../src-shared/model';
import { TreeFolds } from '../../../../../src-main/engine/feed/tree-folds';
import { TreeRows } from '../../../../../src-main/engine/feed/tree-rows';
import { formatId } from '../../../../../src-main/engine/jobs/ids';
import { RunTree } from '../../../../../src-main/engine/jobs/run-tree';

function tree(run: number, jobsPerStep: readonly number[], childrenOf: ReadonlySet<number>): RunTree {
  const made = new RunTree(run, null);
  const node = (kind: 'run' | 'step' | 'job', parent: number) =>
    made.add(
      {
        parent,
        kind,
        type: '',
        step: 0,
        createdAt: 0,
        index: null,
        enqueueSequence: 0,
        spawnDepth: 0,
        flags: 0,
      },
      { name: '', item: null },
    );
  node('run', 0);
  const steps = jobsPerStep.map(() => node('step', 0));
  const jobs = steps.flatMap((step, at) => Array.from({ length: jobsPerStep[at] }, () => node('job', step)));
  jobs.forEach((job, at) => {
    if (childrenOf.has(at)) {
      node('job', job);
      node('job', job);
    }
  });
  return made;
}

/** The reference: all rows, one after the other. */
function flatten(trees: readonly RunTree[], isOpen: (id: string) => boolean): string[] {
  const rows: string[] = [];
  const visit = (one: RunTree, n: number, depth: number): void => {
    rows.push(`${formatId(one.run, n)} ${depth}`);
    if (!isOpen(formatId(one.run, n))) return;
    for (let at = 0; at < one.children(n).length; at++) visit(one, one.children(n).at(at), depth + 1);
  };
  for (const one of [...trees].reverse()) visit(one, 0, 0);
  return rows;
}

function rowsOf(trees: readonly RunTree[], folds: TreeFolds): TreeRows {
  const byRun = new Map(trees.map((one) => [one.run, one]));
  return new TreeRows(
    {
      runs: () => trees.map((one) => one.run),
      tree: (run) => byRun.get(run) ?? null,
      runStatus: (run) => byRun.get(run)?.table.status(0) ?? null,
      row: (run, node, place) => ({ id: formatId(run, node), depth: place.depth }) as TreeRow,
    },
    folds,
  );
}

describe('the rows of the tree', () => {
  it('are those of a plain walk, for any folding and any window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(6), { maxLength: 4 }), { maxLength: 6 }),
        fc.array(fc.nat(200), { maxLength: 12 }),
        fc.array(fc.nat(30)),
        fc.nat(60),
        fc.nat(30),
        (runs, picks, parents, from, count) => {
          const trees = runs.map((steps, at) => tree(at * 3 + 1, steps, new Set(parents)));
          const all = trees.flatMap((one) =>
            Array.from({ length: one.table.length }, (_, n) => formatId(one.run, n)),
          );
          const open = new Set<string>();
          const folds = new TreeFolds();
          const rows = rowsOf(trees, folds);
          for (const pick of picks) {
            if (all.length === 0) break;
            const id = all[pick % all.length];
            // A second time closes it again.
            if (open.delete(id)) folds.fold(id, false);
            else {
              open.add(id);
              folds.fold(id, true);
            }
          }
          const expected = flatten(trees, (id) => open.has(id));
          const window = rows.window(null, from, count);
          expect(window.rowCount).toBe(expected.length);
          expect(window.rows.map((row) => `${row.id} ${row.depth}`)).toEqual(
            expected.slice(from, from + count),
          );
          for (const one of trees) {
            for (let n = 0; n < one.table.length; n++) {
              const place = `${formatId(one.run, n)} ${one.depth(n)}`;
              expect(rows.rowOf(null, one.run, n)).toBe(expected.indexOf(place));
            }
            const first = expected.indexOf(`${formatId(one.run, 0)} 0`);
            for (const step of rows.stepRows(one.run)) {
              expect(expected[first + step.row]).toBe(`${formatId(one.run, step.node)} 1`);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('open a running step by themselves, and keep closed what a person closed', () => {
    const one = tree(1, [3, 3], new Set());
    const folds = new TreeFolds();
    const rows = rowsOf([one], folds);
    const ids = () => rows.window(null, 0, 100).rows.map((row) => row.id);
    expect(ids()).toEqual(['r1']);
    one.setContainerStatus(0, 'running');
    one.setContainerStatus(1, 'running');
    expect(ids()).toEqual(['r1', 'r1.1', 'r1.3', 'r1.4', 'r1.5', 'r1.2']);
    one.setContainerStatus(1, 'completed');
    expect(ids()).toEqual(['r1', 'r1.1', 'r1.3', 'r1.4', 'r1.5', 'r1.2']);
    folds.fold('r1.1', false);
    one.setContainerStatus(1, 'running');
    expect(ids()).toEqual(['r1', 'r1.1', 'r1.2']);
  });
});
