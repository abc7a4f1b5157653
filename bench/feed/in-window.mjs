// @ts-check
/** Child process under a display: opens the built app, starts a busy run and watches its feed. See bench/feed.mjs. */
import { writeFileSync } from 'node:fs';
import { _electron } from '@playwright/test';
import { electronFlags } from '../../scripts/process/display.mjs';
import { root } from '../../scripts/project/root.mjs';
import { watchFeed } from './in-page.mjs';

const [folder, definition, seconds, hiddenSeconds, answer] = process.argv.slice(2);
const ms = Number(seconds) * 1000;
const app = await _electron.launch({
  cwd: root,
  args: [root, ...electronFlags(), '--data', folder],
  env: { .../** @type {Record<string, string>} */ (process.env), RUNSHEET_DATA: '' },
});
try {
  const page = await app.firstWindow();
  await page.locator('[data-testid=connection-state][data-state=live]').waitFor({ timeout: 60_000 });
  await page.evaluate(async (path) => {
    const reply = await /** @type {any} */ (globalThis).runsheet.commands['run.start']({ path });
    if (!reply.ok) throw new Error(reply.error.message);
  }, definition);
  await page.locator('[data-testid=job-row][data-kind=run]').first().click({ timeout: 60_000 });
  await page.locator('[data-testid=log-row][data-n]').first().waitFor({ timeout: 60_000 });
  // Until everything has been run once.
  await page.waitForTimeout(2000);
  const before = await page.evaluate(progress);
  const startedAt = performance.now();
  const shown = await page.evaluate(watchFeed, ms);
  const after = await page.evaluate(progress);
  const elapsed = (performance.now() - startedAt) / 1000;
  await show(false);
  await page.waitForTimeout(Number(hiddenSeconds) * 1000);
  await show(true);
  const again = await page.evaluate(watchFeed, ms);
  writeFileSync(
    answer,
    JSON.stringify({
      shown,
      again,
      jobsPerSecond: (after.ended - before.ended) / elapsed,
      linesPerSecond: (after.lines - before.lines) / elapsed,
    }),
  );
} finally {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
  });
  await app.close();
}

/**
 * Shows or hides the window. A busy main process now and then loses the promise that Playwright waits for.
 *
 * @param {boolean} isShown
 */
async function show(isShown) {
  for (let attempt = 1; ; attempt++) {
    try {
      await app.evaluate(({ BrowserWindow }, on) => {
        const [window] = BrowserWindow.getAllWindows();
        if (on) window?.show();
        else window?.hide();
      }, isShown);
      return;
    } catch (error) {
      if (attempt === 10 || !String(error).includes('garbage collected')) throw error;
    }
  }
}

/** Jobs that have ended and lines of the first run, without a change of what the window looks at. */
async function progress() {
  const { commands } = /** @type {any} */ (globalThis).runsheet;
  const reply = await commands['node.show']({ id: 'r1' });
  const { stats, lines } = reply.value;
  return { ended: stats.completed + stats.failed, lines };
}
