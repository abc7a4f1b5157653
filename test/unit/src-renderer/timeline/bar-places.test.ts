import { describe, expect, it } from 'vitest';
import { barAtPoint, barBeside } from '../../../../src-renderer/timeline/bar-places';
import { axisHeight, labelWidth, rightRoom } from '../../../../src-renderer/timeline/lane-layout';

/** Slot 1: 0–10, 20–21; slot 3: 4–30. */
const bars = {
  slot: [1, 1, 3],
  start: [0, 20, 4],
  end: [10, 21, 30],
  outcome: [1, 1, 1],
  attempts: [1, 1, 1],
  node: [5, 6, 7],
  attempt: [1, 1, 1],
};
/** A pixel is a tenth of a millisecond. */
const layout = {
  width: labelWidth + 1000 + rightRoom,
  height: 500,
  laneHeight: 40,
  slots: 3,
  top: 0,
  span: { from: 0, to: 100 },
};
const at = (time: number, slot: number): number | null =>
  barAtPoint(bars, layout, labelWidth + time * 10, axisHeight + (slot - 0.5) * 40);

describe('bars of the timeline', () => {
  it('are found below a point, and a little beside it', () => {
    expect(at(5, 1)).toBe(0);
    expect(at(10.2, 1)).toBe(0);
    expect(at(15, 1)).toBeNull();
    expect(at(19.8, 1)).toBe(1);
    expect(at(20.5, 1)).toBe(1);
    expect(at(5, 2)).toBeNull();
    expect(at(5, 3)).toBe(2);
    expect(barAtPoint(bars, layout, labelWidth + 50, 10)).toBeNull();
    expect(barAtPoint(bars, { ...layout, top: 2 }, labelWidth + 50, axisHeight + 20)).toBe(2);
  });

  it('are gone through by keys, past slots without any', () => {
    expect(barBeside(bars, 0, 'next')).toBe(1);
    expect(barBeside(bars, 1, 'next')).toBeNull();
    expect(barBeside(bars, 0, 'previous')).toBeNull();
    expect(barBeside(bars, 0, 'below')).toBe(2);
    expect(barBeside(bars, 2, 'above')).toBe(1);
    expect(barBeside(bars, 0, 'above')).toBeNull();
  });
});
