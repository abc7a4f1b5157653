import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, rowOf, shownLog } from './log-texts';

test('a selection larger than the screen is copied whole, and the window says how many lines that were', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await goTo(app, '11');
    await rowOf(app, 11).click({ position: { x: 400, y: 10 } });
    await goTo(app, '1989');
    await rowOf(app, 1989).click({ position: { x: 400, y: 10 }, modifiers: ['Shift'] });
    await app.page.keyboard.press('Control+c');
    await expect(app.page.getByTestId('log-note')).toHaveText('Copied 1,979 lines');
    const lines = (await app.clipboard()).trimEnd().split('\n');
    expect(lines).toHaveLength(1979);
    expect(lines[0]).toBe('line 11');
    expect(lines.at(-1)).toBe('line 1989');
    expect(lines[690]).toBe('ERROR: cannot decode [a] <b>');
    await app.page.keyboard.press('Control+a');
    await app.page.keyboard.press('Control+c');
    await expect(app.page.getByTestId('log-note')).toHaveText('Copied 2,000 lines');
  } finally {
    await app.close();
  }
});

test('rows are selected by dragging, beyond the edge too, and by Shift and arrows; text inside a line as anywhere', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await goTo(app, '300');
    const log = await app.page.locator('#log').boundingBox();
    const row = await rowOf(app, 301).boundingBox();
    if (log === null || row === null) throw new Error('The log is not there.');
    const x = log.x + 380;
    await app.page.mouse.move(x, row.y + 10);
    await app.page.mouse.down();
    await app.page.mouse.move(x, row.y + 72, { steps: 4 });
    await app.page.mouse.up();
    expect(await selected(app)).toEqual([301, 302, 303, 304]);
    await app.page.keyboard.press('Shift+ArrowDown');
    await app.page.keyboard.press('Shift+ArrowDown');
    expect(await selected(app)).toEqual([301, 302, 303, 304, 305, 306]);
    await app.page.keyboard.press('Control+c');
    await expect(app.page.getByTestId('log-note')).toHaveText('Copied 6 lines');

    await app.page.mouse.move(x, row.y + 10);
    await app.page.mouse.down();
    await app.page.mouse.move(x, log.y + log.height + 40, { steps: 4 });
    await expect.poll(async () => Math.max(...(await selected(app)))).toBeGreaterThan(400);
    await app.page.mouse.up();

    await app.page.keyboard.press('Escape');
    expect(await selected(app)).toEqual([]);
    const first = await rowOf(app, (await app.shownNumbers())[3])
      .locator('.text')
      .boundingBox();
    if (first === null) throw new Error('The row is not there.');
    await app.page.mouse.move(first.x + 1, first.y + 10);
    await app.page.mouse.down();
    await app.page.mouse.move(first.x + 30, first.y + 10, { steps: 4 });
    await app.page.mouse.up();
    await app.page.keyboard.press('Control+c');
    await expect.poll(() => app.clipboard()).toMatch(/^(line|long)$/);
  } finally {
    await app.close();
  }
});

test('a marked text over several rows of one wrapped line is copied as one line', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await app.page.keyboard.press('w');
    await goTo(app, '500');
    const text = rowOf(app, 500).locator('.text');
    await expect(text).toContainText('end');
    const box = await text.boundingBox();
    if (box === null) throw new Error('The row is not there.');
    await app.page.mouse.move(box.x + 1, box.y + 10);
    await app.page.mouse.down();
    await app.page.mouse.move(box.x + 200, box.y + 50, { steps: 6 });
    await app.page.mouse.up();
    await app.page.keyboard.press('Control+c');
    await expect.poll(() => app.clipboard()).toMatch(/^long 500 x{50,}$/);
  } finally {
    await app.close();
  }
});

async function selected(app: App): Promise<number[]> {
  const numbers = await app.page
    .locator('[data-testid=log-row][aria-selected=true]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-n'))));
  return numbers.sort((a, b) => a - b);
}
