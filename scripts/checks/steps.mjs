// @ts-check

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} [failures] each failure in a few lines: where, and why
 */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {() => Promise<Tally>} work
 */

/**
 * Runs steps one after the other, those of a list at once, all of them whatever fails, and prints what became of
 * each. Failures are told again at the end, where only the end of the output may be kept; the last line is
 * `N passed, N failed`.
 *
 * @param {readonly (Step | readonly Step[])[]} steps
 * @param {() => boolean} isInterrupted nothing more starts once this is true
 * @returns {Promise<number>} exit code
 */
export async function runSteps(steps, isInterrupted) {
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  const allFailures = [];
  const total = { passed: 0, failed: 0 };
  const runStep = async (/** @type {Step} */ { name, work }) => {
    const startedAt = performance.now();
    const { passed, failed, failures = [] } = await attempt(work);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const counts = passed + failed > 1 ? `: ${passed} passed, ${failed} failed` : '';
    lines.push(`${failed === 0 ? '✓' : '✗'} ${name}${counts} (${seconds} s)`);
    allFailures.push(...failures);
    total.passed += passed;
    total.failed += failed;
  };
  for (const step of steps) {
    if (isInterrupted()) return 130;
    const together = 'name' in step ? [step] : step;
    console.log(`\n▸ ${together.map(({ name }) => name).join(' and ')}`);
    await Promise.all(together.map(runStep));
  }
  if (isInterrupted()) return 130;
  if (allFailures.length > 0) console.log(`\n▸ what failed\n\n${allFailures.join('\n\n')}`);
  console.log(`\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

/**
 * A step that cannot run counts as failed, and says why.
 *
 * @param {() => Promise<Tally>} work
 * @returns {Promise<Tally>}
 */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}
