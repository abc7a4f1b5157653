import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

test('a folder that is added shows its definitions, and what is due starts, is shown and can be paused', async () => {
  const app = await App.open();
  try {
    const folder = path.join(app.folder, 'batches');
    await mkdir(folder);
    const define = async (name: string, text: string): Promise<void> => {
      await writeFile(path.join(folder, `.${name}`), text);
      await rename(path.join(folder, `.${name}`), path.join(folder, name));
    };
    await define(
      'beat.toml',
      'name = "Heart beat"\nschedule = "* * * * * *"\n[step.a]\ntype = "command"\nrun = "echo beat"\n',
    );
    await app.page.keyboard.press('Control+2');
    await app.choose(folder);
    await app.page.getByTestId('folder-add').click();
    const section = app.page.getByTestId('library-folder');
    await expect(section).toHaveAttribute('data-path', folder);
    await expect(section.getByText('Heart beat')).toBeVisible();
    await expect(section.getByText('every second')).toBeVisible();

    // Saved while the window looks on: the card comes by itself, and its mistake too.
    await define('broken.toml', '[step.a]\ntype = "command"\n');
    await expect(section.getByText(/broken\.toml line 1/)).toBeVisible();

    await app.page.keyboard.press('Control+3');
    const card = app.page.getByTestId('schedule-card');
    await expect(card).toHaveAttribute('data-id', 'beat');
    const started = card.locator('[data-outcome=started]');
    await expect(started.first()).toBeVisible();

    await card.getByRole('button', { name: 'Pause: Heart beat' }).click();
    await expect(card).toHaveAttribute('data-state', 'paused');
    await expect(card.locator('[data-outcome=skipped]').first()).toContainText('its schedule is paused');
    await card.getByRole('button', { name: 'Resume: Heart beat' }).click();
    await expect(card).toHaveAttribute('data-state', 'active');
    await expect(card.locator('[data-outcome=started]').first()).toBeVisible();

    await app.page.getByTestId('schedule-pause-all').click();
    await expect(card).toHaveAttribute('data-state', 'paused');
    expect(await app.cli('schedule', 'list')).toMatchObject([{ id: 'beat', state: 'paused' }]);

    // A run that the clock has started is a run like any other.
    const runId = (await app.cli('list')).at(-1)?.['id'];
    expect(runId).toBe('r1');
    await app.page.keyboard.press('Control+1');
    await expect(app.page.locator('[data-testid=job-row][data-kind=run]').first()).toHaveAttribute(
      'data-status',
      'completed',
    );
    await app.page.locator('[data-testid=job-row][data-kind=run]').first().click();
    await expect(app.page.getByTestId('scope-sentence')).toHaveText(/^Completed · started .+ by schedule · /);

    await app.page.keyboard.press('Control+2');
    await app.page.getByRole('button', { name: `Stop watching: ${folder}` }).click();
    await expect(section).toHaveCount(0);
    expect(await app.cli('schedule', 'list')).toEqual([]);
    expect(await app.cli('verify')).toMatchObject([{ ok: true }]);
  } finally {
    await app.close();
  }
});
