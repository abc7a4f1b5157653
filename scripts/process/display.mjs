// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installCommand, installPackages, mayInstallPackages } from './apt.mjs';

const packages = ['xvfb', 'xauth'];

/** Whether a window can be shown here. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** What Electron needs on its command line on this machine: root has no sandbox to offer. */
export function electronFlags() {
  const flags = [];
  if (process.platform === 'linux' && process.getuid?.() === 0) flags.push('--no-sandbox');
  if (!process.env['DISPLAY'] && process.env['WAYLAND_DISPLAY']) flags.push('--ozone-platform-hint=auto');
  return flags;
}

/**
 * Makes sure that `xvfb-run` is there, the virtual display for machines without one.
 *
 * @param {(line: string) => void} say
 */
export async function provideVirtualDisplay(say) {
  if (hasVirtualDisplay()) return;
  if (await mayInstallPackages()) await installPackages(packages, say);
  if (hasVirtualDisplay()) return;
  throw new Error(
    `There is no display here and no Xvfb to stand in for one. Run: ${installCommand(packages)}`,
  );
}

/**
 * Puts a command under a virtual display.
 *
 * @param {readonly [string, ...string[]]} command
 * @returns {[string, ...string[]]}
 */
export function underVirtualDisplay(command) {
  return ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1440x900x24', ...command];
}

function hasVirtualDisplay() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return ['xvfb-run', 'Xvfb', 'xauth'].every((name) =>
    folders.some((folder) => existsSync(join(folder, name))),
  );
}
