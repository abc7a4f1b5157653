import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, rowOf, shownLog } from './log-texts';

test('a marked line is found again, after a restart too', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await goTo(app, '701');
    await app.page.keyboard.press('m');
    await expect(rowOf(app, 701).getByLabel('Marked')).toBeVisible();
    await app.restart();
    await app.page.locator('[data-testid=job-row][data-kind=run]').click();
    await app.page.getByTestId('log-marks').click();
    await app.page.getByRole('menuitem', { name: 'ERROR: cannot decode [a] <b>' }).click();
    await expect(rowOf(app, 701).getByLabel('Marked')).toBeVisible();
    await app.page.locator('#log').focus();
    await app.page.keyboard.press('m');
    await expect(app.page.getByTestId('log-marks')).toHaveCount(0);
  } finally {
    await app.close();
  }
});

test('a menu that is higher than the window ends at its edge, and each of its entries can be reached', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.resize(1440, 500);
    await shownLog(app, mixedLog, 2000);
    for (let n = 1; n <= 24; n++) {
      await goTo(app, String(n * 10 + 1));
      await page.keyboard.press('m');
    }
    await expect(page.getByTestId('log-marks')).toContainText('24');
    const menu = page.getByRole('menu');
    const entries = page.getByRole('menuitem');
    /** Parts of the menu and of an entry are in the window, and the menu does not cut the entry off. */
    const expectReached = async (at: number): Promise<void> => {
      const height = await page.evaluate(() => innerHeight);
      const [around, box] = [await menu.boundingBox(), await entries.nth(at).boundingBox()];
      if (around === null || box === null) throw new Error('The menu is not drawn.');
      expect(around.y).toBeGreaterThanOrEqual(0);
      expect(around.y + around.height).toBeLessThanOrEqual(height);
      expect(box.y).toBeGreaterThanOrEqual(around.y);
      expect(box.y + box.height).toBeLessThanOrEqual(around.y + around.height);
    };
    await page.getByTestId('log-marks').click();
    await expect(entries).toHaveCount(25);
    await expectReached(0);
    await page.keyboard.press('End');
    await expect(entries.last()).toBeFocused();
    await expectReached(24);
    await page.keyboard.press('Home');
    await expect(entries.first()).toBeFocused();
    await expectReached(0);

    await menu.hover();
    await page.mouse.wheel(0, 5000);
    await expect.poll(async () => menu.evaluate((box) => box.scrollTop)).toBeGreaterThan(0);
    await expectReached(24);
    await entries.last().click();
    await expect(page.getByTestId('log-marks')).toHaveCount(0);
  } finally {
    await app.close();
  }
});
