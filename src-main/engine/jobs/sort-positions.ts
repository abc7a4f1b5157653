/** Sorts by a number in slices, so that a hundred thousand of them hold nobody up. */

/** Numbers that are sorted, or merged, without a break. */
const chunk = 2048;

/** Positions in ascending order of their keys, of equal ones the lower position first. Yields after each slice of work. */
export function* sortPositions(
  positions: Uint32Array,
  keys: Float64Array,
): Generator<undefined, Uint32Array, void> {
  let from = positions.slice();
  let to = new Uint32Array(from.length);
  for (let at = 0; at < from.length; at += chunk) {
    from.subarray(at, at + chunk).sort((a, b) => keys[a] - keys[b] || a - b);
    yield;
  }
  for (let run = chunk; run < from.length; run *= 2) {
    let merged = 0;
    for (let at = 0; at < from.length; at += run * 2) {
      const middle = Math.min(at + run, from.length);
      const end = Math.min(at + run * 2, from.length);
      let left = at;
      let right = middle;
      for (let write = at; write < end; write++) {
        const takesLeft =
          right >= end ||
          (left < middle &&
            (keys[from[left]] < keys[from[right]] ||
              (keys[from[left]] === keys[from[right]] && from[left] < from[right])));
        to[write] = from[takesLeft ? left++ : right++];
        if (++merged % (chunk * 8) === 0) yield;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
