import { expect, test } from '@playwright/test';
import { App } from './app';

test('the minimap shows the log at a glance, and a click or a drag goes there', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(
      'name = "Long"\n[step.a]\ntype = "command"\nrun = "seq 1 4000; echo ERROR: bad; seq 1 4000"\n',
    );
    await app.runStatus('completed');
    const map = page.getByTestId('minimap');
    await expect
      .poll(async () => Number(await map.locator('canvas').getAttribute('data-buckets')))
      .toBeGreaterThan(50);
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no minimap.');
    await expect(map).toHaveAttribute('aria-label', /1 error/);

    const isRedAt = (share: number): Promise<boolean> =>
      map.locator('canvas').evaluate((canvas: HTMLCanvasElement, at) => {
        const context = canvas.getContext('2d');
        const middle = Math.round(canvas.height * at);
        const { data } = context?.getImageData(0, middle - 8, canvas.width, 16) ?? { data: [] };
        for (let pixel = 0; pixel < data.length; pixel += 4) {
          if (data[pixel] > 180 && data[pixel + 1] < 130 && data[pixel + 3] === 255) return true;
        }
        return false;
      }, share);
    await expect.poll(() => isRedAt(0.5)).toBe(true);
    expect(await isRedAt(0.25)).toBe(false);

    await page.mouse.click(box.x + 20, box.y + box.height / 2);
    await expect.poll(() => app.shownNumbers()).toContain(4001);
    await expect(page.getByTestId('log-follow')).toHaveAttribute('aria-pressed', 'false');
    await page.mouse.move(box.x + 20, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y + 1, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await app.shownNumbers())[0]).toBe(1);
    const frame = await page.getByTestId('minimap-frame').boundingBox();
    expect(frame?.y).toBeCloseTo(box.y, 0);
  } finally {
    await app.close();
  }
});
