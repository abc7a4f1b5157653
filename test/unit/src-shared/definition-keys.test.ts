import { describe, expect, it } from 'vitest';
import { asksForNothing } from '../../../src-shared/definition-keys';

describe('a value that asks for nothing', () => {
  it.each([[undefined], [null], [''], [false], [0], [[]], [{}], [['', []]], [{ a: '', b: { c: 0 } }]])(
    'is %j',
    (value) => {
      expect(asksForNothing(value)).toBe(true);
    },
  );

  it.each([['x'], [' '], [true], [1], [-1], [[0, 1]], [{ a: [true] }], [Number.NaN]])(
    'is not %j',
    (value) => {
      expect(asksForNothing(value)).toBe(false);
    },
  );
});
