// @ts-check
import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, run } from '../process/run.mjs';
import { root } from '../project/root.mjs';

const silenceLimitMs = 20_000;
const pollMs = 500;

/**
 * Lets the electron package fetch its own binary. Gives up when nothing arrives for a while.
 *
 * @returns {Promise<string | undefined>} why it failed; undefined when it did not
 */
export async function downloadOfficial() {
  const packageDir = join(root, 'node_modules/electron');
  const dist = join(packageDir, 'dist');
  const pathFile = join(packageDir, 'path.txt');
  // A link from an earlier set-up goes first: the installer would unpack into what it points to.
  rmSync(dist, { recursive: true, force: true });
  rmSync(pathFile, { force: true });
  const temp = mkdtempSync(join(tmpdir(), 'runsheet-electron-'));
  let silent = false;
  /** @type {NodeJS.Timeout | undefined} */
  let watch;
  try {
    const { code, stderr } = await run(process.execPath, [join(packageDir, 'install.js')], {
      capture: true,
      cwd: root,
      env: { TMPDIR: temp, TEMP: temp, TMP: temp, ELECTRON_GET_NO_PROGRESS: '1' },
      onStart: (child) => {
        watch = onSilence([temp, dist], () => {
          silent = true;
          end(child, 'SIGKILL');
        });
      },
    });
    if (code === 0) return undefined;
    rmSync(dist, { recursive: true, force: true });
    return silent ? `nothing arrived for ${silenceLimitMs / 1000} s` : reason(stderr);
  } finally {
    clearInterval(watch);
    rmSync(temp, { recursive: true, force: true });
  }
}

/**
 * Calls back once when the folders have not changed in size for a while.
 *
 * @param {readonly string[]} folders
 * @param {() => void} callback
 */
function onSilence(folders, callback) {
  let size = -1;
  let changedAt = Date.now();
  return setInterval(() => {
    const now = folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
    if (now !== size) changedAt = Date.now();
    else if (Date.now() - changedAt > silenceLimitMs) callback();
    size = now;
  }, pollMs);
}

/**
 * @param {string} path
 * @returns {number} bytes of everything in it; files that come and go meanwhile count nothing
 */
function sizeOf(path) {
  try {
    if (!lstatSync(path).isDirectory()) return statSync(path).size;
    return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
  } catch {
    return 0;
  }
}

/**
 * The first line of an error, with its cause when there is one.
 *
 * @param {string} stderr
 */
function reason(stderr) {
  const message = /^(?:\w*Error: )?(.+)$/m.exec(stderr)?.[1] ?? 'the installer failed without a word';
  const cause = /\bcode: '(\w+)'/.exec(stderr)?.[1];
  return cause === undefined ? message : `${message} (${cause})`;
}
