import { expect, test } from '@playwright/test';
import { App } from './app';
import { everyTenthFails, jobNames } from './tree-jobs';

test('text, tag and a click on a count filter the tree; the count of matches is exact; nothing found says so', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(everyTenthFails('Tens', 200));
    await app.runStatus('completed');
    const matches = page.getByTestId('tree-matches');
    await page.getByTestId('job-row').first().click();
    await page.keyboard.press('/');
    await page.keyboard.type('19');
    await expect(matches).toHaveAttribute('data-value', '12');
    await expect(matches).toContainText('12 of 200 jobs match');
    await expect.poll(() => jobNames(page)).toEqual(expect.arrayContaining(['19', '119', '190', '199']));

    await page.getByTestId('tree-filter').fill('tag:tens exit code');
    await expect(matches).toHaveAttribute('data-value', '20');
    await page.getByTestId('tree-filter').fill('tag:none');
    await expect(page.getByTestId('tree-empty')).toContainText('None of 200 jobs comes from a definition');
    await page.getByTestId('tree-clear-empty').click();
    await expect(page.getByTestId('tree-empty')).toHaveCount(0);
    await expect(matches).toHaveCount(0);

    const completed = page.locator('button', { has: page.getByTestId('stat-completed') });
    await completed.click();
    await expect(matches).toHaveAttribute('data-value', '180');
    await expect(completed).toHaveAttribute('aria-pressed', 'true');
    await completed.click();
    await expect(matches).toHaveCount(0);
    await expect(completed).toHaveAttribute('aria-pressed', 'false');
  } finally {
    await app.close();
  }
});
