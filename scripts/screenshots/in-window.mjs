// @ts-check
/**
 * Drives the real window through the views and photographs each, light and dark.
 * Arguments: data folder, definition, folder of the pictures, names of views (none: all).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { electronFlags } from '../process/display.mjs';
import { root } from '../project/root.mjs';
import { views } from './views.mjs';

const [data, definition, images, ...names] = process.argv.slice(2);
mkdirSync(images, { recursive: true });
const unknown = names.filter((name) => !views.some((view) => view.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no view ${unknown.join(', ')}; there are ${views.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}

const app = await _electron.launch({
  cwd: root,
  args: [root, ...electronFlags(), '--data', data, definition],
  env: { .../** @type {Record<string, string>} */ (process.env), RUNSHEET_DATA: '' },
});
let missed = 0;
try {
  const page = await app.firstWindow();
  page.setDefaultTimeout(20_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByTestId('run-start').click();
  for (const view of views) {
    if (names.length > 0 && !names.includes(view.name) && view.name !== 'run') continue;
    try {
      await view.enter(page);
      if (names.length > 0 && !names.includes(view.name)) continue;
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const path = join(images, `${view.name}-${colorScheme}.png`);
        await page.screenshot({ path, animations: 'disabled' });
        process.stderr.write(`${path}\n`);
      }
    } catch (error) {
      missed++;
      process.stderr.write(`${view.name}: ${String(error).split('\n')[0]}\n`);
    }
    await view.leave?.(page);
  }
} finally {
  await app
    .evaluate(({ dialog }) => {
      // The question about running jobs, answered with "stop": nobody is there to press it.
      dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
    })
    .catch(() => undefined);
  await app.close();
}
process.exitCode = missed === 0 ? 0 : 1;
