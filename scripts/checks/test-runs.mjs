// @ts-check
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasDisplay, underVirtualDisplay } from '../process/display.mjs';
import { packageProgram } from '../process/npm.mjs';
import { run } from '../process/run.mjs';
import { root } from '../project/root.mjs';
import { countPlaywright, countVitest } from './reports.mjs';

/** @typedef {import('./steps.mjs').Tally} Tally */

/**
 * Runs projects of `vitest.config.ts`.
 *
 * @param {readonly string[]} projects
 * @returns {Promise<Tally>}
 */
export function runVitest(projects) {
  return withReport(async (report) => {
    const args = [
      packageProgram('vitest'),
      'run',
      ...projects.map((name) => `--project=${name}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    const { code } = await run(process.execPath, args, { cwd: root, ownGroup: true });
    return { code, count: countVitest };
  });
}

/**
 * Runs the end-to-end tests against the built app, on a virtual display where there is no other.
 *
 * @returns {Promise<Tally>}
 */
export function runPlaywright() {
  return withReport(async (report) => {
    const program = packageProgram('@playwright/test', 'playwright');
    /** @type {[string, ...string[]]} */
    const tests = [process.execPath, program, 'test', '--reporter=list,json'];
    const [command, ...args] = hasDisplay() ? tests : underVirtualDisplay(tests);
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const { code } = await run(command, args, { cwd: root, ownGroup: true, env });
    return { code, count: countPlaywright };
  });
}

/**
 * Counts what a test runner reports. A runner that fails without a failed test in its report (an unhandled
 * error, no tests found, no report at all) counts as one failure.
 *
 * @param {(report: string) => Promise<{ code: number, count: (report: any) => Tally }>} work
 * @returns {Promise<Tally>}
 */
async function withReport(work) {
  const folder = mkdtempSync(join(tmpdir(), 'runsheet-report-'));
  try {
    const file = join(folder, 'report.json');
    const { code, count } = await work(file);
    const tally = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
    if (code !== 0 && tally.failed === 0) {
      console.error('The test runner failed, though no test of its report did.');
      return { ...tally, failed: 1 };
    }
    if (tally.passed + tally.failed === 0) {
      console.error('There was nothing to run.');
      return { passed: 0, failed: 1 };
    }
    return tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
