import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, printing, rowOf, shownLog } from './log-texts';

test('a link to a line is copied, and opens there whatever is shown', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await goTo(app, '701');
    await app.page.keyboard.press('Control+l');
    await expect.poll(() => app.clipboard()).toBe('runsheet://run/r1#701');
    await app.page.getByTestId('level-error').click();
    await expect(rowOf(app, 701)).toHaveCount(0);
    await app.page.getByRole('button', { name: 'Library' }).click();
    await app.openLine('r1', 701);
    await expect(rowOf(app, 701)).toBeVisible();
    await expect(rowOf(app, 701)).toHaveAttribute('data-level', 'error');
    await expect(app.page.getByTestId('level-error')).toHaveAttribute('aria-pressed', 'true');
    await app.openLine('r1', 99_999);
    await expect(app.page.getByTestId('log-note')).toHaveText('Run r1 has no line 99,999');
  } finally {
    await app.close();
  }
});

test('the menu of a line copies it and its job’s command, and narrows to its job', async () => {
  const app = await App.open();
  try {
    await shownLog(app, printing('echo one; echo two; echo three'), 3);
    const choose = async (entry: string): Promise<void> => {
      await rowOf(app, 2).click({ button: 'right', position: { x: 420, y: 10 } });
      await app.page.getByRole('menuitem', { name: entry }).click();
    };
    await choose('Copy the line');
    await expect.poll(() => app.clipboard()).toBe('two');
    await choose('Copy the job’s command');
    await expect.poll(() => app.clipboard()).toContain('echo one; echo two');
    await choose('Log of this job');
    await expect(app.page.locator('.narrowed')).toBeVisible();
  } finally {
    await app.close();
  }
});
