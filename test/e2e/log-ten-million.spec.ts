import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { EngineBundle } from '../../bench/harness/engine.mjs';
import { copyOfLogFolder, logFolder, logFolderEntries, rareWord } from '../../bench/harness/log-folder.mjs';
import { App } from './app';

const lines = 10_000_000;
/** Lines that hold the rare word. */
const rareLines = 179;
/** Making the folder takes a while; it is kept for the next time. */
const makingMs = 600_000;

let folder = '';

test.beforeAll(async () => {
  test.setTimeout(makingMs);
  const bundle = await EngineBundle.make(logFolderEntries);
  try {
    folder = copyOfLogFolder(await logFolder(bundle.folder, lines, console.log));
  } finally {
    bundle.remove();
  }
});
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function openLog(): Promise<App> {
  const app = await App.openOn(folder);
  await app.page.locator('[data-testid=job-row][data-job-id=r1]').click();
  await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(lines);
  return app;
}

test('ten million lines: any line is there at once, the first and the last at any pixel ratio', async () => {
  const app = await openLog();
  try {
    const { page } = app;
    for (const n of [4_812_377, 2, 9_999_998, 5_000_000]) {
      await page.keyboard.press('Control+g');
      await page.keyboard.type(String(n));
      await page.keyboard.press('Enter');
      await expect(page.locator(`[data-testid=log-row][data-n="${n}"]`)).toContainText(/\w{3}/);
    }
    const width = await page.evaluate(() => window.innerWidth);
    for (const ratio of [1, 1.5, 2, 2.25]) {
      await app.zoom(ratio);
      await expect
        .poll(async () => Math.abs((await page.evaluate(() => window.innerWidth)) - width / ratio))
        .toBeLessThan(2);
      // A small window shows tree or log, one at a time.
      if (width / ratio <= 900) await page.getByRole('button', { name: 'Log', exact: true }).click();
      await page.locator('#log').focus();
      await page.keyboard.press('Home');
      await expect.poll(async () => (await app.shownNumbers())[0]).toBe(1);
      const bar = await page.locator('.log-panel [role=scrollbar]').boundingBox();
      if (bar === null) throw new Error('The scrollbar is not there.');
      await page.mouse.move(bar.x + bar.width / 2, bar.y + 5);
      await page.mouse.down();
      await page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height + 50, { steps: 8 });
      await page.mouse.up();
      await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(lines);
    }
  } finally {
    // It is remembered for the next window.
    await app.zoom(1);
    await app.close();
  }
});

test('ten million lines: a search counts every hit, and goes to the nearest first', async () => {
  const app = await openLog();
  try {
    const { page } = app;
    await page.keyboard.press('Control+f');
    await page.keyboard.type(rareWord);
    await expect(page.locator('.log-panel mark').first()).toHaveText(rareWord);
    await expect(page.locator('.log-panel')).toContainText(`${rareLines} hits in 10,000,000 lines`, {
      timeout: 40_000,
    });
    const near = Number(await page.locator('[data-testid=log-row].hit').getAttribute('data-n'));
    expect(near).toBeGreaterThan(lines - 200_000);
    await page.keyboard.press('Shift+Enter');
    await expect
      .poll(async () => Number(await page.locator('[data-testid=log-row].hit').getAttribute('data-n')))
      .toBeLessThan(near);
  } finally {
    await app.close();
  }
});
