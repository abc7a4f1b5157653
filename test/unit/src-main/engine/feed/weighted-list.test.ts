import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightedList } from '../../../../../src-main/engine/feed/weighted-list';

interface Entry {
  key: number;
  id: number;
  weight: number;
}

/** The reference: sorted anew each time. */
function sorted(entries: ReadonlyMap<number, Entry>): Entry[] {
  return [...entries.values()].sort((a, b) => a.key - b.key || a.id - b.id);
}

describe('a list with weights', () => {
  it('is that of a plain sort, whatever comes, goes and grows, beyond the size of a block', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.nat(3000), key: fc.nat(40), weight: fc.integer({ min: 1, max: 9 }) }), {
          minLength: 1,
          maxLength: 4000,
          size: 'max',
        }),
        fc.nat(),
        (steps, probe) => {
          const list = new WeightedList();
          const model = new Map<number, Entry>();
          for (const { id, key, weight } of steps) {
            const known = model.get(id);
            if (known === undefined) {
              list.insert(key, id, weight);
              model.set(id, { key, id, weight });
            } else if (weight < 6) {
              expect(list.remove(known.key, id)).toBe(known.weight);
              model.delete(id);
            } else {
              expect(list.setWeight(known.key, id, weight)).toBe(weight - known.weight);
              known.weight = weight;
            }
          }
          const entries = sorted(model);
          const total = entries.reduce((sum, one) => sum + one.weight, 0);
          expect([list.length, list.total]).toEqual([entries.length, total]);
          expect([...list.from(0)].map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
          const row = total === 0 ? 0 : probe % total;
          let first = 0;
          for (const one of entries) {
            if (first + one.weight > row) {
              const found = list.from(row).next().value as { id: number; row: number };
              expect([found.id, found.row]).toEqual([one.id, first]);
              expect(list.rowOf(one.key, one.id)).toBe(first);
              break;
            }
            first += one.weight;
          }
          expect(list.rowOf(-1, 1)).toBe(-1);
        },
      ),
      { numRuns: 15 },
    );
  });
});
