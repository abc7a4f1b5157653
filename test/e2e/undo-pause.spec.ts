import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

const waiting = `name = "Waiting"
concurrency = 1
[step.a]
type = "command"
run = ["sleep", "600"]
for_each = { range = [1, 3] }
group = "scanner"
`;

test('pausing a run, the queue and a group is taken back by its button or by Ctrl Z, and so is going on', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const notice = page.getByTestId('notice');
    await app.run(waiting);
    await expect.poll(() => app.counts()).toMatchObject({ running: 1 });
    const run = page.locator('[data-testid=job-row][data-kind=run]').first();
    await run.click();

    await page.keyboard.press('p');
    await expect(run).toContainText('paused');
    await expect(notice).toContainText('Waiting is paused');
    await page.keyboard.press('Control+z');
    await expect(run).not.toContainText('paused');
    await expect(notice).toHaveCount(0);
    // Nothing is left to take back.
    await page.keyboard.press('Control+z');
    await page.keyboard.press('p');
    await expect(run).toContainText('paused');
    await page.keyboard.press('p');
    await expect(run).not.toContainText('paused');
    await expect(notice).toContainText('Waiting goes on');
    await page.getByTestId('undo').click();
    await expect(run).toContainText('paused');
    await page.keyboard.press('p');
    await expect(run).not.toContainText('paused');

    const queue = page.getByTestId('queue-open');
    await queue.click();
    await page.getByTestId('queue-turn').click();
    await expect(queue).toContainText('Queue paused');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await expect(queue).not.toContainText('Queue paused');
    expect(await app.cli('limit')).toMatchObject([{ paused: false }]);

    await queue.click();
    await page.getByRole('button', { name: 'Pause scanner' }).click();
    await page.keyboard.press('Escape');
    await expect(notice).toContainText('scanner is paused');
    expect(await app.cli('limit')).toMatchObject([{ groups: [{ name: 'scanner', paused: true }] }]);
    await page.getByTestId('undo').click();
    await expect(notice).toHaveCount(0);
    expect(await app.cli('limit')).toMatchObject([{ groups: [{ name: 'scanner', paused: false }] }]);
  } finally {
    await app.close();
  }
});

test('pausing one schedule or all is taken back, and a folder that was removed is watched again', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const folder = path.join(app.folder, 'batches');
    await mkdir(folder);
    await writeFile(
      path.join(folder, 'nightly.toml'),
      'name = "Nightly"\nschedule = "0 2 * * *"\n[step.a]\ntype = "command"\nrun = "true"\n',
    );
    await page.keyboard.press('Control+2');
    await app.choose(folder);
    await page.getByTestId('folder-add').click();
    const section = page.getByTestId('library-folder');
    await expect(section).toHaveAttribute('data-path', folder);

    await page.keyboard.press('Control+3');
    const notice = page.getByTestId('notice');
    const card = page.getByTestId('schedule-card');
    const state = (name: string) => expect(card).toHaveAttribute('data-state', name);
    await state('active');
    await card.getByRole('button', { name: 'Pause: Nightly' }).click();
    await state('paused');
    await expect(notice).toContainText('Nightly is paused');
    await page.keyboard.press('Control+z');
    await state('active');
    await page.getByTestId('schedule-pause-all').click();
    await state('paused');
    await expect(notice).toContainText('All schedules are paused');
    await page.getByTestId('undo').click();
    await state('active');
    expect(await app.cli('schedule', 'list')).toMatchObject([{ id: 'nightly', state: 'active' }]);

    await page.keyboard.press('Control+2');
    await page.getByRole('button', { name: `Stop watching: ${folder}` }).click();
    await expect(section).toHaveCount(0);
    await expect(notice).toContainText('is not watched any more');
    await page.keyboard.press('Control+z');
    await expect(section).toHaveAttribute('data-path', folder);
    expect(await app.cli('schedule', 'list')).toMatchObject([{ id: 'nightly' }]);
  } finally {
    await app.close();
  }
});
