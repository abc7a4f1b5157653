import { expect, test } from '@playwright/test';
import { App } from './app';

test('the timeline follows a run: from nothing started to running to ended', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(
      'name = "Live"\n[step.a]\ntype = "command"\nrun = "read line; exit 0"\nstdin = { open = true }\n',
    );
    await page.getByTestId('face-timeline').click();
    await expect(page.getByTestId('attempts-running')).toHaveAttribute('data-value', '1');
    const job = page.locator('[data-testid=job-row][data-kind=job]').first();
    const id = (await job.getAttribute('data-job-id')) ?? '';
    await app.cli('send', id, 'go');
    await expect(page.getByTestId('attempts-completed')).toHaveAttribute('data-value', '1');
    await expect(page.getByTestId('attempts-running')).toHaveAttribute('data-value', '0');
  } finally {
    await app.close();
  }
});

test('a run of which nothing has started says so', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.cli('pause');
    await app.run('name = "Held"\n[step.a]\ntype = "command"\nrun = ["true"]\n');
    await page.getByTestId('face-timeline').click();
    await expect(page.getByTestId('timeline-empty')).toHaveText('Nothing has started');
    await app.cli('resume');
    await expect(page.getByTestId('attempts-completed')).toHaveAttribute('data-value', '1');
  } finally {
    await app.close();
  }
});
