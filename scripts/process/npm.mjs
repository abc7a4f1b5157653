// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../project/root.mjs';
import { run } from './run.mjs';

/**
 * Runs npm with the Node that runs this, without a shell wherever npm's own program can be found.
 *
 * @param {readonly string[]} args plain words only: on Windows they may pass through a shell
 * @param {import('./run.mjs').RunOptions} [options]
 */
export function npm(args, options = {}) {
  const program = npmProgram();
  if (program !== undefined) return run(process.execPath, [program, ...args], options);
  return process.platform === 'win32'
    ? run('npm.cmd', args, { ...options, shell: true })
    : run('npm', args, options);
}

/**
 * The program behind a package's command, to be run with Node: no shell, no `.cmd` file, no `npx`.
 *
 * @param {string} name the package
 * @param {string} [command] default: the name of the package
 * @returns {string} its path
 */
export function packageProgram(name, command = name) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

function npmProgram() {
  const candidates = [
    process.env['npm_execpath'] ?? '',
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  return candidates.find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
}
