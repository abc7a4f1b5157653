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
