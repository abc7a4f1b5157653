// @ts-check
/** The pictures of README and docs: fills a folder with the nights of a photo import and photographs the real window. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideElectron } from '../electron-binary.mjs';
import { hasDisplay, provideVirtualDisplay, underVirtualDisplay } from '../process/display.mjs';
import { run } from '../process/run.mjs';
import { build, isBuilt } from '../project/build.mjs';
import { root } from '../project/root.mjs';
import { fillFolder } from './photo-import.mjs';

const say = (/** @type {string} */ line) => {
  process.stderr.write(`${line}\n`);
};

/**
 * Takes them all, or those that are named.
 *
 * @param {readonly string[]} names
 * @returns {Promise<number>} exit code
 */
export async function takeScreenshots(names) {
  await provideElectron({ say });
  if (!hasDisplay()) await provideVirtualDisplay(say);
  if (!isBuilt() && (await build()) !== 0) return 1;
  const data = mkdtempSync(join(tmpdir(), 'runsheet-screenshots-'));
  // Its name is in the pictures.
  const folder = join(tmpdir(), 'photos');
  mkdirSync(folder);
  try {
    const definition = await fillFolder(folder, data, say);
    const script = join(root, 'scripts/screenshots/in-window.mjs');
    /** @type {[string, ...string[]]} */
    const direct = [process.execPath, script, data, definition, join(root, 'docs/images'), ...names];
    const [command, ...args] = hasDisplay() ? direct : underVirtualDisplay(direct);
    return (await run(command, args, { input: true })).code;
  } finally {
    for (const made of [folder, data]) rmSync(made, { recursive: true, force: true });
  }
}
