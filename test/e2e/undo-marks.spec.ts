import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, rowOf, shownLog } from './log-texts';

test('a mark that was taken away comes back, and so do all of them', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const marks = page.getByTestId('log-marks');
    const notice = page.getByTestId('notice');
    await shownLog(app, mixedLog, 2000);
    const mark = async (n: number): Promise<void> => {
      await goTo(app, String(n));
      await page.locator('#log').focus();
      await page.keyboard.press('m');
    };
    await mark(701);
    await mark(704);
    await expect(marks).toHaveText('2');

    await page.keyboard.press('m');
    await expect(marks).toHaveText('1');
    await expect(rowOf(app, 704).getByLabel('Marked')).toHaveCount(0);
    await expect(notice).toContainText('1 mark taken away');
    await page.keyboard.press('Control+z');
    await expect(rowOf(app, 704).getByLabel('Marked')).toBeVisible();
    await expect(notice).toHaveCount(0);

    await marks.click();
    await page.getByRole('menuitem', { name: 'Take all marks away' }).click();
    await expect(marks).toHaveCount(0);
    await expect(notice).toContainText('2 marks taken away');
    // What is marked meanwhile stays.
    await mark(705);
    await expect(marks).toHaveText('1');
    await page.getByTestId('undo').click();
    await expect(marks).toHaveText('3');
    await app.restart();
    await app.page.locator('[data-testid=job-row][data-kind=run]').click();
    await expect(app.page.getByTestId('log-marks')).toHaveText('3');
  } finally {
    await app.close();
  }
});
