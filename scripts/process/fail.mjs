// @ts-check

/**
 * Ends a script: what went wrong is one sentence on stderr, the exit code is 1.
 *
 * @param {unknown} error
 */
export function failWithSentence(error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode ||= 1;
}
