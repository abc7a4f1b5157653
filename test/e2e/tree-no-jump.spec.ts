import { expect, test } from '@playwright/test';
import { App } from './app';
import { drawnRows, everyTenthFails, sortBy } from './tree-jobs';

test('rows that come above do not move the row under the pointer: new runs, and jobs sorted by status', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(everyTenthFails('First', 100));
    await app.runStatus('completed');
    await page.locator('#tree').hover();
    await page.mouse.wheel(0, 26 * 30);
    await expect.poll(async () => (await drawnRows(page))[0]?.kind).toBe('job');
    const row = (await drawnRows(page))[6];
    await page.mouse.move(200, row.y + 13);
    const place = async (id: string) => (await drawnRows(page)).find((one) => one.id === id)?.y;
    // More rows than the window asks for in advance.
    for (let at = 0; at < 3; at++) await app.cli('add', '--', 'true');
    await app.cli('run', await app.define('second.toml', everyTenthFails('Second', 60)));
    await expect(page.getByTestId('dead-badge')).toHaveAttribute('data-value', '16');
    await expect.poll(() => place(row.id)).toBe(row.y);

    await sortBy(app, 'Status, newest first');
    await page.mouse.move(200, row.y + 13);
    await page.mouse.wheel(0, 26 * 10);
    const settled = (await drawnRows(page)).find(({ y }) => Math.abs(y - row.y) < 26);
    if (settled === undefined) throw new Error('There is no row under the pointer.');
    await app.cli('run', await app.define('third.toml', everyTenthFails('Third', 60)));
    await expect(page.getByTestId('dead-badge')).toHaveAttribute('data-value', '22');
    await expect.poll(() => place(settled.id)).toBe(settled.y);
  } finally {
    await app.close();
  }
});
