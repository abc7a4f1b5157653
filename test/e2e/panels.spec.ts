import { expect, test } from '@playwright/test';
import { App } from './app';

const failing = `name = "Batch"
[step.a]
type = "command"
run = "test {{item}} != two || { sleep 4; false; }"
for_each = { list = ["one", "two"] }
`;

test('F6 goes through the panels, Shift F6 back, and each shows that it has the focus', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(failing);
    await app.runStatus('failed');
    await page.getByTestId('job-row').filter({ hasText: 'two' }).click();
    await page.locator('body').press('F6');
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        const panel = activeElement?.closest('[data-panel]');
        const style = activeElement === null ? null : getComputedStyle(activeElement);
        const inner = activeElement?.querySelector('.selected');
        const ring = inner == null ? style : getComputedStyle(inner);
        return {
          panel: panel?.className.split(' ')[0] ?? '',
          hasRing: style?.outlineStyle === 'solid' || ring?.outlineStyle === 'solid',
        };
      });
    const seen: string[] = [];
    for (let step = 0; step < 12 && !(seen.length > 1 && seen.at(-1) === seen[0]); step++) {
      const { panel, hasRing } = await focused();
      expect(hasRing, `${panel} shows that it has the focus`).toBe(true);
      seen.push(panel);
      await page.keyboard.press('F6');
    }
    expect(new Set(seen)).toEqual(
      new Set(['rail', 'page', 'tree-panel', 'details', 'log-panel', 'status-bar']),
    );
    expect(seen).toHaveLength(7);
    const { panel } = await focused();
    await page.keyboard.press('Shift+F6');
    expect((await focused()).panel).toBe(seen[0]);
    expect(panel).toBe(seen[1]);
  } finally {
    await app.close();
  }
});

test('a failure is told once to those who hear the window', async () => {
  const app = await App.open();
  try {
    await app.run(failing);
    await app.runStatus('failed');
    await expect(app.page.getByTestId('spoken-failures')).toHaveText('two failed');
  } finally {
    await app.close();
  }
});

test('with everything twice as large nothing is cut off: each control can be reached and lies in the window', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(failing);
    await app.runStatus('failed');
    await app.zoom(2);
    // The faces of the run, then the pages.
    const views = ['1', '2', '3', '4', ...['1', '2', '3', '4', '5', ','].map((key) => `Control+${key}`)];
    for (const key of views) {
      await page.keyboard.press(key);
      // Nothing of the window's frame is wider than its place.
      await expect
        .poll(
          () =>
            page.evaluate(() =>
              [...document.querySelectorAll('html, body, .shell, .page')]
                .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
                .map(({ tagName, className }) => `${tagName} ${className}`),
            ),
          { message: key },
        )
        .toEqual([]);
      await expect
        .poll(
          () =>
            page.evaluate(() =>
              [...document.querySelectorAll('button, input, [tabindex="0"]')]
                .filter((element) => element.checkVisibility())
                .filter((element) => {
                  const box = element.getBoundingClientRect();
                  // What scrolls can be brought into view; what is only heard has no place.
                  if (box.width <= 1 || element.closest('[data-scrolls], .spoken-only') !== null)
                    return false;
                  for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
                    const { overflowX, overflowY } = getComputedStyle(parent);
                    if (/auto|scroll/.test(overflowX + overflowY)) return false;
                  }
                  return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
                })
                .map((element) => element.outerHTML.slice(0, 120)),
            ),
          { message: key },
        )
        .toEqual([]);
    }
  } finally {
    await app.close();
  }
});
