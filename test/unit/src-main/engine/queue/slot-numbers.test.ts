import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlotNumbers } from '../../../../../src-main/engine/queue/slot-numbers';

it('a slot is the lowest number that nobody holds', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { nil: null })), (acts) => {
      const slots = new SlotNumbers();
      const held: number[] = [];
      for (const act of acts) {
        if (act === null || held.length === 0) {
          let lowest = 1;
          while (held.includes(lowest)) lowest++;
          held.push(slots.take());
          expect(held.at(-1)).toBe(lowest);
        } else {
          const [given] = held.splice(act % held.length, 1);
          slots.give(given);
        }
      }
    }),
  );
});
