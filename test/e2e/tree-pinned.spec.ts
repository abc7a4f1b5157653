import { expect, test } from '@playwright/test';
import { App } from './app';

const steps = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']
  .map((name) => `[step.${name}]\ntype = "command"\nrun = "true"\nfor_each = { range = [1, 60] }\n`)
  .join('');

test('steps out of view are pinned to the edges of the tree, two each, with the number of the others', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(`name = "Steps"\nconcurrency = 8\n${steps}`);
    await app.runStatus('completed');
    await page.getByTestId('job-row').first().click();
    await page.keyboard.press('Shift+ArrowRight');
    const pinned = (edge: string) =>
      page.locator(`[data-testid=tree-pinned][data-edge=${edge}] [data-testid=job-row] .name`);
    const more = (edge: string) => page.locator(`[data-testid=tree-pinned][data-edge=${edge}] .more`);
    await expect(pinned('top')).toHaveCount(0);
    await expect(pinned('bottom')).toHaveText(['two', 'three']);
    await expect(more('bottom')).toHaveText('4 more steps');

    // To the middle of step four.
    await page.locator('#tree').hover();
    await page.mouse.wheel(0, 26 * (3 * 61 + 30));
    await expect(pinned('top')).toHaveText(['Steps', 'three', 'four']);
    await expect(more('top')).toHaveText('2 more steps');
    await expect(pinned('bottom')).toHaveText(['five', 'six']);
    await expect(more('bottom')).toHaveText('1 more step');

    // A pinned step is chosen like any other, and shows itself where it stands.
    await page
      .locator('[data-testid=tree-pinned][data-edge=bottom] [data-testid=job-row]', { hasText: 'five' })
      .click();
    await expect(page.locator('[data-testid=job-row]', { hasText: 'five' })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await expect(pinned('bottom')).toHaveText(['six', 'seven']);
    await page.keyboard.press('End');
    await expect(pinned('bottom')).toHaveCount(0);
    await expect(pinned('top')).toHaveText(['Steps', 'six', 'seven']);
    await page.keyboard.press('Home');
    await expect(pinned('top')).toHaveCount(0);
  } finally {
    await app.close();
  }
});
