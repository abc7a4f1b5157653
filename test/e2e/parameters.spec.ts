import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { App } from './app';

const definition = `
name = "Resize"
[params.folder]
type = "path"
label = "Photo folder"
required = true
[params.width]
type = "number"
label = "Width"
default = 2048
min = 64
max = 8000
[params.format]
type = "choice"
label = "Format"
choices = ["jpeg", "webp"]
default = "webp"
[params.album]
type = "string"
label = "Album name"
[params.keep]
type = "boolean"
label = "Keep originals"
default = true
[step.show]
type = "command"
for_each = { glob = "{{params.folder}}/*.jpg" }
run = "echo {{item.name}} {{params.width}} {{params.format}} {{params.album}} {{params.keep}}"
`;

test('a form asks for what a run needs, says what is wrong beside the field, and is filled in again', async () => {
  const app = await App.open();
  try {
    const { page } = app;
    const photos = path.join(app.folder, 'My photos (1)');
    await mkdir(photos);
    await writeFile(path.join(photos, 'a.jpg'), '');
    await app.choose(await app.define('resize.toml', definition));
    await page.getByTestId('run-open').click();

    const folder = page.getByLabel('Photo folder');
    const width = page.getByLabel('Width');
    await expect(folder).toBeFocused();
    await expect(width).toHaveValue('2048');
    await width.fill('32');
    await width.press('Enter');
    await expect(page.getByText('Must be given.')).toBeVisible();
    await expect(page.getByText('Must be from 64 to 8000, not 32.')).toBeVisible();
    await expect(folder).toBeFocused();
    expect(await app.cli('list')).toEqual([]);

    await app.choose(photos);
    await page.getByTestId('choose-folder').click();
    await expect(folder).toHaveValue(photos);
    await page.getByLabel('Format').selectOption('jpeg');
    await page.getByLabel('Album name').fill(`Anna's "$(id)"`);
    await page.getByLabel('Keep originals').click();
    await width.fill('640');
    await width.press('Enter');
    await app.runStatus('completed');
    await expect(page.getByTestId('log-row')).toContainText(`a.jpg 640 jpeg Anna's "$(id)" false`);

    await page.getByRole('button', { name: 'With changes…' }).click();
    await expect(folder).toHaveValue(photos);
    await expect(page.getByLabel('Album name')).toHaveValue(`Anna's "$(id)"`);
    await expect(page.getByLabel('Keep originals')).not.toBeChecked();
    await page.getByLabel('Album name').fill('');
    await page.getByTestId('run-start').click();
    await app.runStatus('completed');
    await expect(page.getByTestId('log-row')).toContainText('a.jpg 640 jpeg  false');
    const [first] = await app.cli('show', 'r1');
    const values = { folder: photos, width: 640, format: 'jpeg', album: `Anna's "$(id)"`, keep: false };
    expect((first['input'] as { params: unknown }).params).toEqual(values);

    await page.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(async () => (await app.cli('list')).length).toBe(3);
    await app.runStatus('completed');

    // The file asks for something else by now: so does its form.
    await app.define('resize.toml', definition.replace('label = "Album name"', 'required = true'));
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect(page.getByText('The parameter album must be given.')).toBeVisible();
    await expect(page.getByLabel('album')).toHaveValue('');
    await expect(folder).toHaveValue(photos);
    expect(await app.cli('list')).toHaveLength(3);
  } finally {
    await app.close();
  }
});
