import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

const thousand =
  'name = "Thousand"\nconcurrency = 16\n[step.work]\ntype = "command"\nrun = "test -e repaired"\nfor_each = { range = [1, 1000] }\non_error = "continue"\n';

test('a thousand failed jobs are in the dead letter, and all of them are sent round again', async () => {
  test.setTimeout(180_000);
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(thousand);
    await expect
      .poll(() => app.counts(), { timeout: 90_000 })
      .toMatchObject({ failed: 1000, pending: 0, running: 0 });
    await page.getByRole('button', { name: /^Dead letter/ }).click();
    await expect(page.getByTestId('dead-badge')).toHaveAttribute('data-value', '1000');
    await expect(page.getByTestId('dead-count')).toHaveAttribute('data-value', '1000');
    const rows = page.getByTestId('dead-row');
    await expect(rows.first()).toBeVisible();
    expect(await rows.count()).toBeLessThan(100);

    await page.getByTestId('dead-filter').fill('no such thing');
    await expect(page.getByText('No job with "no such thing"')).toBeVisible();
    await page.getByTestId('dead-filter').fill('');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await expect(rows.last()).toBeVisible();

    await rows.last().click();
    await page.getByTestId('dead-remove').click();
    await expect(page.getByTestId('dead-badge')).toHaveAttribute('data-value', '999');
    await page.getByTestId('undo').click();
    await expect(page.getByTestId('dead-badge')).toHaveAttribute('data-value', '1000');
    expect(await app.cli('verify')).toMatchObject([{ ok: true }]);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await rows.last().click();
    await page.getByTestId('dead-remove').click();
    await expect(page.getByTestId('dead-badge')).toHaveAttribute('data-value', '999');

    await writeFile(path.join(app.folder, 'repaired'), '');
    await page.getByTestId('dead-retry').click();
    await expect(page.getByText('Nothing is dead')).toBeVisible();
    await expect(page.getByTestId('dead-badge')).toHaveCount(0);
    await page.getByRole('button', { name: /^Runs/ }).click();
    await expect
      .poll(() => app.counts(), { timeout: 90_000 })
      .toEqual({ total: 1000, pending: 0, running: 0, completed: 999, failed: 1, cancelled: 0 });
    expect(await app.cli('verify')).toMatchObject([{ ok: true }]);
  } finally {
    await app.close();
  }
});

test('the keyboard alone opens the log of a dead job, and runs it again with changes', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run('name = "One"\n[step.a]\ntype = "command"\nrun = "echo broken; exit 3"\n');
    await app.runStatus('failed');
    await page.keyboard.press('Control+4');
    await expect(page.getByTestId('dead-row')).toHaveCount(1);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Shift+R');
    await page.getByTestId('edit-command').fill('echo repaired');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Nothing is dead')).toBeVisible();
    await page.keyboard.press('Control+1');
    await app.runStatus('completed');
    const texts = (await app.cli('logs', 'r1')).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['broken', 'repaired']));
  } finally {
    await app.close();
  }
});
