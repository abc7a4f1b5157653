import { expect, test } from '@playwright/test';
import { App } from './app';

const waiting =
  'name = "Waiting"\nconcurrency = 1\n[step.a]\ntype = "command"\nrun = ["sleep", "600"]\nfor_each = { range = [1, 4] }\n';

test('a run is paused and resumed by its key, its limit changed in its menu', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(waiting);
    await expect.poll(() => app.counts()).toMatchObject({ running: 1, pending: 3 });
    const run = page.locator('[data-testid=job-row][data-kind=run]').first();
    await run.click();
    await page.keyboard.press('p');
    await expect(run).toContainText('paused');
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();

    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Limits and priority…' }).click();
    await expect(page.getByTestId('limit-concurrency')).toHaveValue('1');
    await expect(page.getByTestId('limit-priority')).toHaveValue('0');
    await page.getByTestId('limit-concurrency').fill('3');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(await app.counts()).toMatchObject({ running: 1, pending: 3 });

    await page.keyboard.press('p');
    await expect.poll(() => app.counts()).toMatchObject({ running: 3, pending: 1 });
    await page.keyboard.press('Control+.');
    await page.getByRole('button', { name: 'Cancel 4 jobs' }).click();
    await app.runStatus('cancelled');
  } finally {
    await app.close();
  }
});

test('the queue is paused and limited in the status bar', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await page.getByTestId('queue-open').click();
    await page.getByTestId('queue-turn').click();
    await expect(page.getByTestId('queue-open')).toContainText('Queue paused');
    await page.getByLabel('Jobs at once over all runs').fill('2');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await app.run(waiting.replace('concurrency = 1', 'concurrency = 4'));
    await expect.poll(() => app.counts()).toMatchObject({ running: 0, pending: 4 });
    expect(await app.cli('limit')).toMatchObject([{ paused: true, limit: 2 }]);
    await page.getByTestId('queue-open').click();
    await page.getByTestId('queue-turn').click();
    await expect.poll(() => app.counts()).toMatchObject({ running: 2, pending: 2 });
  } finally {
    await app.close();
  }
});

test('only what failed is run again, by button and by menu, and a run is deleted', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(
      'name = "Parts"\n[step.a]\ntype = "command"\nrun = "test {{item}} -le 2"\nfor_each = { range = [1, 5] }\non_error = "continue"\n',
    );
    await app.runStatus('completed');
    await page.getByRole('button', { name: 'Retry 3 failed jobs' }).click();
    await expect
      .poll(async () => (await app.cli('jobs', 'r1.1')).slice(1).map(({ attempt }) => attempt))
      .toEqual([1, 1, 2, 2, 2]);
    await app.runStatus('completed');
    const run = page.locator('[data-testid=job-row][data-kind=run]').first();
    await run.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete run…' }).click();
    await page.getByRole('button', { name: 'Delete run' }).click();
    await expect(page.getByTestId('job-row')).toHaveCount(0);
    expect(await app.cli('list')).toEqual([]);
  } finally {
    await app.close();
  }
});

test('a running command gets input from its menu, and the sentence when its input is closed', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(
      'name = "Talk"\nconcurrency = 2\n[step.open]\ntype = "command"\nrun = ["cat"]\nstdin = { open = true }\n[step.closed]\ntype = "command"\nrun = "sleep 60"\ndepends = []\n',
    );
    await expect.poll(() => app.counts()).toMatchObject({ running: 2 });
    const send = async (name: string): Promise<void> => {
      const row = page.locator('[data-testid=job-row][data-kind=job]', { hasText: name });
      await row.click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Send input…' }).click();
      await page.getByTestId('send-text').fill('hello');
    };
    await send('closed');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('alert')).toContainText('input');
    await page.keyboard.press('Escape');
    await send('open');
    await page.getByTestId('send-end').check();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByTestId('send-text')).toHaveCount(0);
    await expect.poll(() => app.counts()).toMatchObject({ completed: 1 });
    expect((await app.cli('logs', 'r1')).map(({ text }) => text)).toEqual(['hello']);
    await app.cli('cancel', 'r1');
  } finally {
    await app.close();
  }
});
