/**
 * A layered layout of a graph without cycles: what waits stands right of all it waits for, edges that pass layers keep a
 * lane of their own there, and rows are ordered so that few edges cross. Dependencies that follow from others are left
 * out by {@link plainEdges}. Positions are columns and rows; a row is a number with a fraction.
 */

/** Positions of the nodes that a node waits for. */
export type Dependencies = readonly (readonly number[])[];

/** An edge with the rows it passes between its ends. */
export interface LaidEdge {
  readonly from: number;
  readonly to: number;
  /** Rows in the columns between them, the first one right of `from`. */
  readonly rows: readonly number[];
}

/** Where everything stands. */
export interface GraphLayout {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  readonly edges: readonly LaidEdge[];
  readonly columnCount: number;
  readonly rowCount: number;
}

/** Something that takes a place in a column: a node, or an edge that passes. */
interface Place {
  readonly node: number | null;
  row: number;
  readonly before: Place[];
  readonly after: Place[];
}

/** Sweeps over the columns that order their rows. */
const sweeps = 8;

/** The column of each node: one behind the last of those it waits for. */
function columnsOf(depends: Dependencies): number[] {
  const columns: number[] = [];
  const columnOf = (node: number): number => {
    const known = columns[node];
    if (known !== undefined) return known;
    columns[node] = 0;
    const column = Math.max(-1, ...(depends[node] ?? []).map(columnOf)) + 1;
    columns[node] = column;
    return column;
  };
  depends.forEach((_, node) => columnOf(node));
  return columns;
}

/** Edges without those that say only what others say already: of a → b → c, a → c. */
export function plainEdges(depends: Dependencies): { from: number; to: number }[] {
  const columns = columnsOf(depends);
  const order = depends.map((_, node) => node).sort((a, b) => (columns[a] ?? 0) - (columns[b] ?? 0));
  const above: Set<number>[] = [];
  const edges: { from: number; to: number }[] = [];
  for (const to of order) {
    const direct = [...new Set(depends[to])].sort((a, b) => (columns[b] ?? 0) - (columns[a] ?? 0));
    const all = new Set<number>();
    for (const from of direct) {
      if (!all.has(from)) edges.push({ from, to });
      all.add(from);
      for (const further of above[from] ?? []) all.add(further);
    }
    above[to] = all;
  }
  return edges.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Lays the graph out; the order of the nodes is kept where nothing else matters. */
export function layOut(depends: Dependencies): GraphLayout {
  const columns = columnsOf(depends);
  const columnCount = Math.max(0, ...columns.map((column) => column + 1));
  const grid: Place[][] = Array.from({ length: columnCount }, () => []);
  const places = depends.map((_, node) => put(grid, columns[node] ?? 0, node));
  const chains = plainEdges(depends).map(({ from, to }) => {
    const passed: Place[] = [];
    let last = places[from];
    for (let column = (columns[from] ?? 0) + 1; column < (columns[to] ?? 0); column++) {
      const place = put(grid, column, null);
      link(last, place);
      passed.push(place);
      last = place;
    }
    link(last, places[to]);
    return { from, to, passed };
  });
  const kept = orderRows(grid);
  spread(kept);
  const rowCount = Math.max(0, ...kept.map((column) => (column.at(-1)?.row ?? -1) + 1));
  return {
    columns,
    rows: places.map((place) => place?.row ?? 0),
    edges: chains.map(({ from, to, passed }) => ({ from, to, rows: passed.map(({ row }) => row) })),
    columnCount,
    rowCount,
  };
}

function put(grid: Place[][], column: number, node: number | null): Place {
  const place: Place = { node, row: grid[column]?.length ?? 0, before: [], after: [] };
  grid[column]?.push(place);
  return place;
}

function link(from: Place | undefined, to: Place | undefined): void {
  if (from === undefined || to === undefined) return;
  from.after.push(to);
  to.before.push(from);
}

/** Edges between columns that cross. */
function crossings(grid: readonly (readonly Place[])[]): number {
  let count = 0;
  for (const column of grid) {
    const edges = column.flatMap((place) => place.after.map((to) => [place.row, to.row] as const));
    edges.forEach(([a, b], at) => {
      for (const [c, d] of edges.slice(at + 1)) if ((a - c) * (b - d) < 0) count++;
    });
  }
  return count;
}

/** Orders each column by the middle of its neighbours, back and forth; the order with the fewest crossings stays. */
function orderRows(grid: readonly Place[][]): readonly Place[][] {
  const number = (column: readonly Place[]): void => {
    column.forEach((place, row) => (place.row = row));
  };
  grid.forEach(number);
  let best = grid.map((column) => [...column]);
  let fewest = crossings(grid);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? grid : [...grid].reverse()) {
      const middles = new Map(
        column.map((place) => [place, middle(forward ? place.before : place.after) ?? place.row]),
      );
      column.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0));
      number(column);
    }
    const now = crossings(grid);
    if (now < fewest) {
      fewest = now;
      best = grid.map((column) => [...column]);
    }
  }
  best.forEach(number);
  return best;
}

/** Moves places towards their neighbours' rows, in their order and a row apart. */
function spread(grid: readonly (readonly Place[])[]): void {
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? grid : [...grid].reverse()) {
      const wanted = column.map((place) => middle(forward ? place.before : place.after) ?? place.row);
      settle(column, wanted);
    }
  }
  const places = grid.flat();
  const first = places.reduce((lowest, { row }) => Math.min(lowest, row), Infinity);
  for (const place of places) place.row -= first;
}

/** Gives each place its wanted row as far as the order allows: neighbours that collide share what they lack. */
function settle(column: readonly Place[], wanted: readonly number[]): void {
  const blocks: { sum: number; count: number; first: number }[] = [];
  wanted.forEach((row, at) => {
    let block = { sum: row - at, count: 1, first: at };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.sum / last.count < block.sum / block.count) break;
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count, first: last.first };
    }
    blocks.push(block);
  });
  for (const { sum, count, first } of blocks) {
    for (let at = first; at < first + count; at++) {
      const place = column[at];
      if (place !== undefined) place.row = sum / count + at;
    }
  }
}

function middle(places: readonly Place[]): number | null {
  if (places.length === 0) return null;
  return places.reduce((sum, { row }) => sum + row, 0) / places.length;
}
