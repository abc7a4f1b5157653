// @ts-check
import { resolve } from 'node:path';

/**
 * What the main process code is compiled for: the Node of Electron 33, the oldest that has to run it. It
 * also runs on every plain Node that `engines` in package.json allows, and on the newest Electron.
 */
export const nodeTarget = 'node20.18';

/** Worker thread entries by the name of their output file (without `.js`). */
export const threadEntries = Object.freeze({
  executor: 'src-main/engine/executors/executor-thread.ts',
  script: 'src-main/engine/executors/script-thread.ts',
  transfer: 'src-main/engine/background/transfer-thread.ts',
  scan: 'src-main/engine/background/scan-thread.ts',
});

/**
 * Entries of the main process build by the name of their output file (without `.js`).
 *
 * @param {string} root the project folder
 * @returns {Record<string, string>} absolute paths
 */
export function mainEntries(root) {
  const entries = { index: 'src-main/index.ts', cli: 'src-main/cli/index.ts', ...threadEntries };
  return Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, resolve(root, path)]));
}
