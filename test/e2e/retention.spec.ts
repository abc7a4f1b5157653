import { expect, test } from '@playwright/test';
import { App } from './app';

test('what is kept of ended runs is changed after a question, applies at once, and what went is said', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    for (let run = 1; run <= 3; run++) {
      await app.run('name = "Lines"\n[step.a]\ntype = "command"\nrun = "seq 1 30000"\n');
      await app.runStatus('completed');
    }
    await page.getByTestId('storage-open').click();
    await expect(page.getByTestId('storage-there')).toContainText('3 runs');
    await expect(page.getByTestId('storage-days')).toHaveValue('90');
    await page.getByTestId('storage-days').fill('three');
    await expect(page.getByTestId('storage-panel')).toContainText('A whole number from 1 to 36,500');
    await expect(page.getByTestId('storage-save')).toBeDisabled();
    await page.getByTestId('storage-days').fill('30');
    await page.getByTestId('storage-size').fill('0.001');
    await page.getByTestId('storage-runs').fill('1');
    await page.getByTestId('storage-save').click();
    const question = page.getByRole('alertdialog');
    await expect(question).toContainText('Keep ended runs for 30 days');
    await expect(question).toContainText(/removes 2 runs, 2 jobs, 60,000 lines, [\d.]+.MB at once/);
    await expect(page.getByTestId('storage-confirm')).toHaveText('Remove 2 runs');
    await page.getByTestId('storage-confirm').click();
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
    await expect.poll(async () => (await app.cli('list')).length).toBeLessThan(3);
    await expect(page.getByTestId('storage-days')).toHaveValue('30');
    await expect(page.getByTestId('storage-removal').first()).toContainText('run');
  } finally {
    await app.close();
  }
});
