// @ts-check
import { existsSync, rmSync, statSync } from 'node:fs';
import { provideElectron } from '../electron-binary.mjs';
import {
  electronFlags,
  hasDisplay,
  provideVirtualDisplay,
  underVirtualDisplay,
} from '../process/display.mjs';
import { end, run } from '../process/run.mjs';
import { root } from '../project/root.mjs';
import { withDataFolder } from './data-folder.mjs';

const pictureLimitMs = 120_000;

/**
 * Opens the window and waits for its end.
 *
 * @param {import('./arguments.mjs').StartOptions} options
 * @returns {Promise<number>} exit code
 */
export async function openWindow({ data, files }) {
  const electron = await provideElectron();
  const env = data === undefined ? {} : { RUNSHEET_DATA: data };
  return (await run(electron, [root, ...electronFlags(), ...files], { env, input: true })).code;
}

/**
 * Has the window run the sample batch and take a picture of itself, on a virtual display where there is no
 * other.
 *
 * @param {import('./arguments.mjs').StartOptions & { screenshot: string }} options
 * @returns {Promise<number>} exit code
 */
export async function pictureWindow({ data, screenshot, files }) {
  const electron = await provideElectron();
  if (!hasDisplay()) await provideVirtualDisplay(console.log);
  /** @type {[string, ...string[]]} */
  const window = [electron, root, ...electronFlags(), '--run-sample', ...files];
  // Without a desktop Chromium complains about the missing bus; that is of no use here.
  const [command, ...args] = hasDisplay() ? window : underVirtualDisplay([...window, '--log-level=3']);
  rmSync(screenshot, { force: true });
  const { code } = await withDataFolder(data, (folder) =>
    runLimited(command, args, { RUNSHEET_DATA: folder, RUNSHEET_SCREENSHOT: screenshot }),
  );
  if (!existsSync(screenshot) || statSync(screenshot).size === 0) {
    throw new Error(
      `The window ended (exit ${code}) or ran for ${pictureLimitMs / 1000} s without a picture.`,
    );
  }
  console.log(`The picture is in ${screenshot}.`);
  return code;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 */
async function runLimited(command, args, env) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const result = await run(command, args, {
    env,
    ownGroup: true,
    onStart: (child) => {
      timer = setTimeout(() => end(child), pictureLimitMs);
    },
  });
  clearTimeout(timer);
  return result;
}
