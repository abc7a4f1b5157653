import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNaturally, sortNaturally } from '../../../../../src-main/engine/definitions/natural-order';

const item = fc
  .array(fc.constantFrom('0', '1', '2', '9', '00', 'a', 'B', 'b', '/', '.', '-', 'ä', ' '))
  .map((parts) => parts.join(''));

describe('the order of items', () => {
  it('is that of numbers inside of names, and keeps folders together', async () => {
    const items = [
      'a10.js',
      'a2.js',
      'a/b.js',
      'a-b.js',
      'a1b10',
      'a1b9',
      'a/10/x',
      'a/9/x',
      'Z',
      '',
      'a',
      'a02.js',
      'a/b/c',
    ];
    expect(await sortNaturally(items)).toEqual([
      '',
      'Z',
      'a',
      'a/9/x',
      'a/10/x',
      'a/b/c',
      'a/b.js',
      'a-b.js',
      'a1b9',
      'a1b10',
      'a02.js',
      'a2.js',
      'a10.js',
    ]);
  });

  it('is one order for all: no two items compare as before each other, none is left out', () => {
    fc.assert(
      fc.property(item, item, item, (a, b, c) => {
        expect(Math.sign(compareNaturally(a, b))).toBe(-Math.sign(compareNaturally(b, a)) + 0);
        expect(compareNaturally(a, b) === 0).toBe(a === b);
        if (compareNaturally(a, b) < 0 && compareNaturally(b, c) < 0)
          expect(compareNaturally(a, c)).toBeLessThan(0);
      }),
      { numRuns: 20_000 },
    );
  });

  it('does not depend on the order in which items are found', async () => {
    const items = Array.from({ length: 20_000 }, (_, index) => `folder${index % 7}/file${index}.js`);
    const sorted = await sortNaturally(items);
    expect(sorted).toEqual([...items].sort(compareNaturally));
    expect(await sortNaturally([...items].reverse())).toEqual(sorted);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const items = Array.from({ length: 50_000 }, (_, index) => String(index));
    const sorting = sortNaturally(items, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(sorting).rejects.toThrow('cancelled');
  });
});
