// @ts-check
import { run } from './run.mjs';

/** Whether this process may install Debian packages. */
export async function mayInstallPackages() {
  return process.getuid?.() === 0 && (await run('apt-get', ['--version'], { capture: true })).code === 0;
}

/**
 * The command that installs these packages, for people to type.
 *
 * @param {readonly string[]} packages
 */
export function installCommand(packages) {
  return `sudo apt-get install -y ${packages.join(' ')}`;
}

/**
 * Installs Debian packages and says so.
 *
 * @param {readonly string[]} packages by their Debian 12 names; newer names of the same are found
 * @param {(line: string) => void} say
 */
export async function installPackages(packages, say) {
  say(`Installing ${packages.join(' ')} with apt-get.`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { capture: true, env });
  const names = await Promise.all(packages.map(currentName));
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  const { code, stderr } = await run('apt-get', args, { capture: true, env });
  if (code !== 0) {
    throw new Error(`apt-get could not install ${names.join(' ')}: ${lastLine(stderr)}`);
  }
}

/**
 * Debian 13 and Ubuntu 24.04 have renamed some libraries to `…t64`, and made the old name ambiguous.
 *
 * @param {string} name
 */
async function currentName(name) {
  const { stdout } = await run('apt-cache', ['policy', `${name}t64`], {
    capture: true,
    env: { LC_ALL: 'C' },
  });
  return /Candidate: (?!\(none\))/.test(stdout) ? `${name}t64` : name;
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
