import { expect, test } from '@playwright/test';
import { App } from './app';

test('closing and opening again shows the same run, numbers and counts', async () => {
  const app = await App.open();
  try {
    await app.run(
      '[step.a]\ntype = "test_job_generator"\nworker_count = 4\nlog_count = 500\nlog_delay_ms = 0\nfailure_rate = 0.3\non_error = "continue"\nseed = 5\n',
    );
    await app.runStatus('completed');
    await expect.poll(async () => (await app.shownNumbers()).at(-1)).toBe(2000);
    const before = { counts: await app.counts(), lines: await app.cli('logs', 'r1') };
    await app.stop();
    await app.start();
    await app.page.locator('[data-testid=job-row][data-kind=run]').first().click();
    await expect.poll(() => app.counts()).toEqual(before.counts);
    expect(await app.cli('logs', 'r1')).toEqual(before.lines);
    await app.page.keyboard.press('Control+g');
    await app.page.keyboard.type('1234');
    await app.page.keyboard.press('Enter');
    await expect.poll(() => app.shownNumbers()).toContain(1234);
  } finally {
    await app.close();
  }
});

test('each page is there again at the next start', async () => {
  const app = await App.open();
  try {
    for (const [key, label] of [
      ['Control+5', 'History'],
      ['Control+3', 'Schedule'],
    ]) {
      await app.page.keyboard.press(key);
      await expect(app.page.locator('[aria-current=page]')).toContainText(label);
      await app.stop();
      await app.start();
      await expect(app.page.locator('[aria-current=page]')).toContainText(label);
    }
  } finally {
    await app.close();
  }
});

test('a reload in the middle of a run catches up by itself', async () => {
  const app = await App.open();
  try {
    await app.run(
      '[step.a]\ntype = "test_job_generator"\nworker_count = 2\nlog_count = 300\nlog_delay_ms = 5\nseed = 5\n',
    );
    await expect.poll(async () => (await app.shownNumbers()).length).toBeGreaterThan(0);
    await app.page.reload();
    await expect(app.page.getByTestId('connection-state')).toHaveText(/live/i);
    await app.runStatus('completed');
    await app.page.locator('[data-testid=job-row][data-kind=run]').first().click();
    await expect.poll(() => app.counts()).toMatchObject({ total: 2, completed: 2 });
  } finally {
    await app.close();
  }
});
