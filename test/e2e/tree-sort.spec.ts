import { expect, test } from '@playwright/test';
import { App } from './app';
import { jobNames, sortBy } from './tree-jobs';

const mixed =
  'name = "Mixed"\nconcurrency = 1\n[step.a]\ntype = "command"\nrun = "case {{item}} in b2) exit 1;; a10) sleep 1;; esac"\nfor_each = { list = ["b2", "a10", "a9", "c1"] }\non_error = "continue"\n';

test('jobs are sorted by status, start, duration and name, over a restart too, and back in the order of the queue', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(mixed);
    await app.runStatus('completed');
    await expect.poll(() => jobNames(page)).toEqual(['b2', 'a10', 'a9', 'c1']);
    await sortBy(app, 'Status, newest first');
    await expect.poll(() => jobNames(page)).toEqual(['b2', 'c1', 'a9', 'a10']);
    await sortBy(app, 'Start, newest first');
    await expect.poll(() => jobNames(page)).toEqual(['c1', 'a9', 'a10', 'b2']);
    await sortBy(app, 'Duration, longest first');
    await expect.poll(async () => (await jobNames(page))[0]).toBe('a10');
    await sortBy(app, 'Name');
    await expect.poll(() => jobNames(page)).toEqual(['a9', 'a10', 'b2', 'c1']);
    await page.reload();
    await expect(page.getByTestId('tree-sort')).toContainText('Name');
    await page.getByTestId('job-row').first().click();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => jobNames(page)).toEqual(['a9', 'a10', 'b2', 'c1']);
    await sortBy(app, 'Order of the queue');
    await expect.poll(() => jobNames(page)).toEqual(['b2', 'a10', 'a9', 'c1']);
    await page.getByTestId('job-row').first().click();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByTestId('job-row')).toHaveCount(1);
  } finally {
    await app.close();
  }
});
