// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { root } from '../project/root.mjs';

/**
 * @typedef {object} ElectronBinary
 * @property {string} path the executable
 * @property {string} [version] undefined when it does not start
 */

/**
 * The Electron executable that the electron package points to, and whether it starts.
 *
 * @returns {Promise<ElectronBinary | undefined>} undefined when there is none
 */
export async function presentElectron() {
  const path = executablePath(join(root, 'node_modules/electron'));
  if (path === undefined || !existsSync(path)) return undefined;
  // As plain Node it needs no display, but every shared library.
  const { code, stdout } = await run(path, ['-p', 'process.versions.electron'], {
    capture: true,
    env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: undefined },
  });
  return code === 0 ? { path, version: stdout.trim() } : { path };
}

/** @param {string} packageDir */
function executablePath(packageDir) {
  const pathFile = join(packageDir, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (elsewhere) return join(elsewhere, name ?? 'electron');
  return name === undefined ? undefined : join(packageDir, 'dist', name);
}
