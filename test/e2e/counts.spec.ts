import { expect, test } from '@playwright/test';
import { App } from './app';

test('Promise 4: the counts in the window equal `runsheet stats --json` of the same folder', async () => {
  const app = await App.open();
  try {
    await app.run(
      'concurrency = 3\n[step.a]\ntype = "command"\nrun = "sleep 0.02; test $((${RUNSHEET_JOB##*.} % 3)) -ne 0"\nfor_each = { range = [1, 60] }\non_error = "continue"\n',
    );
    await app.runStatus('completed');
    const [stats] = await app.cli('stats', 'r1');
    expect(await app.counts()).toEqual(stats.stats);
    expect(stats.stats).toMatchObject({ total: 60, failed: 20, completed: 40 });
  } finally {
    await app.close();
  }
});

test('what the command line starts is in the window at once, and the other way round', async () => {
  const app = await App.open();
  try {
    const [job] = await app.cli('add', '--name', 'from outside', '--', 'echo', 'hello');
    await expect(
      app.page.locator('[data-testid=job-row]', { hasText: 'from outside' }).first(),
    ).toBeVisible();
    await app.runStatus('completed');
    await expect.poll(() => app.counts()).toMatchObject({ total: 1, completed: 1 });
    expect(await app.cli('logs', String(job.id))).toMatchObject([{ n: 1, text: 'hello' }]);
  } finally {
    await app.close();
  }
});

test('the time left is told from an earlier run until jobs of this one have ended, and says so', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const left = page.getByTestId('time-left');
    const naps = (seconds: number): string =>
      `name = "Naps"\nconcurrency = 2\n[step.nap]\ntype = "command"\nrun = "sleep ${seconds}"\nfor_each = { range = [1, 4] }\n`;
    await app.run(naps(1));
    await expect(left).toHaveText('not known yet');
    await app.runStatus('completed');
    await app.run(naps(120));
    await expect.poll(() => app.counts()).toMatchObject({ running: 2, completed: 0 });
    await expect(left).toHaveText(/^≈.+from an earlier run$/);
    await expect(left).toHaveAttribute('title', /in an earlier run/);
    await app.cli('cancel', 'r2');
  } finally {
    await app.close();
  }
});
