import { expect, test } from '@playwright/test';
import { App } from './app';

test('settings take effect at once and are there again after a restart', async () => {
  const app = await App.open();
  try {
    await app.run('[step.a]\ntype = "command"\nrun = ["echo", "hello"]\n');
    await app.runStatus('completed');
    await app.page.keyboard.press('Control+,');
    await expect(app.page.getByTestId('settings-page')).toBeVisible();

    await app.page.getByTestId('setting-theme').getByRole('radio', { name: 'Dark' }).click();
    // The page itself is told by its driver that it is light.
    const isDark = () => app.electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors);
    await expect.poll(isDark).toBe(true);
    await app.page.getByTestId('setting-density').getByRole('radio', { name: 'Comfortable' }).click();
    await app.page.getByTestId('setting-close').getByRole('radio', { name: 'Stop them and quit' }).click();
    await app.page.keyboard.press('Control+1');
    const heights = () =>
      app.page.evaluate(() =>
        ['job-row', 'log-row'].map(
          (name) => document.querySelector(`[data-testid=${name}]`)?.getBoundingClientRect().height,
        ),
      );
    await expect.poll(heights).toEqual([32, 24]);

    await app.restart();
    await expect.poll(isDark).toBe(true);
    await expect.poll(heights).toEqual([32, 24]);
    await app.page.keyboard.press('Control+,');
    await expect(
      app.page.getByTestId('setting-close').getByRole('radio', { name: 'Stop them and quit' }),
    ).toHaveAttribute('aria-checked', 'true');
    await app.page.getByTestId('setting-theme').getByRole('radio', { name: 'Light' }).click();
    await expect.poll(isDark).toBe(false);
  } finally {
    await app.close();
  }
});
