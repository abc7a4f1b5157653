// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../process/lock.mjs';
import { packageProgram } from '../process/npm.mjs';
import { run } from '../process/run.mjs';
import { root } from './root.mjs';

const sourceFolders = ['src-shared', 'src-main', 'src-preload', 'src-renderer'];
const sourceFiles = [
  'electron.vite.config.ts',
  'scripts/build-entries.mjs',
  'package.json',
  'package-lock.json',
];
const stamp = join(root, 'out/sources.sha256');
const lock = join(root, 'node_modules/.cache/build.lock');

/**
 * Builds everything into `out/`, always.
 *
 * @returns {Promise<number>} exit code
 */
export function build() {
  return withLock(lock, async () => {
    forgetBuild();
    const sources = hashSources();
    const program = packageProgram('electron-vite');
    const { code } = await run(process.execPath, [program, 'build', '--logLevel', 'warn'], { cwd: root });
    if (code === 0) writeFileSync(stamp, sources);
    return code;
  });
}

/** Whether `out/` was built from the sources as they are now, by content. */
export function isBuilt() {
  try {
    return readFileSync(stamp, 'utf8') === hashSources();
  } catch {
    return false;
  }
}

/** Before something else writes to `out/`. */
export function forgetBuild() {
  rmSync(stamp, { force: true });
}

function hashSources() {
  const hash = createHash('sha256');
  for (const path of [...sourceFiles, ...sourceFolders.flatMap((folder) => filesIn(folder))]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]} paths below root, in a fixed order
 */
function filesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
