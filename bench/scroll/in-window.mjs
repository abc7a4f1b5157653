// @ts-check
/**
 * Child process under a display: opens the built app on a folder, scrolls the log of a run from end to end while
 * another run writes, and counts the frames that the page has drawn. See bench/scroll.mjs.
 */
import { writeFileSync } from 'node:fs';
import { _electron } from '@playwright/test';
import { electronFlags } from '../../scripts/process/display.mjs';
import { root } from '../../scripts/project/root.mjs';
import { watchFrames } from './in-page.mjs';

const [folder, runId, noise, seconds, answer] = process.argv.slice(2);
const app = await _electron.launch({
  cwd: root,
  args: [root, ...electronFlags(), '--data', folder],
  env: { .../** @type {Record<string, string>} */ (process.env), RUNSHEET_DATA: '' },
});
try {
  const page = await app.firstWindow();
  await page.locator(`[data-testid=job-row][data-job-id="${runId}"]`).click({ timeout: 60_000 });
  await page.locator('[data-testid=log-row]').first().waitFor({ timeout: 60_000 });
  const ms = Number(seconds) * 1000;
  await page.evaluate(unfold, runId);
  const idle = await watch(page, { ms, scrolls: null });
  const quiet = await scrollAll(page, ms);
  const run = await page.evaluate(startRun, noise);
  const before = await page.evaluate(linesOf, run);
  const startedAt = performance.now();
  const busy = await scrollAll(page, ms);
  const linesPerSecond =
    ((await page.evaluate(linesOf, run)) - before) / ((performance.now() - startedAt) / 1000);
  const memory = await page.evaluate(() => /** @type {any} */ (performance).memory?.usedJSHeapSize ?? 0);
  writeFileSync(answer, JSON.stringify({ idle, quiet, busy, linesPerSecond, pageHeapBytes: memory }));
} finally {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });
  await app.close();
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {Parameters<typeof watchFrames>[0]} options
 */
function watch(page, options) {
  return page.evaluate(watchFrames, options);
}

/**
 * Scrolls the log, then the tree, then the timeline.
 *
 * @param {import('@playwright/test').Page} page
 * @param {number} ms for each
 */
async function scrollAll(page, ms) {
  const log = await watch(page, { ms, scrolls: 'log' });
  const tree = await watch(page, { ms, scrolls: 'tree' });
  await page.keyboard.press('2');
  await page.locator('[data-testid=timeline-lanes]').waitFor();
  const timeline = await watch(page, { ms, scrolls: 'timeline' });
  await page.keyboard.press('1');
  await page.locator('[data-testid=log-row]').first().waitFor();
  return { log, tree, timeline };
}

/**
 * Opens a run and all its steps in the tree.
 *
 * @param {string} id
 */
async function unfold(id) {
  const reply = await /** @type {any} */ (globalThis).runsheet.commands['tree.fold']({
    id,
    open: true,
    below: true,
  });
  if (!reply.ok) throw new Error(reply.error.message);
}

/**
 * Lines of a run, without a change of what the window looks at.
 *
 * @param {string} scopeId
 */
async function linesOf(scopeId) {
  const { commands } = /** @type {any} */ (globalThis).runsheet;
  const reply = await commands['log.rows']({ scopeId, levels: 15, from: 0, count: 1 });
  return /** @type {number} */ (reply.value.total);
}

/**
 * @param {string} path
 * @returns {Promise<string>} the run's id
 */
async function startRun(path) {
  const reply = await /** @type {any} */ (globalThis).runsheet.commands['run.start']({ path });
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.runId;
}
