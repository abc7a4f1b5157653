import { expect, test } from '@playwright/test';
import { App } from './app';
import { drawnRows } from './tree-jobs';

const failing =
  'name = "Failing"\nconcurrency = 2\n[step.good]\ntype = "command"\nrun = "true"\nfor_each = { range = [1, 5] }\n[step.bad]\ntype = "command"\nrun = "sleep 0.1; test {{item}} -ne 3 -a {{item}} -ne 30"\nfor_each = { range = [1, 40] }\non_error = "continue"\n';

test('only what failed is shown, with its step and run, while the run goes on and after it was tried again', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(failing);
    await page.getByTestId('job-row').first().click();
    await page.keyboard.press('f');
    await expect(page.getByTestId('tree-only-failed')).toHaveAttribute('aria-pressed', 'true');
    const shown = async () => (await drawnRows(page)).map(({ kind, name }) => `${kind} ${name}`);
    // Each appears when it fails, without anybody asking again.
    await expect.poll(shown, { timeout: 30_000 }).toEqual(['run Failing', 'step bad', 'job 3', 'job 30']);
    await expect(page.getByTestId('tree-matches')).toHaveAttribute('data-value', '2');
    await app.runStatus('completed');
    await page.getByRole('button', { name: 'Retry 2 failed jobs' }).click();
    await app.runStatus('completed');
    await expect.poll(shown).toEqual(['run Failing', 'step bad', 'job 3', 'job 30']);
    await page.keyboard.press('f');
    await expect.poll(async () => (await drawnRows(page)).length).toBeGreaterThan(4);
  } finally {
    await app.close();
  }
});
