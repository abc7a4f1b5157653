/** The colour of a job in the log, given by order of start and reused. */

const jobHues = 8;

/** The CSS colour of the job at a position. */
export function jobHue(position: number): string {
  return `var(--job${(position % jobHues) + 1})`;
}

/** The class of log-rows.css that has it. */
export function jobHueClass(position: number): string {
  return `hue${(position % jobHues) + 1}`;
}
