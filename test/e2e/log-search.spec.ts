import { expect, test } from '@playwright/test';
import { App } from './app';

/** 3,000 lines, each 500th of them a hit. */
const lines = `
name = "Photos"
[step.import]
type = "command"
run = "i=1; while [ $i -le 3000 ]; do if [ $((i % 500)) = 0 ]; then echo libraw: strip $i; else echo resize $i; fi; i=$((i+1)); done"
`;

test('a search finds hits as one types, goes from one to the next, around the end, and Esc leaves it there', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(lines);
    await app.runStatus('completed');
    await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(3000);
    await page.keyboard.press('Control+f');
    await expect(page.getByTestId('log-search')).toBeFocused();
    await page.keyboard.type('LIBRAW');
    await expect(page.getByTestId('search-count')).toHaveText('6 of 6');
    await expect(page.getByTestId('search-state')).toHaveText('6 hits in 3,000 lines');
    await expect(page.locator('[data-testid=log-row][data-n="3000"] mark')).toHaveText('libraw');

    await page.keyboard.press('Enter');
    await expect(page.getByTestId('search-count')).toHaveText('1 of 6');
    await expect(page.getByTestId('search-wrapped')).toHaveText('Went on from the start');
    await expect.poll(() => app.shownNumbers()).toContain(500);
    await page.locator('[data-testid=log-row][data-n="500"]').click();
    await page.keyboard.press('n');
    await expect(page.getByTestId('search-count')).toHaveText('2 of 6');
    await expect.poll(() => app.shownNumbers()).toContain(1000);
    await page.keyboard.press('Shift+N');
    await expect(page.getByTestId('search-count')).toHaveText('1 of 6');
    await expect.poll(() => app.shownNumbers()).toContain(500);

    await page.getByTestId('log-search').focus();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('log-search')).toHaveValue('');
    await expect(page.locator('mark')).toHaveCount(0);
    expect(await app.shownNumbers()).toContain(500);
  } finally {
    await app.close();
  }
});

test('case, whole words and patterns are asked for by buttons, and a pattern that cannot be read says where', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(lines);
    await app.runStatus('completed');
    await page.getByTestId('log-search').fill('Libraw');
    await expect(page.getByTestId('search-count')).toHaveAttribute('data-value', '6');
    await page.getByTestId('search-matchCase').click();
    await expect(page.getByTestId('search-matchCase')).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByTestId('search-state')).toHaveText('No hits in 3,000 lines');
    await page.getByTestId('search-matchCase').click();
    await page.getByTestId('log-search').fill('strip 50');
    await expect(page.getByTestId('search-count')).toHaveAttribute('data-value', '1');
    await page.getByTestId('search-wholeWord').click();
    await expect(page.getByTestId('search-state')).toHaveText('No hits in 3,000 lines');
    await page.getByTestId('search-wholeWord').click();
    await page.getByTestId('search-regex').click();
    await page.getByTestId('log-search').fill('strip [12]');
    await expect(page.getByTestId('search-count')).toHaveAttribute('data-value', '4');
    await page.getByTestId('log-search').fill('strip (');
    await expect(page.getByTestId('search-fault')).toHaveText('Position 7: this group has no ")"');
  } finally {
    await app.close();
  }
});

test('only hits are rows with their numbers, all lines come back around a hit, and the list goes there', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(lines);
    await app.runStatus('completed');
    await page.getByTestId('log-search').fill('libraw');
    await expect(page.getByTestId('search-count')).toHaveText('6 of 6');
    await page.getByTestId('search-filter').click();
    await expect.poll(() => app.shownNumbers()).toEqual([500, 1000, 1500, 2000, 2500, 3000]);
    await page.getByTestId('search-previous').click();
    await expect(page.getByTestId('search-count')).toHaveText('5 of 6');
    await page.getByTestId('search-in-full').click();
    await expect.poll(() => app.shownNumbers()).toEqual(expect.arrayContaining([2499, 2500, 2501]));

    await page.getByTestId('search-list').click();
    await expect(page.getByTestId('hit-row')).toHaveCount(6);
    await page.locator('[data-testid=hit-row][data-n="1500"]').click();
    await expect.poll(() => app.shownNumbers()).toEqual(expect.arrayContaining([1499, 1500, 1501]));
    await expect(page.getByTestId('search-count')).toHaveText('3 of 6');
    await page.getByTestId('hit-list').focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('[data-testid=hit-row][aria-selected=true]')).toHaveAttribute('data-n', '2000');
  } finally {
    await app.close();
  }
});
