// @ts-check
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installPackages, mayInstallPackages } from '../../scripts/process/apt.mjs';
import { withLock } from '../../scripts/process/lock.mjs';
import { npm } from '../../scripts/process/npm.mjs';
import { MissingPeer } from './problems.mjs';

/**
 * Installs npm packages for a peer into the user's cache folder, once; the project itself does not depend on them.
 *
 * @param {string} peer its name
 * @param {Record<string, string>} packages exact versions by name
 * @param {(line: string) => void} log
 * @returns {Promise<string>} a path beside the installed packages, for `createRequire`
 */
export async function peerPackages(peer, packages, log) {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'runsheet', 'bench');
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  // Native parts are built for one version of Node's interface.
  const name = [peer, ...Object.values(packages), process.platform, process.arch, process.versions.modules];
  const folder = join(cache, name.join('-'));
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    log(`Installing ${wanted.join(' ')} into the cache, once.`);
    const temp = `${folder}.tmp`;
    rmSync(temp, { recursive: true, force: true });
    mkdirSync(temp, { recursive: true });
    writeFileSync(join(temp, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
    const { code, stderr } = await npm(['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: temp,
      capture: true,
      env: { npm_config_ignore_scripts: undefined },
    });
    if (code !== 0) {
      rmSync(temp, { recursive: true, force: true });
      throw new MissingPeer(peer, `npm cannot install ${wanted.join(' ')} (${lastLine(stderr)})`);
    }
    renameSync(temp, folder);
  });
  return join(folder, 'package.json');
}

/**
 * The path of a program; as root on an apt system it is installed where it is missing.
 *
 * @param {string} peer
 * @param {{ readonly programs: readonly string[], readonly debian: string }} wanted programs that do, best first,
 *   and the Debian package of the first
 * @param {(line: string) => void} log
 * @returns {Promise<string>}
 */
export async function peerProgram(peer, { programs, debian }, log) {
  const there = findProgram(programs);
  if (there !== undefined) return there;
  const why = `${programs.join(' or ')} is not installed (sudo apt-get install ${debian})`;
  if (!(await mayInstallPackages())) throw new MissingPeer(peer, why);
  try {
    await installPackages([debian], log);
  } catch (error) {
    throw new MissingPeer(peer, error instanceof Error ? error.message : String(error));
  }
  const installed = findProgram(programs);
  if (installed === undefined) throw new MissingPeer(peer, why);
  return installed;
}

/** @param {readonly string[]} programs */
function findProgram(programs) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return programs
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').at(-1)?.replace(/\.$/, '') ?? '';
}
