// @ts-check
import { installCommand, installPackages, mayInstallPackages } from '../process/apt.mjs';
import { run } from '../process/run.mjs';

const packages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1'];

/**
 * Makes sure that the system has the shared libraries Electron is linked against.
 *
 * @param {string} executable
 * @param {(line: string) => void} say
 */
export async function provideSharedLibraries(executable, say) {
  const missing = await missingLibraries(executable);
  if (missing.length === 0) return;
  say(`Electron needs shared libraries that are not here: ${missing.join(', ')}.`);
  if (await mayInstallPackages()) await installPackages(packages, say);
  const stillMissing = await missingLibraries(executable);
  if (stillMissing.length === 0) return;
  throw new Error(
    `Electron cannot start without ${stillMissing.join(', ')}. ` +
      `On Debian and Ubuntu run: ${installCommand(packages)}`,
  );
}

/** @param {string} executable */
async function missingLibraries(executable) {
  if (process.platform !== 'linux') return [];
  const { stdout } = await run('ldd', [executable], { capture: true, env: { LC_ALL: 'C' } });
  return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
}
