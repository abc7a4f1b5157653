import { expect, test } from '@playwright/test';
import { App } from './app';

test('a definition is opened through the dialog, shown, run, and its log is there', async () => {
  const app = await App.open();
  try {
    await app.choose(
      await app.define(
        'hello.toml',
        'name = "Say hello"\ndescription = "Greets three people"\n[step.greet]\ntype = "command"\nrun = "echo hello {{item}}"\nfor_each = ["Ada", "Grace", "Edsger"]\nconcurrency = 1\n',
      ),
    );
    await app.page.getByTestId('run-open').click();
    await expect(app.page.getByText('Greets three people').first()).toBeVisible();
    await app.page.getByTestId('run-start').click();
    await app.runStatus('completed');
    await expect
      .poll(() => app.counts())
      .toEqual({ total: 3, pending: 0, running: 0, completed: 3, failed: 0, cancelled: 0 });
    await expect(app.page.getByTestId('log-row')).toHaveCount(3);
    await expect(app.page.getByTestId('log-row').first()).toContainText('hello Ada');
    expect(await app.shownNumbers()).toEqual([1, 2, 3]);
  } finally {
    await app.close();
  }
});

test('a definition with a mistake says where it is and starts nothing', async () => {
  const app = await App.open();
  try {
    await app.choose(
      await app.define('bad.toml', '[step.a]\ntype = "command"\nrun = "true"\ntimeout = "three"\n'),
    );
    await app.page.getByTestId('run-open').click();
    await expect(app.page.getByText(/line 4/).first()).toBeVisible();
    await expect(app.page.getByTestId('run-start')).toBeDisabled();
    expect(await app.cli('list')).toEqual([]);
  } finally {
    await app.close();
  }
});
