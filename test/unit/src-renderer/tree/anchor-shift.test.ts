import { describe, expect, it } from 'vitest';
import { anchorShift } from '../../../../src-renderer/tree/anchor-shift';
import { runRow, treeWindow } from '../fake-engine';

const rows = (from: number, ...ids: string[]) =>
  treeWindow(
    from,
    ids.map((id) => runRow(id)),
  );

describe('rows that come and go', () => {
  it('move the list by as many as came above what must not move, wherever the window is now', () => {
    expect(anchorShift(rows(0, 'r3', 'r2', 'r1'), rows(0, 'r5', 'r4', 'r3', 'r2', 'r1'), 'r2')).toBe(2);
    expect(anchorShift(rows(10, 'r3', 'r2', 'r1'), rows(110, 'r3', 'r2', 'r1'), 'r2')).toBe(100);
    expect(anchorShift(rows(0, 'r3', 'r2', 'r1'), rows(0, 'r3', 'r2', 'r1', 'r0'), 'r2')).toBe(0);
  });

  it('do not follow a row that went elsewhere by itself', () => {
    const before = rows(0, 'r1', 'r2', 'r3', 'r4', 'r5');
    expect(anchorShift(before, rows(0, 'r4', 'r1', 'r2', 'r3', 'r5'), 'r4')).toBe(1);
    expect(anchorShift(before, rows(0, 'r4', 'r1', 'r2', 'r3', 'r5'), 'r5')).toBe(1);
  });

  it('say nothing when nothing of what was there is left', () => {
    expect(anchorShift(rows(0, 'r1'), rows(0, 'r2'), 'r1')).toBe(0);
    expect(anchorShift(rows(0, 'r1'), rows(0, 'r1'), 'r9')).toBe(0);
  });
});
