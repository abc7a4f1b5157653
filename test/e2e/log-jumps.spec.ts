import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, printing, rowOf, shownLog } from './log-texts';

const answer = (app: App) => app.page.locator('.go-to .answer');

test('e and E go from error to error, and say when there is none', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await goTo(app, 'first error');
    await expect(rowOf(app, 701)).toHaveAttribute('aria-selected', 'true');
    await app.page.keyboard.press('e');
    await expect(rowOf(app, 1501)).toHaveAttribute('aria-selected', 'true');
    await app.page.keyboard.press('e');
    await expect(app.page.getByTestId('log-note')).toHaveText('No error after this line');
    await app.page.keyboard.press('Shift+E');
    await expect(rowOf(app, 701)).toHaveAttribute('aria-selected', 'true');
  } finally {
    await app.close();
  }
});

test('the field takes lines and times, and says clearly what is not there', async () => {
  const app = await App.open();
  try {
    await shownLog(app, printing('echo one; sleep 1.2; echo two'), 2);
    const lines = await app.cli('logs', 'r1');
    const second = new Date(String(lines[1].ts));
    const clock = [second.getHours(), second.getMinutes(), second.getSeconds()]
      .map((part) => String(part).padStart(2, '0'))
      .join(':');
    await goTo(app, clock);
    await expect(rowOf(app, 2)).toHaveClass(/reached/);
    await goTo(app, String(lines[0].ts));
    await expect(rowOf(app, 1)).toHaveClass(/reached/);
    await goTo(app, '3');
    await expect(answer(app)).toHaveText('This log has lines 1 to 2');
    await goTo(app, 'soon');
    await expect(answer(app)).toContainText('Type a line number, a time');
    await goTo(app, 'first error');
    await expect(answer(app)).toHaveText('No errors in this log');
    await goTo(app, '2090-01-01');
    await expect(answer(app)).toContainText('or later');
  } finally {
    await app.close();
  }
});
