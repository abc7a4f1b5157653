import { expect, test } from '@playwright/test';
import { App } from './app';

const photos = `
name = "Nightly photos"
[step.fetch]
type = "command"
run = ["echo", "fetched"]
[step.resize]
type = "command"
run = ["echo", "{{item}}"]
for_each = { list = ["IMG_4080.CR3", "IMG_4021.CR3", "PANO_0005.dng"] }
`;

test('the palette runs commands, opens runs, jobs and definitions, and goes to a line, by keyboard alone', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    await app.run(photos, 'photos.toml');
    await app.runStatus('completed');

    // The field of the title bar opens it, and Esc gives the focus back.
    await page.getByTestId('palette-open').click();
    const field = page.getByTestId('palette-field');
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('role', 'combobox');
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
    await expect(page.getByTestId('palette-open')).toBeFocused();

    // A job of the run, by letters of its name.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('img 4021');
    await expect(page.getByRole('option', { name: 'IMG_4021.CR3' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-testid=job-row][aria-selected=true]')).toContainText('IMG_4021.CR3');

    // A command; it is offered first the next time.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('wrap');
    await page.keyboard.press('Enter');
    await expect(page.locator('.shell')).toHaveAttribute('data-command', 'log.wrap');
    await page.keyboard.press('Control+k');
    await expect(page.getByTestId('palette-row').first()).toContainText('Wrap long lines');

    // A line by its number.
    await page.keyboard.type('3');
    await expect(page.getByTestId('palette-row').first()).toContainText('Go to line 3');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-testid=log-row][data-n="3"]')).toBeVisible();

    // A definition that asks for nothing runs at once.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('run nightly photos');
    await expect(page.getByTestId('palette-row').first()).toContainText('Run Nightly photos');
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-testid=job-row][data-kind=run]')).toHaveCount(2);

    // What is not there says so, and the key closes what it has opened.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzzz');
    await expect(page.getByTestId('palette')).toContainText('Nothing is called “zzzz”');
    await page.keyboard.press('Control+k');
    await expect(field).toHaveCount(0);
  } finally {
    await app.close();
  }
});
