import { expect, test } from '@playwright/test';
import { App } from './app';
import { mixedLog, rowOf, shownLog } from './log-texts';

test('hits are shown with lines around them, gaps are marked, and exactly what is shown is copied', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    const { page } = app;
    await page.getByTestId('log-search').fill('ERROR');
    await page.getByTestId('search-filter').click();
    await expect.poll(() => app.shownNumbers()).toEqual([701, 1501]);
    await page.getByTestId('search-context-2').click();
    const shown = [699, 700, 701, 702, 703, 1499, 1500, 1501, 1502, 1503];
    await expect.poll(() => app.shownNumbers()).toEqual(shown);
    await expect(rowOf(app, 701)).toHaveClass(/\bfound\b/);
    await expect(rowOf(app, 702)).toHaveClass(/\bbeside\b/);
    await expect(rowOf(app, 1499)).toHaveClass(/\bgap\b/);
    await expect(page.locator('[data-testid=log-row].gap')).toHaveCount(1);
    if (process.env['RUNSHEET_PICTURES'] !== undefined) {
      await page.screenshot({ path: `${process.env['RUNSHEET_PICTURES']}/context.png` });
    }
    await page.locator('#log').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await expect(page.getByTestId('log-note')).toHaveText('Copied 10 lines');
    const copied = (await app.clipboard()).trimEnd().split('\n');
    expect(copied).toHaveLength(10);
    expect([copied[0], copied[2], copied[9]]).toEqual([
      'line 699',
      'ERROR: cannot decode [a] <b>',
      'line 1503',
    ]);
    await page.getByTestId('search-context-5').click();
    await expect.poll(async () => (await app.shownNumbers()).length).toBe(22);
    await app.restart();
    await app.page.locator('[data-testid=job-row][data-kind=run]').click();
    await app.page.getByTestId('log-search').fill('ERROR');
    await app.page.getByTestId('search-filter').click();
    await expect.poll(async () => (await app.shownNumbers()).length).toBe(22);
  } finally {
    await app.close();
  }
});
