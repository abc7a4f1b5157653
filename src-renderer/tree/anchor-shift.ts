/** By how many rows the list has moved under the eye when rows came and went. */
import type { TreeWindow } from '../../src-shared/contract';
import type { NodeId } from '../../src-shared/model';

/**
 * Rows that came above what must not move; negative: went; 0 when nothing of it is there any more. A row that went
 * elsewhere by itself, as sorted jobs do when they change, says nothing: its neighbours say where the place is.
 * @param anchorId the row under the pointer, else the first in view
 */
export function anchorShift(
  previous: Pick<TreeWindow, 'from' | 'rows'>,
  next: Pick<TreeWindow, 'from' | 'rows'>,
  anchorId: NodeId,
): number {
  const now = new Map(next.rows.map((row, at) => [row.id, next.from + at]));
  const shifts = previous.rows.map((row, at) => {
    const after = now.get(row.id);
    return after === undefined ? null : after - previous.from - at;
  });
  const anchor = previous.rows.findIndex((row) => row.id === anchorId);
  if (anchor === -1) return 0;
  // Outwards from the anchor: the first shift that a neighbour shares.
  for (let far = 0; far < shifts.length; far++) {
    for (const at of far === 0 ? [anchor] : [anchor + far, anchor - far]) {
      const shift = shifts[at];
      if (shift === undefined || shift === null) continue;
      if (shifts[at - 1] === shift || shifts[at + 1] === shift || shifts.length === 1) return shift;
    }
  }
  return shifts[anchor] ?? 0;
}
