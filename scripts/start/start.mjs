// @ts-check
import { hasDisplay } from '../process/display.mjs';
import { passSignalsOn } from '../process/run.mjs';
import { build, isBuilt } from '../project/build.mjs';
import { installPackages } from '../project/install.mjs';
import { readArguments } from './arguments.mjs';
import { runSample } from './sample.mjs';
import { openWindow, pictureWindow } from './window.mjs';

/**
 * `npm start`: brings a fresh clone to the open window, and a machine without a display to a finished run of
 * the sample batch.
 *
 * @param {readonly string[]} args definition files, `--data DIR`, `--screenshot FILE`
 * @returns {Promise<number>} exit code
 */
export async function start(args) {
  const options = readArguments(args);
  passSignalsOn();
  await installPackages(console.log);
  if (!isBuilt()) {
    console.log('Building.');
    if ((await build()) !== 0) throw new Error('The build failed; what it said is above.');
  }
  if (options.screenshot !== undefined) return pictureWindow({ ...options, screenshot: options.screenshot });
  if (hasDisplay()) return openWindow(options);
  console.log('There is no display here for a window: the sample batch runs on the command line instead.');
  return runSample(options);
}
