import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

/** Each item's job exits with what its file says. */
const definition = (items: string, more = ''): string => `id = "checks"
name = "Checks"
[step.check]
type = "command"
run = 'exit $(cat {{item}} 2>/dev/null || echo 0)'
for_each = [${items}]
on_error = "continue"
${more}`;

test('a run stands beside the one before: numbers, steps, and the jobs by what became of them, live', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const says = (item: string, code: number) => writeFile(path.join(app.folder, item), String(code));
    const count = (kind: string) => page.getByTestId(`compare-${kind}`).locator('.count');
    const rows = page.getByTestId('compared-row');

    await says('b', 1);
    await app.run(definition('"a", "b", "c", "old"'));
    await expect(page.getByTestId('stat-completed')).toHaveAttribute('data-value', '3');
    // Before its file says something else.
    await expect(page.getByTestId('stat-failed')).toHaveAttribute('data-value', '1');
    await page.keyboard.press('4');
    await expect(page.getByTestId('compare-empty')).toContainText(
      'No run of Checks before this one has ended.',
    );

    await says('a', 1);
    await says('b', 0);
    await app.run(
      definition(
        '"a", "b", "c"',
        '[step.wait]\ntype = "command"\nrun = "read line"\nstdin = { open = true }',
      ),
    );
    await expect(page.getByTestId('compare-with')).toContainText('completed');
    await expect(count('failing')).toHaveText('1');
    await expect(count('repaired')).toHaveText('1');
    await expect(count('gone')).toHaveText('1');
    // The job that waits for its input is not in the other run.
    await expect(count('added')).toHaveText('1');
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText('check');
    await expect(page.getByTestId('compared-steps')).toContainText('wait');
    const failed = page.getByTestId('compared-totals').locator('tr', { hasText: 'Failed' });
    await expect(failed).toHaveText('Failed110');

    await rows.first().click({ button: 'right' });
    const shownId = (await rows.first().getAttribute('data-job-id')) ?? '';
    await page.getByRole('menuitem', { name: `Copy id ${shownId}` }).click();
    expect(await app.clipboard()).toBe(shownId);
    await expect(page.getByTestId('details')).toContainText('Exit code');
    await page.getByTestId('compare-added').click();
    await expect(rows.first()).toContainText('Running');
    const waiting = (await rows.first().getAttribute('data-job-id')) ?? '';
    await app.cli('send', waiting, 'go');
    await expect(rows.first()).toContainText('Completed');

    // With the keyboard alone: the list, its rows, and into the job.
    // The third job completed in both runs; how long it took is up to the machine.
    await page.getByTestId(/^compare-(alike|slower|faster)$/).click();
    await page.locator('#compared-list').focus();
    await page.keyboard.press('ArrowDown');
    await expect(rows.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('compared-totals').locator('tr', { hasText: 'Jobs' })).toHaveText(
      'Jobs110',
    );
    // The place of the keyboard stays, though everything is of another scope now.
    await expect(page.locator('#compared-list')).toBeFocused();
  } finally {
    await app.close();
  }
});

test('the row that a key goes to is the job of the details, also where its row has still to come', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const many = await app.define(
      'many.toml',
      'id = "many"\nname = "Many"\n[step.a]\ntype = "command"\nrun = "true"\nfor_each = { range = [1, 400] }\n',
    );
    for (let run = 1; run <= 2; run++) await app.cli('run', many);
    await page.locator('[data-testid=job-row][data-kind=run]').first().click();
    await page.keyboard.press('4');
    await page.getByTestId('compare-alike').click();
    await page.locator('#compared-list').focus();
    await page.keyboard.press('End');
    const active = page.locator('[data-testid=compared-row][aria-selected=true]');
    await expect(active).toHaveAttribute('aria-posinset', /^\d+$/);
    const name = (await active.locator('.name').textContent()) ?? '';
    await expect(page.getByTestId('details')).toContainText(name);
    expect(await page.locator('#compared-list').getAttribute('aria-activedescendant')).toBe(
      `compared-${await active.getAttribute('data-job-id')}`,
    );
  } finally {
    await app.close();
  }
});
