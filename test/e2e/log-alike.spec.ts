import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, printing, rowOf, shownLog } from './log-texts';

test('like lines fold into one row that keeps their numbers, and open in the full log at their place', async () => {
  const app = await App.open();
  try {
    const script = 'echo start; for i in $(seq 1 300); do echo "strip $i of 300"; done; echo end';
    await shownLog(app, printing(script), 302);
    await app.page.getByTestId('log-view').click();
    await app.page.getByRole('menuitemcheckbox', { name: 'Fold like lines' }).click();
    await expect.poll(() => app.shownNumbers()).toEqual([1, 2, 302]);
    await expect(rowOf(app, 2).getByTestId('log-alike')).toHaveText('300 lines alike to 301');
    await rowOf(app, 2).getByTestId('log-alike').click();
    await expect(rowOf(app, 3)).toHaveText(/strip 2 of 300/);
    await goTo(app, '150');
    await expect(rowOf(app, 150)).toHaveText(/strip 149 of 300/);
  } finally {
    await app.close();
  }
});
