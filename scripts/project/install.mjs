// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../process/npm.mjs';
import { root } from './root.mjs';

/**
 * @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean,
 *   peer?: boolean }>} LockedPackages by folder; '' is the project itself
 */

/**
 * Installs the packages of the lock file, unless exactly they are there.
 *
 * @param {(line: string) => void} say
 */
export async function installPackages(say) {
  if (isInstalled()) return;
  say('Installing packages (npm ci).');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await npm(args, { cwd: root });
  if (code !== 0) throw new Error('npm ci failed; what it said is above.');
}

/**
 * npm leaves a lock file of what it has installed: compared by content, so neither a checkout that touches
 * files nor an `npm install` by hand causes work.
 */
function isInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(installedFile);
  return Object.entries(locked).every(([folder, wanted]) => {
    const found = installed[folder];
    if (folder === '') return true;
    // Packages for other systems are in the lock file only.
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * @param {string} file
 * @returns {LockedPackages}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
