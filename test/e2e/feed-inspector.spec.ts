import { expect, test } from '@playwright/test';
import { App } from './app';

const batch = (jobs: number): string =>
  `concurrency = 2\n[step.a]\ntype = "test_job_generator"\nworker_count = ${jobs}\nlog_count = 2\nlog_delay_ms = 5\nseed = 2\n`;

test('the feed inspector lists every message with what it carried, and that it adds up', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const inspector = page.getByTestId('feed-inspector');
    await page.keyboard.press('Control+Shift+F');
    // On a slow machine the window's first messages are painted only now: whether it is empty is asked later.
    await expect(inspector).toBeVisible();
    await app.run(batch(60));
    await app.runStatus('completed');
    await expect(inspector.getByTestId('feed-wrong')).toHaveText('All counts add up');
    const last = inspector.getByTestId('feed-row').last();
    const revision = await page.locator('.status-bar [data-revision]').getAttribute('data-revision');
    await expect(last).toHaveAttribute('data-revision', String(revision));
    await expect(last).toContainText('60');
    await inspector.getByRole('combobox').selectOption('snapshot');
    await expect(inspector.getByTestId('feed-row').first()).toHaveAttribute('data-kind', 'snapshot');
    await inspector.getByTitle(/as JSON Lines/).click();
    const copied = (await app.clipboard())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; bytes: number; totals: { total: number } });
    expect(copied.length).toBeGreaterThan(0);
    for (const { kind, bytes } of copied) {
      expect(kind).toBe('snapshot');
      expect(bytes).toBeGreaterThan(200);
    }
    await inspector.getByRole('combobox').selectOption('all');
    await inspector.getByRole('searchbox').fill('no such scope');
    await expect(inspector).toContainText(/None of [\d,]+ messages is of this kind/);
    await inspector.getByRole('searchbox').fill('');
    await inspector.getByRole('button', { name: 'Pause' }).click();
    await inspector.getByRole('button', { name: 'Clear' }).click();
    await app.cli('add', '--wait', '--', 'true');
    await expect(inspector).toContainText('No message yet');
    await inspector.getByRole('button', { name: 'Go on' }).click();
    await app.cli('add', '--wait', '--', 'true');
    await expect(inspector.getByTestId('feed-row').first()).toBeVisible();
    await page.keyboard.press('Control+Shift+F');
    await expect(inspector).toBeHidden();
  } finally {
    await app.close();
  }
});
