import { expect, test } from '@playwright/test';
import { App } from './app';
import { mixedLog, shownLog } from './log-texts';
import { everyTenthFails } from './tree-jobs';

test('a filter of the tree that was cleared comes back, until another one is chosen', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(everyTenthFails('Tens', 60));
    await app.runStatus('completed');
    const field = page.getByTestId('tree-filter');
    const matches = page.getByTestId('tree-matches');
    const notice = page.getByTestId('notice');
    await page.getByTestId('job-row').first().click();
    await page.keyboard.press('f');
    await field.fill('exit code');
    await expect(matches).toHaveAttribute('data-value', '6');

    await page.getByTestId('tree-clear').click();
    await expect(matches).toHaveCount(0);
    await expect(notice).toContainText('The filter is cleared');
    await page.getByTestId('undo').click();
    await expect(field).toHaveValue('exit code');
    await expect(page.getByTestId('tree-only-failed')).toHaveAttribute('aria-pressed', 'true');
    await expect(matches).toHaveAttribute('data-value', '6');
    await expect(notice).toHaveCount(0);

    // In the field, where Esc leaves it empty, the key means the same.
    await field.fill('tag:none');
    await expect(page.getByTestId('tree-empty')).toBeVisible();
    await field.press('Escape');
    await expect(field).toHaveValue('');
    await field.press('Control+z');
    await expect(field).toHaveValue('tag:none');
    await page.getByTestId('tree-clear-empty').click();
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('tree-empty')).toBeVisible();

    // A click on the total shows all; with another filter nothing is offered any more.
    await field.fill('');
    await page.locator('button', { has: page.getByTestId('stat-total') }).click();
    await expect(matches).toHaveCount(0);
    await expect(notice).toBeVisible();
    await field.fill('4');
    await expect(notice).toHaveCount(0);
  } finally {
    await app.close();
  }
});

test('a search that was left and levels that were hidden come back', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await shownLog(app, mixedLog, 2000);
    const field = page.getByTestId('log-search');
    const notice = page.getByTestId('notice');
    await page.locator('#log').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('ERROR');
    await page.getByTestId('search-filter').click();
    await expect.poll(() => app.shownNumbers()).toEqual([701, 1501]);
    await field.press('Escape');
    await expect(field).toHaveValue('');
    await expect.poll(async () => (await app.shownNumbers()).length).toBeGreaterThan(2);
    await expect(notice).toContainText('The search for “ERROR” is left');
    await page.keyboard.press('Control+z');
    await expect(field).toHaveValue('ERROR');
    await expect.poll(() => app.shownNumbers()).toEqual([701, 1501]);
    await field.press('Escape');
    await field.fill('trace');
    await expect(notice).toHaveCount(0);
    await field.press('Escape');

    for (const level of ['info', 'warn', 'error']) await page.getByTestId(`level-${level}`).click();
    await expect(page.getByText('No line of the shown levels among 2,000 lines.')).toBeVisible();
    await page.getByTestId('log-all-levels').click();
    await expect.poll(async () => (await app.shownNumbers()).length).toBeGreaterThan(2);
    await expect(page.getByTestId('level-error')).toHaveAttribute('aria-pressed', 'true');
    await expect(notice).toContainText('All levels are shown');
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('level-error')).toHaveAttribute('aria-pressed', 'false');
    await expect(page.getByTestId('log-all-levels')).toBeVisible();
  } finally {
    await app.close();
  }
});

test('what was chosen later is not undone: other levels, another log', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(everyTenthFails('Tens', 20), 'tens.toml');
    await app.runStatus('completed');
    await shownLog(app, mixedLog, 2000);
    const notice = page.getByTestId('notice');
    const level = (name: string) => page.getByTestId(`level-${name}`);
    for (const name of ['info', 'warn', 'error']) await level(name).click();
    await page.getByTestId('log-all-levels').click();
    await expect(notice).toContainText('All levels are shown');
    await level('debug').click();
    await expect(notice).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(level('error')).toHaveAttribute('aria-pressed', 'true');
    await expect(level('debug')).toHaveAttribute('aria-pressed', 'false');
    await level('debug').click();

    const search = page.getByTestId('log-search');
    await page.locator('#log').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('ERROR');
    await search.press('Escape');
    await expect(notice).toContainText('The search for “ERROR” is left');
    await page.locator('[data-job-id=r1]').click();
    await expect(page.locator('[data-job-id=r1]')).toHaveAttribute('aria-selected', 'true');
    await expect(notice).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(search).toHaveValue('');
  } finally {
    await app.close();
  }
});

test('Ctrl Z in the empty field of the filter takes back nothing but what the field was emptied of', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(everyTenthFails('Tens', 20));
    await app.runStatus('completed');
    const queue = page.getByTestId('queue-open');
    await queue.click();
    await page.getByTestId('queue-turn').click();
    await expect(queue).toContainText('Queue paused');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('undo')).toBeVisible();

    const field = page.getByTestId('tree-filter');
    await field.click();
    await page.keyboard.type('5');
    await page.keyboard.press('Backspace');
    await expect(field).toHaveValue('');
    await page.keyboard.press('Control+z');
    await expect(field).toHaveValue('5');
    await expect(queue).toContainText('Queue paused');
    await expect(page.getByTestId('undo')).toBeVisible();
    // What Esc took away is the field's own.
    await field.press('Escape');
    await expect(field).toHaveValue('');
    await field.press('Control+z');
    await expect(field).toHaveValue('5');
    await expect(queue).toContainText('Queue paused');
  } finally {
    await app.close();
  }
});
