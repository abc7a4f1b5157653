import { expect, test } from '@playwright/test';
import { App } from './app';

test('a part of the run is chosen in the strip: drawn, moved, resized', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(
      'name = "Row"\nconcurrency = 1\n[step.a]\ntype = "command"\nrun = ["sleep", "0.1"]\nfor_each = { range = [1, 12] }\n',
    );
    await app.runStatus('completed');
    await page.getByTestId('face-timeline').click();
    const total = page.getByTestId('attempts-total');
    await expect(total).toHaveAttribute('data-value', '12');
    const strip = await page.getByTestId('timeline-overview').boundingBox();
    if (strip === null) throw new Error('There is no strip.');
    const drag = async (from: number, to: number): Promise<void> => {
      await page.mouse.move(strip.x + strip.width * from, strip.y + 40);
      await page.mouse.down();
      await page.mouse.move(strip.x + strip.width * to, strip.y + 40, { steps: 6 });
      await page.mouse.up();
    };
    const count = async (): Promise<number> => Number(await total.getAttribute('data-value'));
    await drag(0.1, 0.5);
    await expect.poll(count).toBeLessThan(8);
    const window = page.getByTestId('timeline-window');
    await expect
      .poll(async () => ((await window.boundingBox())?.width ?? 0) / strip.width)
      .toBeCloseTo(0.4, 1);
    await drag(0.3, 0.6);
    await expect
      .poll(async () => ((await window.boundingBox())?.x ?? 0) - strip.x)
      .toBeGreaterThan(strip.width * 0.35);
    const before = await count();
    const grip = await page.getByTestId('timeline-end').boundingBox();
    await drag(((grip?.x ?? 0) + 4 - strip.x) / strip.width, 0.98);
    await expect.poll(count).toBeGreaterThan(before);
  } finally {
    await app.close();
  }
});
