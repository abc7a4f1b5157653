import { expect, test } from '@playwright/test';
import { App } from './app';

test('windows on one folder have scopes of their own, close alone, and are there again at the next start', async () => {
  const app = await App.open();
  try {
    await app.run('name = "First"\n[step.a]\ntype = "command"\nrun = ["echo", "one"]\n', 'first.toml');
    await app.runStatus('completed');
    await app.run('name = "Second"\n[step.a]\ntype = "command"\nrun = ["echo", "two"]\n', 'second.toml');
    await app.runStatus('completed');
    const opening = app.electron.waitForEvent('window');
    await app.page.keyboard.press('Control+Shift+N');
    const other = await opening;
    await expect(other.getByTestId('connection-state')).toHaveText(/live/i);
    // It shows what the first one shows, and goes its own way from there.
    await expect(other.locator('h1')).toHaveText('Second');
    await other.locator('[data-testid=job-row][data-kind=run]', { hasText: 'First' }).click();
    await expect(other.locator('h1')).toHaveText('First');
    await expect(other.getByTestId('log-row').first()).toContainText('one');
    await expect(app.page.locator('h1')).toHaveText('Second');
    // What another process changes is in both.
    await app.cli('add', '--wait', '--', 'echo', 'three');
    for (const page of [app.page, other]) {
      await expect(page.locator('[data-testid=job-row][data-kind=run]')).toHaveCount(3);
    }
    // One of them stands where there is no screen any more at the next start.
    await app.electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows().forEach((one, at) => {
        one.setBounds({ x: at === 0 ? 40 : 60, y: 30, width: 1200 + at, height: 800 });
      });
    });
    await expect.poll(() => other.evaluate(() => window.innerWidth)).toBeGreaterThan(1100);
    await app.restart();
    await expect.poll(() => app.electron.windows().length).toBe(2);
    const titles = async () =>
      (await Promise.all(app.electron.windows().map((page) => page.locator('h1').innerText()))).sort();
    await expect.poll(titles).toEqual(['First', 'Second']);

    // A window that is closed while another is there takes nothing with it, and does not come again.
    const [closed] = app.electron.windows();
    await closed.evaluate(() => {
      window.close();
    });
    await expect.poll(() => app.electron.windows().length).toBe(1);
  } finally {
    await app.close();
  }
});
