import { expect, test } from '@playwright/test';
import { App } from './app';

test('what was done is said over the page: nothing moves, and it goes by itself unless somebody points at it', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run('name = "Words"\n[step.a]\ntype = "command"\nrun = "seq 1 20"\n');
    await app.runStatus('completed');
    const row = page.locator('[data-testid=log-row][data-n="7"]');
    const place = await row.boundingBox();
    await page.clock.install();
    const leaveSearch = async (): Promise<void> => {
      await page.keyboard.press('Control+F');
      await page.getByTestId('log-search').fill('1');
      await page.keyboard.press('Escape');
    };
    const notice = page.getByTestId('notice');
    await leaveSearch();
    await expect(notice).toContainText('is left');
    expect(await row.boundingBox()).toEqual(place);
    await page.clock.fastForward(11_000);
    await expect(notice).toBeVisible();
    await page.clock.fastForward(2000);
    await expect(notice).toHaveCount(0);

    await leaveSearch();
    await notice.hover();
    await page.clock.fastForward(30_000);
    await expect(notice).toBeVisible();
    await page.mouse.move(5, 5);
    await page.clock.fastForward(13_000);
    await expect(notice).toHaveCount(0);
  } finally {
    await app.close();
  }
});
