import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';
import { drawnRows } from './tree-jobs';

const waiting =
  'name = "Waiting"\nconcurrency = 1\n[step.a]\ntype = "command"\nrun = "test -e go || sleep 600"\nfor_each = { range = [1, 300] }\n';

test('rows are selected by Shift and Ctrl, cancelled with exact numbers, and all that match are run again', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(waiting);
    await expect.poll(() => app.counts()).toMatchObject({ running: 1, pending: 299 });
    const job = (name: string) =>
      page.locator('[data-testid=job-row][data-kind=job]', { hasText: new RegExp(`^\\s*${name}\\s*`) });
    await expect.poll(async () => (await drawnRows(page)).length).toBeGreaterThan(8);
    await job('2').first().click();
    await job('5')
      .first()
      .click({ modifiers: ['Shift'] });
    await expect(page.getByTestId('tree-selection')).toContainText('4 rows selected');
    await job('4')
      .first()
      .click({ modifiers: ['Control'] });
    await expect(page.getByTestId('tree-selection')).toContainText('3 rows selected');
    await page.getByTestId('tree-bulk-cancel').click();
    await page.getByRole('button', { name: 'Cancel 3 jobs' }).click();
    await expect.poll(() => app.counts()).toMatchObject({ cancelled: 3, pending: 296 });

    await page.locator('#tree').focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByTestId('tree-selection')).toContainText('300 jobs selected');
    await page.getByTestId('tree-bulk-more').click();
    await page.getByRole('menuitem', { name: 'Priority…' }).click();
    await page.getByTestId('bulk-priority').fill('7');
    await page.getByRole('button', { name: 'Change 1 run' }).click();
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
    await expect
      .poll(async () => JSON.stringify((await app.cli('show', 'r1'))[0]['input']))
      .toContain('"priority":7');

    await page.locator('#tree').focus();
    await page.keyboard.press('Control+.');
    await page.getByRole('button', { name: 'Cancel 297 jobs' }).click();
    await app.runStatus('cancelled');
    await writeFile(path.join(app.folder, 'go'), '');
    await page.locator('#tree').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Run 300 jobs again' }).click();
    await app.runStatus('completed');
    expect(await app.counts()).toMatchObject({ completed: 300, cancelled: 0 });
    await page.locator('#tree').focus();
    await page.keyboard.press('r');
    await expect(page.getByRole('alertdialog')).toContainText('there is nothing to run again');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('tree-selection')).toHaveCount(0);
  } finally {
    await app.close();
  }
});
