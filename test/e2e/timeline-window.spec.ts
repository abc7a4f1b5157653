import { expect, test, type Locator } from '@playwright/test';
import { App } from './app';

/** A run with more slots than the window has room for, in its timeline; answers with the scrollbar, which is at the top. */
async function showManySlots(app: App): Promise<Locator> {
  const { page } = app;
  await app.run(
    'name = "Wide"\nconcurrency = 60\n[step.a]\ntype = "command"\nrun = ["sleep", "600"]\nfor_each = { range = [1, 60] }\n',
  );
  await page.getByTestId('face-timeline').click();
  await expect(page.getByTestId('attempts-total')).toHaveAttribute('data-value', '60');
  const scrollbar = page.locator('[role=scrollbar][aria-controls=timeline-lanes]');
  await expect(scrollbar).toHaveAttribute('aria-valuenow', '0');
  return scrollbar;
}

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

test('a job that is chosen outside the part that is shown moves that part to it', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await app.run(
      'name = "Row"\nconcurrency = 1\n[step.a]\ntype = "command"\nrun = ["sleep", "0.1"]\nfor_each = { range = [1, 8] }\n',
    );
    await app.runStatus('completed');
    await page.getByTestId('face-timeline').click();
    const total = page.getByTestId('attempts-total');
    await expect(total).toHaveAttribute('data-value', '8');
    const first = page.locator('[data-job-id="r1.2"]');
    await first.click();
    await expect(first).toHaveAttribute('aria-selected', 'true');
    const lanes = page.getByTestId('timeline-lanes');
    await lanes.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('+');
    await expect.poll(async () => Number(await total.getAttribute('data-value'))).toBeLessThan(4);
    const window = page.getByTestId('timeline-window');
    const left = async (): Promise<number> => (await window.boundingBox())?.x ?? Number.NaN;
    const [middle, width] = [await left(), (await window.boundingBox())?.width ?? 0];
    // It is chosen already, and is asked for once more.
    await first.click();
    await expect.poll(left).toBeLessThan(middle - width / 2);
    await page.locator('[data-job-id="r1.9"]').click();
    await expect.poll(left).toBeGreaterThan(middle + width / 2);
    expect((await window.boundingBox())?.width).toBeCloseTo(width, 0);
  } finally {
    await app.close();
  }
});

test('a job that is chosen brings its slot into view', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const scrollbar = await showManySlots(app);
    await page.locator('[data-job-id="r1.2"]').click();
    await page.locator('[data-keys=tree]').press('End');
    await expect(page.locator('[data-job-id="r1.61"]')).toHaveAttribute('aria-selected', 'true');
    await expect(scrollbar).not.toHaveAttribute('aria-valuenow', '0');
    await page.locator('[data-keys=tree]').press('Home');
    await page.locator('[data-job-id="r1.2"]').click();
    await expect(scrollbar).toHaveAttribute('aria-valuenow', '0');
  } finally {
    await app.close();
  }
});

test('a bar that is clicked stays under the pointer, also in a lane that an edge cuts', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const scrollbar = await showManySlots(app);
    const lanes = page.getByTestId('timeline-lanes');
    const box = await lanes.boundingBox();
    if (box === null) throw new Error('There are no lanes.');
    // The lanes are below an axis of 30 pixels, 36 pixels each; bars keep away 6 from the edges. The window is made so
    // high that 14 pixels are seen of the last lane.
    const byPixels = 14 - ((box.height - 30) % 36);
    const height = box.height + byPixels;
    const window = await page.evaluate(() => ({ width: outerWidth, height: outerHeight }));
    await app.resize(window.width, window.height + byPixels);
    await expect.poll(async () => (await lanes.boundingBox())?.height).toBe(height);
    await page.mouse.click(box.x + box.width / 2, box.y + height - 4);
    await expect(lanes).toHaveAttribute('data-selected', /^r1\.\d+$/);
    await expect(scrollbar).toHaveAttribute('aria-valuenow', '0');
  } finally {
    await app.close();
  }
});
