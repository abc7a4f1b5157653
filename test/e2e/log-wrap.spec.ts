import { expect, test } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, rowOf, shownLog } from './log-texts';

/** Boxes of the rows that are drawn, top to bottom. */
async function boxes(app: App): Promise<{ n: number; top: number; bottom: number }[]> {
  return app.page.evaluate(() =>
    [...document.querySelectorAll('[data-testid=log-row]')]
      .map((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return { n: Number(row.getAttribute('data-n')), top, bottom };
      })
      .sort((a, b) => a.top - b.top),
  );
}

test('wrapped lines show their whole text, follow the end and stay wrapped after a restart', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await app.page.keyboard.press('w');
    await expect(rowOf(app, 2000)).toContainText('end');
    const log = await app.page.locator('#log').boundingBox();
    const last = (await boxes(app)).at(-1);
    expect(last?.n).toBe(2000);
    expect(Math.abs((last?.bottom ?? 0) - ((log?.y ?? 0) + (log?.height ?? 0)))).toBeLessThan(1);
    expect((last?.bottom ?? 0) - (last?.top ?? 0)).toBeGreaterThan(20);
    await app.restart();
    await app.page.locator('[data-testid=job-row][data-kind=run]').click();
    await expect(rowOf(app, 2000)).toContainText('end');
    await expect(app.page.getByTestId('log-wrap')).toHaveAttribute('aria-pressed', 'true');
    await app.page.getByTestId('log-wrap').click();
    await expect(rowOf(app, 2000)).not.toContainText('end');
  } finally {
    await app.close();
  }
});

test('Trap: rows past the browser’s limit: every wrapped row is reached by wheel and scrollbar, the last one at any pixel ratio', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await app.page.keyboard.press('w');
    const width = await app.page.evaluate(() => window.innerWidth);
    for (const ratio of [1, 1.5, 2, 2.25]) {
      await app.zoom(ratio);
      await expect
        .poll(async () => Math.abs((await app.page.evaluate(() => window.innerWidth)) - width / ratio))
        .toBeLessThan(2);
      // A small window shows tree or log, one at a time.
      if (width / ratio <= 900) await app.page.getByRole('button', { name: 'Log', exact: true }).click();
      await app.page.locator('#log').focus();
      await app.page.keyboard.press('Home');
      await expect.poll(async () => (await app.shownNumbers())[0]).toBe(1);
      const bar = await app.page.locator('.log-panel [role=scrollbar]').boundingBox();
      if (bar === null) throw new Error('The scrollbar is not there.');
      await app.page.mouse.move(bar.x + bar.width / 2, bar.y + 5);
      await app.page.mouse.down();
      await app.page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height + 50, { steps: 8 });
      await app.page.mouse.up();
      await expect(rowOf(app, 2000)).toBeVisible();
      // In a very low window it folds: no row is higher than the log.
      await expect(rowOf(app, 2000)).toContainText(/end|characters/);
      const log = await app.page.locator('#log').boundingBox();
      const row = await rowOf(app, 2000).boundingBox();
      expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual((log?.y ?? 0) + (log?.height ?? 0) + 1);
    }
  } finally {
    await app.close();
  }
});

test('rows are drawn one below the other without gap, and what is read stays where it is while rows above grow', async () => {
  const app = await App.open();
  try {
    await shownLog(app, mixedLog, 2000);
    await app.page.keyboard.press('w');
    await goTo(app, '1000');
    await expect(rowOf(app, 1000)).toContainText('end');
    const log = await app.page.locator('#log').boundingBox();
    await app.page.mouse.move((log?.x ?? 0) + 300, (log?.y ?? 0) + 300);
    for (let turn = 0; turn < 40; turn++) {
      const before = await boxes(app);
      await app.page.mouse.wheel(0, -70);
      const after = await boxes(app);
      for (let at = 1; at < after.length; at++) {
        expect(after[at].n).toBe(after[at - 1].n + 1);
        expect(Math.abs(after[at].top - after[at - 1].bottom)).toBeLessThan(0.5);
      }
      expect(after[0].top).toBeLessThanOrEqual((log?.y ?? 0) + 0.5);
      const kept = after.filter(({ n }) => before.some((row) => row.n === n));
      expect(kept.length).toBeGreaterThan(0);
    }
  } finally {
    await app.close();
  }
});
