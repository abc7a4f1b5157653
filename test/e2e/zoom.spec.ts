import { expect, test, type Locator } from '@playwright/test';
import { App } from './app';

test('Ctrl and plus, minus or 0 make the window larger, smaller, and as it was', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    /** The menu hears keys that come the way of the system, as these do. */
    const press = async (keyCode: string, ...more: 'shift'[]): Promise<void> =>
      app.electron.evaluate(
        ({ BrowserWindow }, key) => {
          const { webContents } = BrowserWindow.getAllWindows()[0];
          webContents.sendInputEvent({ type: 'keyDown', ...key });
          webContents.sendInputEvent({ type: 'keyUp', ...key });
        },
        { keyCode, modifiers: ['control' as const, ...more] },
      );
    /** CSS pixels, of which there are fewer when everything is larger. */
    const width = async (): Promise<number> => page.evaluate(() => innerWidth);
    const before = await width();

    await press('+', 'shift');
    await expect.poll(width).toBeLessThan(before);
    const larger = await width();
    // On many keyboards plus is on the key of the equals sign, and is meant without Shift, too.
    await press('=');
    await expect.poll(width).toBeLessThan(larger);
    await press('-');
    await expect.poll(width).toBe(larger);
    await press('0');
    await expect.poll(width).toBe(before);
    await press('-');
    await expect.poll(width).toBeGreaterThan(before);
    await press('0');
    await expect.poll(width).toBe(before);

    await press('numadd');
    await expect.poll(width).toBe(larger);
    await press('numsub');
    await expect.poll(width).toBe(before);
    await press('numadd');
    await expect.poll(width).toBe(larger);
    await press('num0');
    await expect.poll(width).toBe(before);
  } finally {
    await app.close();
  }
});

test('with everything twice as large the timeline has room for bars, and a column of jobs has its head', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run('name = "Short"\n[step.a]\ntype = "command"\nrun = ["false"]\n');
    await app.runStatus('failed');
    await app.zoom(2);
    await page.keyboard.press('2');
    const lanes = page.getByTestId('timeline-lanes');
    await expect(lanes).toHaveAttribute('data-bars', '1');
    await expect.poll(() => lanes.evaluate(({ clientHeight }) => clientHeight)).toBeGreaterThan(100);
    const sum = page.getByTestId('attempts-total');
    await sum.scrollIntoViewIfNeeded();
    await expect(sum).toBeInViewport({ ratio: 1 });

    await page.keyboard.press('Control+4');
    const row = page.getByTestId('dead-row');
    await expect(row).toBeVisible();
    const rightOf = async (place: Locator): Promise<number[]> =>
      place.evaluate((element) =>
        [...element.children]
          .filter((cell) => cell.checkVisibility())
          .map((cell) => Math.round(cell.getBoundingClientRect().right)),
      );
    const head = page.locator('.columns.dead-columns');
    expect(await rightOf(head)).toEqual(await rightOf(row));
    const cut = head
      .locator('span')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map(({ textContent }) => textContent),
      );
    expect(await cut).toEqual([]);
  } finally {
    await app.close();
  }
});
