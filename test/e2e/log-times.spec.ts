import { expect, test } from '@playwright/test';
import { App } from './app';
import { printing, rowOf, shownLog } from './log-texts';

test('times are of the day, since the start or since the line before; columns come on request and are remembered', async () => {
  const app = await App.open();
  try {
    await shownLog(app, printing('echo one; sleep 0.35; echo two >&2'), 2);
    const time = rowOf(app, 2).getByTestId('log-time');
    await expect(time).toHaveText(/^\d\d:\d\d:\d\d\.\d{3}$/);
    await expect(time).toHaveAttribute('title', /\.\d{6}$/);
    await app.page.keyboard.press('t');
    await expect(time).toHaveText(/^0:00:00\.\d{3}$/);
    await app.page.keyboard.press('t');
    await expect(time).toHaveText(/^\+0\.[3-9]\d\d$/);
    await app.page.getByTestId('log-view').click();
    await app.page.getByRole('menuitemcheckbox', { name: 'Stream' }).click();
    await expect(rowOf(app, 2).getByTestId('log-column-stream')).toHaveText('stderr');
    await app.restart();
    await app.page.locator('[data-testid=job-row][data-kind=run]').click();
    await expect(rowOf(app, 2).getByTestId('log-column-stream')).toHaveText('stderr');
    await expect(rowOf(app, 2).getByTestId('log-time')).toHaveText(/^\+/);
  } finally {
    await app.close();
  }
});
