// @ts-check
import { join } from 'node:path';
import { packageProgram } from '../process/npm.mjs';
import { run } from '../process/run.mjs';
import { root } from '../project/root.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./steps.mjs').Tally} Tally */

/**
 * The compiler's projects, one for each place where code runs. Components need Vue's compiler.
 *
 * @type {readonly (readonly [project: string, compiler: 'tsc' | 'vue-tsc'])[]}
 */
const typeProjects = [
  ['renderer', 'vue-tsc'],
  ['main', 'tsc'],
  ['test', 'tsc'],
  ['test-window', 'vue-tsc'],
  ['shared', 'tsc'],
  ['preload', 'tsc'],
  ['tools', 'tsc'],
];

const sources = ['src-shared', 'src-main', 'src-preload', 'src-renderer'];
const cacheDir = join(root, 'node_modules/.cache');

/** @type {Step} */
const format = {
  name: 'format',
  work: () => check('prettier', 'prettier', ['--check', '--log-level=warn', '.']),
};
/** @type {Step} */
const lint = { name: 'lint', work: () => check('eslint', 'eslint', ['--max-warnings=0', '.']) };
/** @type {Step} */
const types = { name: 'types', work: checkTypes };
/** @type {Step} */
const layers = {
  name: 'layers',
  work: () => check('dependency-cruiser', 'depcruise', ['--output-type=err', ...sources]),
};
/** @type {Step} */
const unused = {
  name: 'unused',
  work: () =>
    check('knip', 'knip', [
      '--no-progress',
      '--no-config-hints',
      '--cache',
      `--cache-location=${join(cacheDir, 'knip')}`,
    ]),
};

/**
 * The checks that run nothing of ours. Each counts as one test.
 *
 * @type {readonly (Step | readonly Step[])[]}
 */
export const staticChecks = [[lint, format], types, [layers, unused]];

/**
 * @param {string} name the package
 * @param {string} command its command
 * @param {readonly string[]} args
 * @returns {Promise<Tally>}
 */
async function check(name, command, args) {
  const program = packageProgram(name, command);
  const { code } = await run(process.execPath, [program, ...args], { cwd: root, ownGroup: true });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Two compilers at a time, each shown when it has ended.
 *
 * @returns {Promise<Tally>}
 */
async function checkTypes() {
  const waiting = [...typeProjects];
  let clean = true;
  const compileNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [project, compiler] = next;
      const program = packageProgram(compiler === 'tsc' ? 'typescript' : compiler, compiler);
      const args = [program, '-p', `tsconfig.${project}.json`];
      if (process.stdout.isTTY) args.push('--pretty');
      const { code, stdout } = await run(process.execPath, args, {
        cwd: root,
        capture: true,
        ownGroup: true,
      });
      process.stdout.write(stdout);
      clean &&= code === 0;
    }
  };
  await Promise.all([compileNext(), compileNext()]);
  return clean ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
