// @ts-check
/** Electron's main process, with a window open as the app has it. See bench/spawn.mjs. */
import { writeFileSync } from 'node:fs';
import { measure } from './measure.mjs';

/**
 * @param {Parameters<typeof measure>[0]} input
 * @param {string} file takes the answer
 */
export async function measureInElectron(input, file) {
  // Its types say that it has no named exports outside of its own process.
  const { app, BrowserWindow } = /** @type {any} */ (await import('electron'));
  await app.whenReady();
  const window = new BrowserWindow({ width: 800, height: 600 });
  await window.loadURL('data:text/html,<h1>Runsheet</h1>');
  try {
    writeFileSync(file, JSON.stringify(await measure(input)));
  } catch (error) {
    console.error(error);
  } finally {
    app.exit(0);
  }
}
