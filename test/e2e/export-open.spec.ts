import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

const some =
  'name = "Some lines"\n[step.a]\ntype = "command"\nrun = "for i in 1 2 3; do echo WARN: w$i; echo info $i; done"\n';

test('exactly the lines that are shown are exported, and the notice says how many and where', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(some);
    await app.runStatus('completed');
    await page.getByTestId('level-info').click();
    await expect.poll(() => app.shownNumbers()).toEqual([1, 3, 5]);
    const file = path.join(app.folder, 'out.jsonl');
    await app.chooseTarget(file);
    await page.getByTestId('log-export').click();
    await page.getByRole('menuitem', { name: 'Export 3 lines as JSON Lines…' }).click();
    await expect(page.getByTestId('notice')).toHaveText(`Exported 3 lines to ${file}`);
    const rows = (await readFile(file, 'utf8')).trim().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as { n: number }).n)).toEqual([1, 3, 5]);
  } finally {
    await app.close();
  }
});

test('an archive of a run opens again as a run that can only be read', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(some);
    await app.runStatus('completed');
    const file = path.join(app.folder, 'some.zip');
    await app.chooseTarget(file);
    const run = page.locator('[data-testid=job-row][data-kind=run]').first();
    await run.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export archive…' }).click();
    await expect(page.getByTestId('notice')).toContainText(`6 lines to ${file}`);
    expect((await stat(file)).size).toBeGreaterThan(100);

    await app.choose(file);
    await page.keyboard.press('Control+o');
    await expect(page.getByTestId('read-only')).toHaveText('Archive, read only');
    await expect(page.locator('.scope-header')).toContainText(`${file}, opened Today`);
    await expect(page.getByTestId('connection-state')).toHaveText(/read-only archive/i);
    await expect.poll(() => app.shownNumbers()).toEqual([1, 2, 3, 4, 5, 6]);
    await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0);
    await run.click({ button: 'right' });
    await expect(page.getByRole('menuitem')).toHaveText([
      /Log of this run/,
      /Copy id/,
      /Export archive…/,
      /Delete run…/,
    ]);
  } finally {
    await app.close();
  }
});

test('logs of others open from the command line, merged by time; what is no archive is one sentence', async () => {
  const app = await App.open();
  try {
    await app.stop();
    const log = await app.define('a.log', '2026-01-01T10:00:00Z first\n2026-01-01T10:00:02Z third\n');
    const other = await app.define('b.log', '2026-01-01T10:00:01Z second\n');
    await app.start(log, other);
    const { page } = app;
    await expect(page.getByTestId('read-only')).toHaveText('Log, read only');
    await expect.poll(() => app.shownNumbers()).toEqual([1, 2, 3]);
    await expect(page.getByTestId('log-row').nth(1)).toContainText('second');
    const bad = path.join(app.folder, 'bad.zip');
    await writeFile(bad, 'PK\u0003\u0004 no archive');
    await app.choose(bad);
    await page.keyboard.press('Control+o');
    await expect(page.getByTestId('notice')).toContainText('bad.zip');
    await expect(page.getByTestId('notice')).toHaveAttribute('role', 'alert');
  } finally {
    await app.close();
  }
});
