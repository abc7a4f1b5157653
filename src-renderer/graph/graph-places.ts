/** Where steps and edges of the graph lie, in pixels before zooming. */
import type { GraphLayout, LaidEdge } from './layered-layout';

export const nodeWidth = 208;
export const nodeHeight = 76;
const columnGap = 72;
const rowGap = 24;
const border = 24;

/** Left upper corner of a place. */
export function cornerOf(column: number, row: number): { x: number; y: number } {
  return { x: border + column * (nodeWidth + columnGap), y: border + row * (nodeHeight + rowGap) };
}

/** Size of the whole graph. */
export function sizeOf({ columnCount, rowCount }: GraphLayout): { width: number; height: number } {
  const { x, y } = cornerOf(columnCount, rowCount);
  return { width: Math.max(1, x - columnGap + border), height: Math.max(1, y - rowGap + border) };
}

/** The curve of an edge, from the right side of one step to the left side of the other. */
export function curveOf(edge: LaidEdge, { columns, rows }: GraphLayout): string {
  const column = columns[edge.from] ?? 0;
  const start = cornerOf(column, rows[edge.from] ?? 0);
  let [x, y] = [start.x + nodeWidth, start.y + nodeHeight / 2];
  let path = `M${x} ${y}`;
  const stops = [...edge.rows, rows[edge.to] ?? 0];
  stops.forEach((row, at) => {
    const next = cornerOf(column + 1 + at, row);
    const middle = next.y + nodeHeight / 2;
    const isLast = at === stops.length - 1;
    const half = (next.x - x) / 2;
    const end = isLast ? next.x - 5 : next.x;
    path += `C${x + half} ${y} ${end - half} ${middle} ${end} ${middle}`;
    x = next.x;
    y = middle;
    if (isLast) return;
    x += nodeWidth;
    path += `H${x}`;
  });
  return path;
}

/** The step that an arrow key goes to from another; null where there is none. */
export function stepBeside(
  from: number,
  key: string,
  { columns, rows }: Pick<GraphLayout, 'columns' | 'rows'>,
): number | null {
  const [column, row] = [columns[from] ?? 0, rows[from] ?? 0];
  const isSideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  let best: { node: number; away: number } | null = null;
  columns.forEach((otherColumn, node) => {
    const [byColumn, byRow] = [otherColumn - column, (rows[node] ?? 0) - row];
    if (node === from || Math.sign(isSideways ? byColumn : byRow) !== sign) return;
    if (!isSideways && byColumn !== 0) return;
    const away = Math.abs(byColumn) * 100 + Math.abs(byRow);
    if (best === null || away < best.away) best = { node, away };
  });
  return (best as { node: number } | null)?.node ?? null;
}
