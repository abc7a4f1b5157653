import { expect, test } from '@playwright/test';
import { App } from './app';

test('the graph shows the steps of a run as they stand, and a click or a key chooses one', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const step = (name: string, depends: string): string =>
      `[step.${name}]\ntype = "command"\nrun = ["true"]\ndepends = [${depends}]\n`;
    await app.run(
      `name = "Diamond"\n[step.fetch]\ntype = "command"\nrun = "read line; exit 0"\nstdin = { open = true }\n` +
        step('left', '"fetch"') +
        step('right', '"fetch"') +
        step('join', '"left", "right"'),
    );
    await expect(page.getByTestId('face-graph')).toBeVisible();
    await page.keyboard.press('3');
    const steps = page.getByTestId('graph-step');
    await expect(steps).toHaveCount(4);
    await expect(page.getByTestId('graph-edge')).toHaveCount(4);
    const fetch = steps.filter({ hasText: 'fetch' }).first();
    await expect(fetch).toHaveAttribute('data-status', 'running');
    const join = steps.filter({ hasText: 'join' });
    await expect(join).toContainText('after left, right');
    const places = await steps.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().left));
    expect(places[0]).toBeLessThan(places[1]);
    expect(places[1]).toBeCloseTo(places[2], 0);
    expect(places[2]).toBeLessThan(places[3]);

    await join.click();
    await expect(join).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('[data-testid=job-row][aria-selected=true]')).toContainText('join');
    await join.click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: 'Log of this step' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(join).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(page.locator('[data-step-id]:focus')).toContainText(/left|right/);
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-step-id]:focus')).toHaveAttribute('aria-pressed', 'true');

    const plane = page.getByTestId('graph-plane');
    const before = await plane.getAttribute('style');
    await page.keyboard.press('-');
    await expect(plane).not.toHaveAttribute('style', before ?? '');
    await page.keyboard.press('Home');
    await expect(plane).toHaveAttribute('style', before ?? '');

    const job = page.locator('[data-testid=job-row][data-kind=job]').first();
    await app.cli('send', (await job.getAttribute('data-job-id')) ?? '', 'go');
    for (const one of await steps.all()) await expect(one).toHaveAttribute('data-status', 'completed');
  } finally {
    await app.close();
  }
});
