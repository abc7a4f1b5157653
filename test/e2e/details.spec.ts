import { expect, test } from '@playwright/test';
import { App } from './app';

const photos = `name = "Photos"
[step.resize]
type = "command"
run = "echo call >> {{item}}.calls; n=$(wc -l < {{item}}.calls); echo attempt $n of {{item}}; if test $n -eq 2; then sleep 60; fi; echo broken >&2; exit 3"
for_each = { list = ["IMG_4021.CR3"] }
timeout = "3s"
retries = { max = 2, delay = "500ms", backoff = "constant", jitter = false }
on_error = "continue"
env = { QUALITY = "86" }
`;

test('a job tells what it ran, how each attempt ended, what it took, and shows the lines of an attempt', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(photos);
    await app.runStatus('failed');
    await page.getByTestId('job-row').filter({ hasText: 'IMG_4021.CR3' }).click();
    const details = page.getByTestId('details');
    await expect(details.getByTestId('details-status')).toHaveText(
      'Failed: 3 of 3 attempts used, dead letter',
    );
    await expect(details.getByTestId('details-end')).toHaveText('3 · the program reported an error');
    await expect(details.getByTestId('details-duration')).toHaveText(
      /^[\d.]+\u202fs · [\d.]+\u202f(m?)s running, [\d.]+\u202fm?s waiting$/,
    );
    if (process.platform === 'linux')
      await expect(details.getByTestId('details-used')).toHaveText(
        /CPU time · (at most )?[\d.]+\u202fMB (peak )?memory/,
      );

    const attempts = details.getByTestId('attempt');
    expect(await attempts.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-attempt')))).toEqual(
      ['3', '2', '1'],
    );
    await expect(attempts.nth(1)).toContainText('Timed out after 3 s: ended by SIGTERM');
    await expect(attempts.nth(0)).toContainText('exit code 3: reported an error');
    await expect(details.getByTestId('attempt-bar').locator('.part')).toHaveCount(3);

    await attempts.nth(1).click();
    await expect(page.locator('[data-testid=log-row][aria-selected=true]')).toContainText(
      'attempt 2 of IMG_4021.CR3',
    );

    // As it ran, and as the definition says it.
    await details.getByRole('button', { name: 'Copy the command (C)' }).click();
    expect(await app.clipboard()).toContain('echo attempt $n of IMG_4021.CR3;');
    await details.getByRole('button', { name: 'Copy: as written' }).click();
    expect(await app.clipboard()).toContain('echo attempt $n of {{item}};');
    await expect(details).toContainText('QUALITY=86');
  } finally {
    await app.close();
  }
});

test('a job that a signal ended says so in words, and nothing chosen says what to do', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run('name = "Killed"\n[step.a]\ntype = "command"\nrun = "kill -9 $$"\n');
    await app.runStatus('failed');
    await page
      .getByTestId('job-row')
      .filter({ has: page.locator('text=/^a$/') })
      .last()
      .click();
    await expect(page.getByTestId('details-end')).toContainText('SIGKILL · ended at once, from outside');
  } finally {
    await app.close();
  }
});

test('the jobs that a job has spawned are listed with how they stand, and lead to their own details', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(
      'name = "Parents"\n[step.a]\ntype = "test_job_generator"\nworker_count = 1\nlog_count = 4\nlog_delay_ms = 0\nchild_count = 3\nrecursion_depth = 1\nseed = 1\n',
    );
    await app.runStatus('completed');
    await page.getByTestId('job-row').filter({ hasText: 'worker 1' }).first().click();
    const details = page.getByTestId('details');
    const children = details.locator('dd li');
    await expect(children).toHaveCount(3);
    const name = (await children.first().innerText()).trim();
    await children.first().getByRole('button').click();
    await expect(details.locator('h2')).toHaveText(name);
  } finally {
    await app.close();
  }
});
