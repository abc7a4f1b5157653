import { expect, test } from '@playwright/test';
import { App } from './app';

test('a reference to a line on the command line opens there, and a hostile one does nothing', async () => {
  const app = await App.open();
  try {
    await app.run('name = "Long"\n[step.a]\ntype = "command"\nrun = "seq 1 3000"\n');
    await app.runStatus('completed');
    await app.stop();
    await app.start('runsheet://run/r1#1234');
    await expect.poll(() => app.shownNumbers()).toContain(1234);
    // A window comes back where it was: it is to be at no run.
    await app.page.keyboard.press('Control+K');
    await app.page.keyboard.type('show all runs');
    await app.page.keyboard.press('Enter');
    await expect(app.page.getByTestId('log-row')).toHaveCount(0);
    await app.stop();
    await app.start('runsheet://run/../../r1#1;rm', 'runsheet://window/index.html#r1');
    await expect(app.page.getByTestId('job-row').first()).toBeVisible();
    await expect(app.page.getByTestId('notice')).toHaveCount(0);
    await expect(app.page.getByTestId('log-row')).toHaveCount(0);
  } finally {
    await app.close();
  }
});
