import { expect, test } from '@playwright/test';
import { App } from './app';

test('a run is cancelled from its header: asked once, with numbers, and everything ends', async () => {
  const app = await App.open();
  try {
    await app.run(
      'concurrency = 2\n[step.a]\ntype = "command"\nrun = ["sleep", "60"]\nfor_each = { range = [1, 12] }\n',
    );
    await expect.poll(() => app.counts()).toMatchObject({ running: 2, pending: 10 });
    await app.page.getByRole('button', { name: /^Cancel run/ }).click();
    await app.page.getByRole('button', { name: /^Cancel 12 jobs/ }).click();
    await app.runStatus('cancelled');
    await expect
      .poll(() => app.counts())
      .toEqual({ total: 12, pending: 0, running: 0, completed: 0, failed: 0, cancelled: 12 });
    expect(await app.cli('verify')).toMatchObject([{ ok: true }]);
  } finally {
    await app.close();
  }
});
