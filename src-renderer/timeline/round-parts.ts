/** Parts of a whole, rounded so that they add up: what rounding takes goes to those that lose most by it. */

/** Shares of the parts in units of `whole` (1000: tenths of a percent); all zeros when there is nothing. */
export function roundParts(parts: readonly number[], whole: number): number[] {
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum <= 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / sum) * whole);
  const rounded = exact.map(Math.floor);
  let left = whole - rounded.reduce((total, part) => total + part, 0);
  const byLoss = exact.map((_, at) => at).sort((a, b) => loss(b) - loss(a));
  for (const at of byLoss) {
    if (left <= 0) break;
    rounded[at] = (rounded[at] ?? 0) + 1;
    left--;
  }
  return rounded;

  function loss(at: number): number {
    return (exact[at] ?? 0) - (rounded[at] ?? 0);
  }
}
