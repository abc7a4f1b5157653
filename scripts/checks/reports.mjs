// @ts-check

/** @typedef {import('./steps.mjs').Tally} Tally */

/**
 * @typedef {object} VitestReport what Vitest's JSON reporter writes, as far as we read it
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults one for each file
 */

/**
 * @typedef {object} PlaywrightReport what Playwright's JSON reporter writes, as far as we read it
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {unknown[]} errors outside of any test
 */

/**
 * Only a test that ran and passed is passed: skipped and to-do count as failed. So does a file that failed
 * as a whole, in an import or in a hook.
 *
 * @param {VitestReport} report
 * @returns {Tally}
 */
export function countVitest({ testResults }) {
  const tests = testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failedFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status === 'passed'),
  );
  return { passed, failed: tests.length - passed + failedFiles.length };
}

/**
 * Only a test that passed at its first try is passed.
 *
 * @param {PlaywrightReport} report
 * @returns {Tally}
 */
export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
  };
}
