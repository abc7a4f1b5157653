/** "Did you mean …?" */
import { closest, distance } from 'fastest-levenshtein';

/** The candidate that a name was probably meant to be, or undefined when none is near enough. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const plain = plainName(name);
  const same = candidates.find((candidate) => plainName(candidate) === plain);
  if (same !== undefined) return same;
  if (candidates.length === 0 || plain === '') return undefined;
  const plainCandidates = candidates.map(plainName);
  const best = closest(plain, plainCandidates);
  const length = Math.max(plain.length, best.length);
  // Two letters the wrong way round are two steps apart.
  const allowed = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
  return distance(plain, best) <= allowed ? candidates[plainCandidates.indexOf(best)] : undefined;
}

/** Case, "_", "-", "." and spaces make no difference to what was meant. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s._-]/g, '');
}
