import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

test('the status bar tells which lines are in view where there are lines, and nowhere else', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run('name = "Short"\n[step.a]\ntype = "command"\nrun = "echo one; echo two"\n');
    await app.runStatus('completed');
    const range = page.getByTestId('log-range');
    await expect(range).toHaveText('Lines 1 to 2 of 2');
    for (const [key, other] of [
      ['2', 'timeline-lanes'],
      ['3', 'graph-step'],
      ['4', 'compare'],
      ['Control+5', 'history'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByTestId(other)).toBeVisible();
      await expect(range).toHaveCount(0);
      await page.keyboard.press('Control+1');
      await page.keyboard.press('1');
      await expect(range).toHaveText('Lines 1 to 2 of 2');
    }
  } finally {
    await app.close();
  }
});

test('the status bar tells how many slots are busy, and which jobs run without one', async () => {
  const app = await App.open();
  try {
    const slots = app.page.getByTestId('queue-open');
    const go = path.join(app.folder, 'go');
    await writeFile(
      path.join(app.folder, 'parent.mjs'),
      `export default async (job) => {
        const run = 'until [ -e ${go} ]; do sleep 0.1; done';
        const child = await job.spawn({ name: 'child', type: 'command', run });
        await child.done;
      };`,
    );
    await app.run(
      'name = "Parents"\nconcurrency = 1\n[step.a]\ntype = "script"\nmodule = "./parent.mjs"\nisolation = "thread"\n',
    );
    await expect(slots).toHaveText('1 of 1 slot busy, 1 job waits for its children');
    await writeFile(go, '');
    await app.runStatus('completed');
    await expect(slots).not.toContainText('wait');
  } finally {
    await app.close();
  }
});
