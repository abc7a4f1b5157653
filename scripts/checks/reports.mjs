// @ts-check
import { relative, resolve } from 'node:path';
import { root } from '../project/root.mjs';

/** @typedef {import('./steps.mjs').Tally} Tally */

/**
 * @typedef {object} VitestReport what Vitest's JSON reporter writes, as far as we read it
 * @property {VitestFile[]} testResults one for each file
 */

/**
 * @typedef {object} VitestFile
 * @property {string} name path of the file
 * @property {string} status
 * @property {string} [message] why the file failed as a whole
 * @property {{ status: string, fullName: string, failureMessages?: string[] | null }[]} assertionResults
 */

/**
 * @typedef {object} PlaywrightReport what Playwright's JSON reporter writes, as far as we read it
 * @property {{ rootDir: string }} config the folder that names of files are relative to
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {{ message?: string }[]} errors outside of any test
 * @property {PlaywrightSuite[]} suites
 */

/**
 * @typedef {object} PlaywrightSuite
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ title: string, file: string, tests: PlaywrightTest[] }[]} [specs]
 */

/**
 * @typedef {object} PlaywrightTest
 * @property {string} status `expected`, `unexpected`, `flaky` or `skipped`
 * @property {{ error?: { message?: string } }[]} results one for each try
 */

/**
 * Only a test that ran and passed is passed: skipped and to-do count as failed. So does a file that failed
 * as a whole, in an import or in a hook.
 *
 * @param {VitestReport} report
 * @returns {Required<Tally>}
 */
export function countVitest({ testResults }) {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((result) => ({ file: name, ...result })),
  );
  const failedTests = tests.filter(({ status }) => status !== 'passed');
  const failedFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status === 'passed'),
  );
  const failures = [
    ...failedTests.map(({ file, fullName, status, failureMessages }) =>
      describe(file, fullName, failureMessages?.[0] ?? status),
    ),
    ...failedFiles.map(({ name, message }) => describe(name, 'the file as a whole', message ?? '')),
  ];
  return { passed: tests.length - failedTests.length, failed: failures.length, failures };
}

/**
 * Only a test that passed at its first try is passed.
 *
 * @param {PlaywrightReport} report
 * @returns {Required<Tally>}
 */
export function countPlaywright({ config, stats, errors, suites }) {
  const failures = [
    ...specsOf(suites).flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status !== 'expected')
        .map(({ status, results }) =>
          describe(
            resolve(config.rootDir, file),
            title,
            results.find(({ error }) => error)?.error?.message ?? status,
          ),
        ),
    ),
    ...errors.map(({ message }) => describe('outside of any test', '', message ?? '')),
  ];
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
    failures,
  };
}

/**
 * @param {readonly PlaywrightSuite[]} suites
 * @returns {NonNullable<PlaywrightSuite['specs']>}
 */
function specsOf(suites) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specsOf(suite.suites ?? [])]);
}

/** What is enough to know a failure by, where only the end of the output is kept. */
const messageLines = 25;

/**
 * @param {string} file
 * @param {string} title
 * @param {string} message
 */
function describe(file, title, message) {
  const lines = message.split('\n');
  const shown = lines.slice(0, messageLines).map((line) => `    ${line}`);
  const rest = lines.length > messageLines ? [`    (${lines.length - messageLines} more lines above)`] : [];
  return [`✗ ${relative(root, resolve(root, file))} › ${title}`, ...shown, ...rest].join('\n');
}
