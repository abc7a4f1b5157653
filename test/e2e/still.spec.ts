import { expect, test } from '@playwright/test';
import { App } from './app';

test('where no graphics card draws the window, nothing in it turns', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run('[step.wait]\ntype = "command"\nrun = "read line"\nstdin = { open = true }\n');
    const turning = page.locator('[data-testid=job-row][data-status=running] .running').first();
    await expect(turning).toBeVisible();
    const hasGraphics = await app.inMain(
      ({ app: electron }) => electron.getGPUFeatureStatus().gpu_compositing.startsWith('enabled'),
      null,
      { mayRepeat: true },
    );
    const animation = hasGraphics ? /^turn/ : /^none$/;
    await expect(turning).toHaveCSS('animation-name', animation);
  } finally {
    await app.close();
  }
});
