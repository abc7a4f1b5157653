// @ts-check
/** Child process under a display: the bare protocol in a window that does nothing else. See bench/feed.mjs. */
import { writeFileSync } from 'node:fs';
import { _electron } from '@playwright/test';
import { electronFlags } from '../../scripts/process/display.mjs';
import { root } from '../../scripts/project/root.mjs';

const [seconds, answer] = process.argv.slice(2);
const app = await _electron.launch({
  cwd: root,
  args: [new URL('bare-main.cjs', import.meta.url).pathname, ...electronFlags()],
  env: { .../** @type {Record<string, string>} */ (process.env) },
});
try {
  const page = await app.firstWindow();
  await page.waitForTimeout(1000);
  await page.evaluate(forget);
  await page.waitForTimeout(Number(seconds) * 1000);
  writeFileSync(answer, JSON.stringify(await page.evaluate(recall)));
} finally {
  await app.close();
}

/** What was measured while the page was being drawn first does not count. */
function forget() {
  /** @type {any} */ (globalThis).delays.length = 0;
}

/** @returns {number[]} */
function recall() {
  return /** @type {any} */ (globalThis).delays;
}
