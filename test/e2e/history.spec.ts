import { expect, test } from '@playwright/test';
import { App } from './app';

const define = (id: string, command: string): string =>
  `id = "${id}"\nname = "The ${id}"\n[step.a]\ntype = "command"\nrun = ["${command}"]\n`;

test('the history shows the runs of a definition, and opens the one that is chosen', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(define('one', 'true'), 'one.toml');
    await app.runStatus('completed');
    await app.run(define('one', 'false'), 'one.toml');
    await app.runStatus('failed');
    await app.cli('add', '--wait', '--', 'true');
    await page.keyboard.press('Control+5');
    const runs = page.getByTestId('history-run');
    const choice = page.getByTestId('history-definition');
    await expect(choice.locator('option')).toHaveCount(2);
    await expect(choice).toContainText('Commands added without a definition · 1 run');
    await expect(runs).toHaveCount(1);
    await choice.selectOption({ label: 'The one · 2 runs' });
    await expect(runs).toHaveCount(2);
    await expect(page.getByTestId('history-range')).toHaveText('Runs 1 to 2 of 2');
    // What is shown and chosen again stays.
    await choice.selectOption({ label: 'The one · 2 runs' });
    await expect(runs).toHaveCount(2);
    await expect(runs.nth(0)).toHaveAttribute('data-status', 'completed');
    await expect(runs.nth(1)).toHaveAttribute('data-status', 'failed');
    const told = page.locator('[data-testid=history-row][aria-current=true]');
    await expect(page.getByTestId('history-row')).toHaveCount(2);
    await expect(told).toHaveAttribute('data-run-id', 'r2');
    await runs.nth(0).hover();
    await expect(told).toHaveAttribute('data-run-id', 'r1');
    await page.getByTestId('history-row').first().hover();
    await expect(told).toHaveAttribute('data-run-id', 'r2');
    await runs.nth(1).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(told).toHaveAttribute('data-run-id', 'r1');
    await page.keyboard.press('Enter');
    await expect(page.locator('.scope-header')).toContainText('The one');
    await expect(page.locator('[data-testid=job-row][aria-selected=true]')).toHaveAttribute(
      'data-job-id',
      'r1',
    );
  } finally {
    await app.close();
  }
});
