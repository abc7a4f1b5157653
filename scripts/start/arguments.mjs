// @ts-check
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';

/**
 * @typedef {object} StartOptions
 * @property {string | undefined} data the data folder that was asked for
 * @property {string | undefined} screenshot where a picture of the window goes
 * @property {readonly string[]} files definition files to open
 */

/**
 * Reads the command line of `npm start`. Paths are relative to where the user typed it: npm itself goes to
 * the project folder first.
 *
 * @param {readonly string[]} args
 * @returns {StartOptions}
 */
export function readArguments(args) {
  const typedIn = process.env['INIT_CWD'] ?? process.cwd();
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, screenshot: { type: 'string' } },
    allowPositionals: true,
  });
  /** @param {string | undefined} path */
  const absolute = (path) => (path === undefined ? undefined : resolve(typedIn, path));
  return {
    data: absolute(values.data ?? (process.env['RUNSHEET_DATA'] || undefined)),
    screenshot: absolute(values.screenshot),
    files: positionals.map((path) => resolve(typedIn, path)),
  };
}
