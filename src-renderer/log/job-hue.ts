/** The colour of a job in the log, given by order of start and reused. */

const jobHues = 8;

/** The CSS colour of the job at a position. */
export function jobHue(position: number): string {
  return `var(--job${(position % jobHues) + 1})`;
}
