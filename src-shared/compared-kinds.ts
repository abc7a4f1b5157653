/** What can become of a job from one run to another, apart from the schemas: the page's bundle has no schema library. */

/** What became of a job; each job of the two runs, taken as one when it is in both, is of exactly one kind. */
export const comparedKinds = [
  /** Failed, and did not in the other run. */
  'failing',
  /** Failed in both. */
  'failing-again',
  /** Completed, and failed in the other run. */
  'repaired',
  /** Ended in another way: cancelled in one of them. */
  'otherwise',
  /** Only in this run. */
  'added',
  /** Only in the other run. */
  'gone',
  /** Completed in both, and took longer; see {@link isSlower}. The most first. */
  'slower',
  /** Completed in both, and took less time. The most first. */
  'faster',
  /** Ended in the same way in both. */
  'alike',
  /** Has not ended yet, or may still come: the other run has it, and its step or the job that spawns it is not so far. */
  'open',
] as const;
export type ComparedKind = (typeof comparedKinds)[number];

/** A duration counts as another one from this difference on: as a part of the shorter one, and in milliseconds. */
export const slowerFrom = { part: 0.25, ms: 100 } as const;

/** Whether `a` counts as slower than `b`, both in milliseconds. */
export function isSlower(a: number, b: number): boolean {
  return a - b >= slowerFrom.ms && a - b >= b * slowerFrom.part;
}
