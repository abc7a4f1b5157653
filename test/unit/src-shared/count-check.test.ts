import { describe, expect, it } from 'vitest';
import { countsAddUp, findCountViolations } from '../../../src-shared/count-check';
import { runRow } from '../src-renderer/fake-engine';

const right = { total: 15, pending: 1, running: 2, completed: 3, failed: 4, cancelled: 5 };
const wrong = { ...right, total: 16 };

describe('Promise 4: counts', () => {
  it('add up when the total is the sum of the five', () => {
    expect(countsAddUp(right)).toBe(true);
    expect(countsAddUp(wrong)).toBe(false);
  });

  it('that do not are found wherever a message carries them', () => {
    const row = (id: string, stats = right) => runRow(id, { stats });
    const message = {
      totals: right,
      scope: row('r1'),
      selected: row('r1.2'),
      tree: { rows: [row('r1')] },
    };
    expect(findCountViolations(message)).toEqual([]);
    expect(findCountViolations({ ...message, totals: wrong })).toEqual(['totals']);
    expect(findCountViolations({ ...message, scope: row('r1', wrong) })).toEqual(['scope r1']);
    expect(findCountViolations({ ...message, selected: row('r1.2', wrong) })).toEqual(['selected r1.2']);
    expect(
      findCountViolations({
        ...message,
        tree: { rows: [row('r1'), row('r2', wrong)] },
      }),
    ).toEqual(['r2']);
  });
});
