/** The last whole number from `low` to `high` for which `holds` holds, as it does for a beginning of them. */
export function lastOf(low: number, high: number, holds: (at: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to + 1) >>> 1;
    if (holds(middle)) from = middle;
    else to = middle - 1;
  }
  return from;
}
