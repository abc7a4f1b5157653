import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, plainEdges, type Dependencies } from '../../../../src-renderer/graph/layered-layout';

/** Graphs without cycles: a node waits for earlier ones only, then the numbers are shuffled. */
const graphs: fc.Arbitrary<Dependencies> = fc
  .integer({ min: 0, max: 24 })
  .chain((size) =>
    fc.tuple(
      fc.tuple(
        ...Array.from({ length: size }, (_, node) =>
          node === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(node - 1), { maxLength: 4 }),
        ),
      ),
      fc.shuffledSubarray(
        Array.from({ length: size }, (_, node) => node),
        { minLength: size },
      ),
    ),
  )
  .map(([depends, order]) => {
    const shuffled: number[][] = [];
    depends.forEach((of, node) => {
      shuffled[order[node] ?? 0] = of.map((one) => order[one] ?? 0);
    });
    return shuffled;
  });

/** All that a node waits for, directly or not. */
function ancestors(edges: readonly { from: number; to: number }[], node: number): Set<number> {
  const found = new Set<number>();
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { from, to } of edges) {
      if (to !== at || found.has(from)) continue;
      found.add(from);
      open.push(from);
    }
  }
  return found;
}

describe('the layout of steps', () => {
  it('puts what waits right of all it waits for, and nothing onto anything else', () => {
    fc.assert(
      fc.property(graphs, (depends) => {
        const { columns, rows, edges, columnCount, rowCount } = layOut(depends);
        depends.forEach((of, node) => {
          for (const from of of) expect(columns[node]).toBeGreaterThan(columns[from] ?? Infinity);
          if (of.length === 0) expect(columns[node]).toBe(0);
          expect(columns[node]).toBeLessThan(columnCount);
          expect(rows[node]).toBeGreaterThanOrEqual(0);
          expect(rows[node]).toBeLessThan(rowCount);
        });
        for (let column = 0; column < columnCount; column++) {
          const taken = [
            ...rows.filter((_, node) => columns[node] === column),
            ...edges.flatMap(({ from, rows: passed }) => passed[column - (columns[from] ?? 0) - 1] ?? []),
          ].sort((a, b) => a - b);
          taken.forEach((row, at) => {
            if (at > 0) expect(row - (taken[at - 1] ?? 0)).toBeGreaterThan(0.999);
          });
        }
        for (const { from, to, rows: passed } of edges) {
          expect(passed).toHaveLength((columns[to] ?? 0) - (columns[from] ?? 0) - 1);
        }
      }),
    );
  });

  it('leaves out dependencies that others say already, and no other', () => {
    fc.assert(
      fc.property(graphs, (depends) => {
        const all = depends.flatMap((of, to) => of.map((from) => ({ from, to })));
        const plain = plainEdges(depends);
        for (let node = 0; node < depends.length; node++) {
          expect(ancestors(plain, node)).toEqual(ancestors(all, node));
        }
        plain.forEach((edge) => {
          const others = plain.filter((one) => one !== edge);
          expect(ancestors(others, edge.to).has(edge.from)).toBe(false);
        });
      }),
    );
    expect(plainEdges([[], [0], [0, 1]])).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ]);
  });

  it('of a row is a row, of a fan is even around its source, and does not cross what need not cross', () => {
    expect(layOut([[], [0], [1]])).toMatchObject({ columns: [0, 1, 2], rows: [0, 0, 0], rowCount: 1 });
    expect(layOut([[], [0], [0], [0]])).toMatchObject({ rows: [1, 0, 1, 2] });
    const { rows } = layOut([[], [], [1], [0]]);
    expect((rows[0] ?? 0) < (rows[1] ?? 0)).toBe((rows[3] ?? 0) < (rows[2] ?? 0));
    expect(layOut([])).toMatchObject({ columnCount: 0, rowCount: 0, edges: [] });
  });
});
