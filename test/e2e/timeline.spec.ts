import { expect, test, type Page } from '@playwright/test';
import { App } from './app';
import { goTo, mixedLog, rowOf, shownLog } from './log-texts';

const definition = `name = "Mixed"
concurrency = 2
[step.good]
type = "command"
run = ["sleep", "0.1"]
for_each = { range = [1, 6] }
[step.bad]
type = "command"
run = "sleep 0.2; exit 3"
retries = { max = 2, delay = "1ms" }
`;

async function value(page: Page, name: string): Promise<number> {
  return Number(await page.getByTestId(name).getAttribute('data-value'));
}

async function openTimeline(app: App): Promise<void> {
  await app.run(definition);
  await app.runStatus('failed');
  await app.page.keyboard.press('2');
  await expect(app.page.getByTestId('attempts-total')).toHaveAttribute('data-value', '9');
}

test('the timeline shows every attempt of a run, and its parts add up', async () => {
  const app = await App.open();
  try {
    await openTimeline(app);
    const { page } = app;
    expect(await value(page, 'attempts-completed')).toBe(6);
    expect(await value(page, 'attempts-retried')).toBe(2);
    expect(await value(page, 'attempts-failed')).toBe(1);
    const parts = await page
      .locator('[data-testid^=time-]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-value'))));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(1000);
    await expect(page.getByTestId('timeline-summary')).toContainText('6 completed');
    await expect(page.getByTestId('timeline-summary')).toContainText('2 failed and tried again');
    await page.keyboard.press('1');
    await expect(page.getByTestId('timeline')).toHaveCount(0);
    await expect(page.getByTestId('log-follow')).toBeVisible();
  } finally {
    await app.close();
  }
});

test('keys of the log work from the other faces: the log comes first', async () => {
  const app = await App.open();
  try {
    await openTimeline(app);
    const { page } = app;
    await page.keyboard.press('Control+F');
    await expect(page.getByTestId('log-search')).toBeFocused();
    await expect(page.getByTestId('timeline')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    await expect(page.getByTestId('graph')).toBeVisible();
    await page.keyboard.press('Control+G');
    await expect(page.locator('.go-to input')).toBeFocused();
    await expect(page.getByTestId('graph')).toHaveCount(0);
  } finally {
    await app.close();
  }
});

test('keys that read a log go to it from the other faces, and a line has to be chosen before it is marked', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await shownLog(app, mixedLog, 2000);
    const leave = async (key: string, face: string): Promise<void> => {
      await page.keyboard.press(key);
      await expect(page.getByTestId(face)).toBeVisible();
    };
    await leave('2', 'timeline');
    await page.keyboard.press('m');
    await expect(page.getByTestId('log-note')).toHaveText('Choose a line first');
    await leave('3', 'graph');
    await page.keyboard.press('w');
    await expect(page.getByTestId('log-wrap')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('w');
    await expect(page.getByTestId('log-wrap')).toHaveAttribute('aria-pressed', 'false');
    await leave('2', 'timeline');
    await page.keyboard.press('t');
    await expect(page.getByTestId('log-times')).toHaveAttribute('title', /Since the run’s start/);
    await goTo(app, '700');
    await leave('2', 'timeline');
    await page.keyboard.press('e');
    await expect(rowOf(app, 701)).toHaveAttribute('aria-selected', 'true');
    await leave('3', 'graph');
    await page.keyboard.press('e');
    await expect(rowOf(app, 1501)).toHaveAttribute('aria-selected', 'true');
    await leave('2', 'timeline');
    await page.keyboard.press('Shift+E');
    await expect(rowOf(app, 701)).toHaveAttribute('aria-selected', 'true');
    await leave('2', 'timeline');
    await page.keyboard.press('m');
    await expect(rowOf(app, 701).getByLabel('Marked')).toBeVisible();
  } finally {
    await app.close();
  }
});

test('in a small window a key brings what it is about: the log, or the tree', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await shownLog(app, mixedLog, 2000);
    await app.resize(800, 700);
    await expect(page.getByTestId('face-tree')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Control+F');
    await expect(page.getByTestId('log-search')).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await expect(page.getByTestId('tree-filter')).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('w');
    await expect(page.locator('#log')).toBeVisible();
  } finally {
    await app.close();
  }
});

test('a bar tells what it is, and a click chooses its job', async () => {
  const app = await App.open();
  try {
    await openTimeline(app);
    const { page } = app;
    const lanes = page.getByTestId('timeline-lanes');
    const box = await lanes.boundingBox();
    if (box === null) throw new Error('There are no lanes.');
    // The last attempt of the job that failed: the first slot is free when it begins, and it ends the run.
    const right = box.x + box.width - 12 - (box.width - 124) * 0.03;
    await page.mouse.move(right, box.y + 30 + 30);
    const tip = page.getByTestId('timeline-tip');
    await expect(tip).toContainText('bad');
    await expect(tip).toContainText('attempt 3 of 3');
    await expect(tip).toContainText('Exit code 3 after');
    await page.mouse.click(right, box.y + 30 + 30);
    await expect(page.locator('[data-testid=job-row][aria-selected=true]')).toHaveAttribute(
      'data-kind',
      'job',
    );
    await expect(page.locator('.details')).toContainText('bad');

    // The same menu as in the tree, by the pointer and by a key; the focus comes back, to the same bar too.
    const again = page.getByRole('menuitem', { name: 'Run again' }).first();
    await page.mouse.click(right, box.y + 30 + 30, { button: 'right' });
    await expect(again).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(again).toBeHidden();
    await expect(lanes).toBeFocused();
    await page.keyboard.press('Shift+ArrowRight');
    const spoken = page.getByTestId('timeline-spoken');
    await expect(spoken).not.toBeEmpty();
    const bar = (await spoken.textContent()) ?? '';
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(lanes).toBeFocused();
    await expect(spoken).toHaveText(bar);
  } finally {
    await app.close();
  }
});

test('keys, wheel and buttons zoom and move, and Home shows the whole run', async () => {
  const app = await App.open();
  try {
    await openTimeline(app);
    const { page } = app;
    const lanes = page.getByTestId('timeline-lanes');
    const range = page.getByTestId('timeline-range');
    const window = page.getByTestId('timeline-window');
    const leftOf = async (): Promise<number> => (await window.boundingBox())?.x ?? Number.NaN;
    await expect(window).toHaveCount(0);
    await lanes.focus();
    await page.keyboard.press('+');
    await expect(window).toHaveCount(1);
    await expect(range).toContainText(' to ');
    const before = await leftOf();
    await page.keyboard.press('ArrowRight');
    await expect.poll(leftOf).toBeGreaterThan(before);
    await page.keyboard.press('Home');
    await expect(window).toHaveCount(0);
    await page.getByTestId('timeline-zoom-in').click();
    await expect(window).toHaveCount(1);
    await page.getByTestId('timeline-whole').click();
    await expect(window).toHaveCount(0);
    await lanes.hover();
    await page.mouse.wheel(0, -400);
    await expect(window).toHaveCount(1);

    await lanes.focus();
    await page.keyboard.press('Home');
    await expect(window).toHaveCount(0);
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByTestId('timeline-spoken')).toContainText(/attempt 1 of/);
    const first = await page.getByTestId('timeline-spoken').textContent();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByTestId('timeline-spoken')).not.toHaveText(first ?? '');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-testid=job-row][aria-selected=true]')).toHaveAttribute(
      'data-kind',
      'job',
    );
  } finally {
    await app.close();
  }
});
